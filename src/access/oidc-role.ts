import { USER_ROLES, type UserRole } from '../store/queries/users.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** The role that the claims give: the highest of those that the claim's values stand for, else the default, else none. */
export function roleOf(
  claims: Readonly<Record<string, unknown>>,
  { roleClaim, roles, defaultRole }: Pick<OidcSettings, 'roleClaim' | 'roles' | 'defaultRole'>,
): UserRole | null {
  if (roleClaim === null) return defaultRole;
  const given = valuesAt(claims, roleClaim).flatMap((value) => roles.get(value) ?? []);
  return USER_ROLES.findLast((role) => given.includes(role)) ?? defaultRole;
}

/** Issuers put groups at the top (`groups`) or below something (`realm_access.roles`); a name may hold dots itself. */
function valuesAt(claims: Readonly<Record<string, unknown>>, name: string): string[] {
  let found: unknown = claims[name];
  if (found === undefined) {
    found = name
      .split('.')
      .reduce<unknown>(
        (value, part) =>
          typeof value === 'object' && value !== null && Object.hasOwn(value, part)
            ? (value as Record<string, unknown>)[part]
            : undefined,
        claims,
      );
  }
  return (Array.isArray(found) ? found : [found]).filter(
    (value): value is string => typeof value === 'string',
  );
}

import type { Settings } from '../config/settings.ts';
import type { UserRole } from '../store/queries/users.ts';

/** How people sign in by way of an OpenID Connect issuer. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  readonly label: string;
  readonly scopes: string;
  /** Where the issuer is to send people back to. */
  readonly redirectUri: string;
  readonly roleClaim: string | null;
  readonly roles: ReadonlyMap<string, UserRole>;
  /** Null: who has no role by the claim is refused. */
  readonly defaultRole: UserRole | null;
}

/** What the settings say of the issuer; null when none is set up, or not wholly. */
export function oidcSettings(settings: Settings): OidcSettings | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, publicUrl } = settings;
  if (issuer === null || clientId === null || publicUrl === null) return null;
  return {
    issuer,
    clientId,
    clientSecret: settings.oidcClientSecret,
    label: settings.oidcLabel,
    scopes: settings.oidcScopes,
    redirectUri: `${publicUrl}/v1/oidc/callback`,
    roleClaim: settings.oidcRoleClaim,
    roles: settings.oidcRoles,
    defaultRole: settings.oidcDefaultRole,
  };
}

/** Names of the settings that are not there while others are; empty when all are there, or none. */
export function missingOidcSettings(settings: Settings): string[] {
  const { oidcIssuer, oidcClientId } = settings;
  if (oidcIssuer === null && oidcClientId === null) return [];
  const needed = { OIDC_ISSUER: oidcIssuer, OIDC_CLIENT_ID: oidcClientId, PUBLIC_URL: settings.publicUrl };
  return Object.entries(needed).flatMap(([name, value]) => (value === null ? [name] : []));
}

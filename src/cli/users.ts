import { AccessError } from '../access/errors.ts';
import { changeUser, createUser, type UserPatch } from '../access/users.ts';
import { readSettings } from '../config/settings.ts';
import { listUsers, USER_ROLES, type User } from '../store/queries/users.ts';
import type { Store } from '../store/store.ts';
import { CliError, usageError } from './failure.ts';
import { EXIT, type Io, say, table, tell } from './io.ts';
import { OPERATOR } from './keys.ts';
import { openCommandLog } from './log.ts';
import { readSecret } from './read-secret.ts';
import { withCurrentStore } from './with-store.ts';

export interface NewUserOptions {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** `users create`: the password from stdin. */
export async function createUserNow(options: NewUserOptions, io: Io): Promise<number> {
  const role = USER_ROLES.find((known) => known === options.role);
  if (role === undefined)
    throw usageError(`--role must be one of ${USER_ROLES.join(', ')}, not "${options.role}"`);
  const password = await readSecret(io, 'Password (12 characters or more, not shown): ');
  const person = { name: options.name, email: options.email, role, password };
  const user = await inStore(io, (store) => createUser(store, person, OPERATOR, Date.now()));
  tell(io, `Made ${user.name} (${user.email}), ${user.role}.`);
  return EXIT.ok;
}

/** `users list`: by name. */
export async function listUsersNow(options: { json?: boolean }, io: Io): Promise<number> {
  const users = await inStore(io, listUsers);
  if (options.json === true) {
    say(io, JSON.stringify(users.map(asJson), null, 2));
    return EXIT.ok;
  }
  const rows = users.map((user) => [
    user.email ?? '-',
    user.role,
    user.disabledAt === null ? 'active' : 'disabled',
    user.passwordHash === null ? 'issuer' : user.subject === null ? 'password' : 'both',
    user.name,
  ]);
  for (const line of table([['EMAIL', 'ROLE', 'STATE', 'SIGNS IN BY', 'NAME'], ...rows])) say(io, line);
  return EXIT.ok;
}

/** `users disable`, `users enable`: a running service ends the sessions within seconds. */
export async function disableUser(email: string, disabled: boolean, io: Io): Promise<number> {
  const user = await change(email, { disabled }, io);
  tell(
    io,
    disabled ? `${user.name} is disabled and signed out everywhere.` : `${user.name} may sign in again.`,
  );
  return EXIT.ok;
}

/** `users reset-password`: the new one from stdin. */
export async function resetPassword(email: string, io: Io): Promise<number> {
  const password = await readSecret(io, 'New password (12 characters or more, not shown): ');
  const user = await change(email, { password }, io);
  tell(io, `${user.name} has a new password and is signed out everywhere.`);
  return EXIT.ok;
}

const change = (email: string, patch: UserPatch, io: Io): Promise<User> =>
  inStore(io, async (store) => {
    const found = (await listUsers(store)).find((user) => user.email === email.trim().toLowerCase());
    const changed =
      found === undefined ? null : await changeUser(store, found.id, patch, OPERATOR, Date.now());
    if (changed === null)
      throw new CliError(
        'no_such_user',
        `There is no user with the address ${email}. See "zoom-monitor users list".`,
      );
    return changed;
  });

async function inStore<T>(io: Io, work: (store: Store) => Promise<T>): Promise<T> {
  const settings = readSettings(io.env);
  try {
    return await withCurrentStore(settings, openCommandLog(io, settings.logLevel), work);
  } catch (error) {
    throw error instanceof AccessError ? new CliError(error.code, error.message, { cause: error }) : error;
  }
}

const asJson = (user: User): object => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  has_password: user.passwordHash !== null,
  issuer: user.issuer,
  created_at: user.createdAt,
  disabled_at: user.disabledAt,
});

import { randomUUID } from 'node:crypto';
import { type Actor, auditEntry } from '../respond/audit.ts';
import { revokeSessionsOf } from '../store/queries/sessions.ts';
import {
  anyUser,
  findUser,
  findUserByEmail,
  insertUser,
  otherAdmins,
  type User,
  type UserRole,
  updateUser,
  withUsersLocked,
} from '../store/queries/users.ts';
import type { Store } from '../store/store.ts';
import { AccessError } from './errors.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { checkPassword } from './password-rules.ts';
import { checkedEmail, checkedName, normalEmail } from './people.ts';

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly role: UserRole;
  readonly password: string;
}

export const subjectOf = (userId: string): string => `user:${userId}`;

/**
 * Makes the first user, an admin, while there is none.
 *
 * @param actor the key that it is done with
 * @throws {AccessError} `already_set_up`, `invalid_person`, `password_refused`
 */
export const setUp = (
  store: Store,
  person: Omit<NewPerson, 'role'>,
  actor: Actor,
  now: number,
): Promise<User> => add(store, { ...person, role: 'admin' }, { actor, now, first: true });

/** @throws {AccessError} `email_taken`, `invalid_person`, `password_refused` */
export const createUser = (store: Store, person: NewPerson, actor: Actor, now: number): Promise<User> =>
  add(store, person, { actor, now, first: false });

async function add(
  store: Store,
  person: NewPerson,
  { actor, now, first }: { actor: Actor; now: number; first: boolean },
): Promise<User> {
  const [email, name] = [checkedEmail(person.email), checkedName(person.name)];
  checkPassword(person.password, { email, name });
  const user = {
    id: randomUUID(),
    email,
    name,
    role: person.role,
    passwordHash: await hashPassword(person.password),
    issuer: null,
    subject: null,
  };
  await withUsersLocked(store, async (trx) => {
    if (first && (await anyUser(trx))) {
      throw new AccessError('already_set_up', 'There are users already. Sign in, or let an admin add you.');
    }
    const same = await findUserByEmail(trx, email);
    // A commit whose answer was lost is tried again on top of its own row.
    if (same?.id === user.id) return;
    if (same !== null)
      throw new AccessError('email_taken', 'Somebody else has this e-mail address. Nothing was made.');
    const detail = { name, email, role: user.role, first: first || undefined };
    await insertUser(trx, user, auditEntry(actor, 'user.created', subjectOf(user.id), detail, now));
  });
  return { ...user, createdAt: new Date(now), disabledAt: null };
}

export interface UserPatch {
  readonly name?: string | undefined;
  readonly role?: UserRole | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
}

/**
 * Changes a user. Being disabled, and a new password, end every session of theirs. Null: there is none with this id.
 *
 * @throws {AccessError} `last_admin`: nobody would be left to admit others; `invalid_person`, `password_refused`
 */
export async function changeUser(
  store: Store,
  id: string,
  patch: UserPatch,
  actor: Actor,
  now: number,
): Promise<User | null> {
  const before = await findUser(store.db, id);
  if (before === null) return null;
  const name = patch.name === undefined ? before.name : checkedName(patch.name);
  if (patch.password !== undefined) {
    if (before.email === null) {
      throw new AccessError(
        'invalid_person',
        'A password goes with an e-mail address, and this user has none.',
      );
    }
    checkPassword(patch.password, { email: before.email, name });
  }
  const passwordHash = patch.password === undefined ? undefined : await hashPassword(patch.password);
  return withUsersLocked(store, async (trx) => {
    const user = await findUser(trx, id);
    if (user === null) return null;
    const role = patch.role ?? user.role;
    const disabled = patch.disabled ?? user.disabledAt !== null;
    const wasAdmin = user.role === 'admin' && user.disabledAt === null;
    if (wasAdmin && (role !== 'admin' || disabled) && (await otherAdmins(trx, id)) === 0) {
      throw new AccessError(
        'last_admin',
        'This is the last admin who can sign in. Make somebody else an admin first. Nothing was changed.',
      );
    }
    const at = new Date(now);
    const disabledAt = disabled ? (user.disabledAt ?? at) : null;
    const detail = {
      name: name === user.name ? undefined : name,
      role: role === user.role ? undefined : role,
      disabled: disabled === (user.disabledAt !== null) ? undefined : disabled,
      password: passwordHash === undefined ? undefined : 'reset',
    };
    await updateUser(
      trx,
      id,
      { name, role, disabledAt, passwordHash },
      auditEntry(actor, 'user.changed', subjectOf(id), detail, now),
    );
    if (passwordHash !== undefined || (disabled && user.disabledAt === null))
      await revokeSessionsOf(trx, id, at);
    return { ...user, name, role, disabledAt, passwordHash: passwordHash ?? user.passwordHash };
  });
}

/**
 * The user with this e-mail and password, or null. It takes as long for somebody who is not there.
 *
 * @throws {AccessError} `overloaded`
 */
export async function findByPassword(store: Store, email: string, password: string): Promise<User | null> {
  const address = normalEmail(email);
  const user = address === null ? null : await findUserByEmail(store.db, address);
  const right = await verifyPassword(password, user?.passwordHash ?? null);
  return right && user !== null && user.disabledAt === null ? user : null;
}

/**
 * Somebody changes the own password; every session of theirs ends, the present one too. False: the current one was
 * wrong.
 *
 * @throws {AccessError} `password_refused`, `overloaded`
 */
export async function changeOwnPassword(
  store: Store,
  user: User,
  { current, next }: { current: string; next: string },
  now: number,
  actor: Actor,
): Promise<boolean> {
  if (!(await verifyPassword(current, user.passwordHash))) return false;
  checkPassword(next, user);
  const passwordHash = await hashPassword(next);
  await withUsersLocked(store, async (trx) => {
    const entry = auditEntry(actor, 'user.changed', subjectOf(user.id), { password: 'changed' }, now);
    await updateUser(trx, user.id, { passwordHash }, entry);
    await revokeSessionsOf(trx, user.id, new Date(now));
  });
  return true;
}

import { randomUUID } from 'node:crypto';
import { auditEntry } from '../respond/audit.ts';
import { revokeSessionsOf } from '../store/queries/sessions.ts';
import {
  findUserByEmail,
  findUserBySubject,
  insertUser,
  type User,
  type UserRole,
  updateUser,
  withUsersLocked,
} from '../store/queries/users.ts';
import type { Store } from '../store/store.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import { actorOf, normalEmail, shownName } from './people.ts';
import { subjectOf } from './users.ts';

/** Somebody, as the issuer tells it. */
export interface IssuerPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: unknown;
  /** Null: by the settings there is none for this person. */
  readonly role: UserRole | null;
}

export type IssuerSignIn =
  | { readonly user: User }
  /** `no_role`: not one of ours; `disabled`; `email_taken`: an account with this address, and the issuer does not vouch for it. */
  | { readonly refused: 'no_role' | 'disabled' | 'email_taken' };

const ACTOR = { id: 'oidc', name: 'issuer' };

/**
 * The user whom the issuer vouches for: known by its subject, else by an e-mail address that it says it has verified, else
 * new. Whoever has no password here is what the issuer says at each sign-in; a role that an admin gave together with a
 * password stays. Who has lost every role loses the sessions too.
 */
export async function signInByIssuer(store: Store, person: IssuerPerson, now: number): Promise<IssuerSignIn> {
  return withUsersLocked(store, async (trx) => {
    const user = await known(trx, person, now);
    if (user === 'email_taken') return { refused: user };
    if (user !== null && user.disabledAt !== null) return { refused: 'disabled' };
    if (user !== null && user.passwordHash !== null) return { user };
    if (person.role === null) {
      if (user !== null) await revokeSessionsOf(trx, user.id, new Date(now));
      return { refused: 'no_role' };
    }
    if (user === null) return { user: await add(trx, person, person.role, now) };
    if (user.role === person.role) return { user };
    const entry = auditEntry(ACTOR, 'user.changed', subjectOf(user.id), { role: person.role }, now);
    await updateUser(trx, user.id, { role: person.role }, entry);
    return { user: { ...user, role: person.role } };
  });
}

async function known(
  trx: StoreTransaction,
  person: IssuerPerson,
  now: number,
): Promise<User | null | 'email_taken'> {
  const { issuer, subject } = person;
  const user = await findUserBySubject(trx, issuer, subject);
  if (user !== null) return user;
  const email = person.email === null ? null : normalEmail(person.email);
  const same = email === null ? null : await findUserByEmail(trx, email);
  if (same === null) return null;
  if (!person.emailVerified || same.subject !== null) return 'email_taken';
  const entry = auditEntry(actorOf(same), 'user.linked', subjectOf(same.id), { issuer }, now);
  await updateUser(trx, same.id, { oidc: { issuer, subject } }, entry);
  return { ...same, issuer, subject };
}

async function add(trx: StoreTransaction, person: IssuerPerson, role: UserRole, now: number): Promise<User> {
  const { issuer, subject } = person;
  const email = person.email === null ? null : normalEmail(person.email);
  const id = randomUUID();
  const name = shownName(person.name, email ?? 'somebody');
  const user = { id, email, name, role, passwordHash: null, issuer, subject };
  const entry = auditEntry(
    ACTOR,
    'user.created',
    subjectOf(id),
    { name, email: email ?? undefined, role, issuer },
    now,
  );
  await insertUser(trx, user, entry);
  return { ...user, createdAt: new Date(now), disabledAt: null };
}

import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { inTransaction, type StoreTransaction } from '../transaction.ts';
import { type AuditEntry, insertAudit } from './audit.ts';

/** What a person may be; keys may also be `ingest`. From the least to the most. */
export const USER_ROLES = ['read', 'respond', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export interface User {
  readonly id: string;
  /** In lower case. */
  readonly email: string | null;
  readonly name: string;
  readonly role: UserRole;
  /** For access/password.ts alone. */
  readonly passwordHash: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

export type NewUser = Omit<User, 'createdAt' | 'disabledAt'>;

/**
 * Runs `work` while nobody else adds users or changes them: "the first" and "the last admin" are facts about all of
 * them. A row that is written stands for the lock, since advisory locks are for migrations alone.
 */
export async function withUsersLocked<T>(
  store: Store,
  work: (trx: StoreTransaction) => Promise<T>,
): Promise<T> {
  return inTransaction(store, async (trx) => {
    await sql`
      insert into installation (name, value) values ('lock:users', '')
      on conflict (name) do update set value = excluded.value`.execute(trx);
    return work(trx);
  });
}

/** Of anybody, disabled or not. */
export async function anyUser(db: Store['db'] | StoreTransaction): Promise<boolean> {
  const row = await db.selectFrom('user_account').select('user_id').limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function insertUser(trx: StoreTransaction, user: NewUser, audit: AuditEntry): Promise<void> {
  await trx
    .insertInto('user_account')
    .values({
      user_id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      password_hash: user.passwordHash,
      oidc_issuer: user.issuer,
      oidc_subject: user.subject,
      disabled_at: null,
    })
    .execute();
  await insertAudit(trx, audit);
}

/** What can be changed of a user; what is left out stays. */
export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: UserRole | undefined;
  readonly passwordHash?: string | undefined;
  readonly disabledAt?: Date | null | undefined;
  readonly oidc?: { readonly issuer: string; readonly subject: string } | undefined;
}

export async function updateUser(
  trx: StoreTransaction,
  id: string,
  change: UserChange,
  audit: AuditEntry,
): Promise<void> {
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.role === undefined ? {} : { role: change.role }),
    ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
    ...(change.disabledAt === undefined ? {} : { disabled_at: change.disabledAt }),
    ...(change.oidc === undefined
      ? {}
      : { oidc_issuer: change.oidc.issuer, oidc_subject: change.oidc.subject }),
  };
  await trx.updateTable('user_account').set(columns).where('user_id', '=', id).execute();
  await insertAudit(trx, audit);
}

/** By name. */
export async function listUsers(store: Store): Promise<User[]> {
  const rows = await store.db
    .selectFrom('user_account')
    .selectAll()
    .orderBy('name')
    .orderBy('user_id')
    .execute();
  return rows.map(toUser);
}

export async function findUser(db: Store['db'] | StoreTransaction, id: string): Promise<User | null> {
  const row = await db.selectFrom('user_account').selectAll().where('user_id', '=', id).executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** @param email in lower case */
export async function findUserByEmail(
  db: Store['db'] | StoreTransaction,
  email: string,
): Promise<User | null> {
  const row = await db.selectFrom('user_account').selectAll().where('email', '=', email).executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

export async function findUserBySubject(
  db: Store['db'] | StoreTransaction,
  issuer: string,
  subject: string,
): Promise<User | null> {
  const row = await db
    .selectFrom('user_account')
    .selectAll()
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** Admins who could sign in, but for this one. */
export async function otherAdmins(trx: StoreTransaction, id: string): Promise<number> {
  const { count } = await trx
    .selectFrom('user_account')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('user_id', '<>', id)
    .executeTakeFirstOrThrow();
  return count;
}

interface Row {
  user_id: string;
  email: string | null;
  name: string;
  role: UserRole;
  password_hash: string | null;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: Date;
  disabled_at: Date | null;
}

const toUser = (row: Row): User => ({
  id: row.user_id,
  email: row.email,
  name: row.name,
  role: row.role,
  passwordHash: row.password_hash,
  issuer: row.oidc_issuer,
  subject: row.oidc_subject,
  createdAt: row.created_at,
  disabledAt: row.disabled_at,
});

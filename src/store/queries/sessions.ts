import type { Kysely } from 'kysely';
import { DAY } from '../../core/time.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { StoreTransaction } from '../transaction.ts';
import { type AuditEntry, insertAudit } from './audit.ts';

/** Ended sessions are kept this long, so that it can be looked up who was signed in from where. */
const KEPT_AFTER_END = 30 * DAY;

/** Whose session it is: a user's, or a key's (its id, or the check value of the admin key of the settings). */
export type SessionOwner =
  | { readonly userId: string; readonly keyId: null }
  | { readonly userId: null; readonly keyId: string };

export interface Session {
  readonly id: string;
  readonly owner: SessionOwner;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Whatever is done with it. */
  readonly expiresAt: Date;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly revokedAt: Date | null;
}

export async function insertSession(
  trx: StoreTransaction,
  tokenHash: Buffer,
  session: Omit<Session, 'revokedAt'>,
  audit: AuditEntry,
): Promise<void> {
  await trx
    .insertInto('session')
    .values({
      token_hash: tokenHash,
      session_id: session.id,
      user_id: session.owner.userId,
      key_id: session.owner.keyId,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      user_agent: session.userAgent,
      address: session.address,
      revoked_at: null,
    })
    // A commit whose answer was lost is tried again on top of its own row.
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .execute();
  await insertAudit(trx, audit);
  await trx
    .deleteFrom('session')
    .where('expires_at', '<', new Date(session.createdAt.getTime() - KEPT_AFTER_END))
    .execute();
}

/** Ended or not. */
export async function findSession(store: Store, tokenHash: Buffer): Promise<Session | null> {
  const row = await store.db
    .selectFrom('session')
    .select(COLUMNS)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/** Ended or not. */
export async function findSessionById(store: Store, id: string): Promise<Session | null> {
  const row = await store.db
    .selectFrom('session')
    .select(COLUMNS)
    .where('session_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

/** Notes that it was used, unless that was noted after `before`. */
export async function touchSession(store: Store, id: string, now: Date, before: Date): Promise<void> {
  await store.db
    .updateTable('session')
    .set({ last_seen_at: now })
    .where('session_id', '=', id)
    .where('last_seen_at', '<', before)
    .execute();
}

/** Sessions that may still be used, of one owner or of everybody; the one used last comes first. */
export async function listSessions(
  store: Store,
  filter: { readonly owner?: SessionOwner | undefined; readonly now: Date; readonly seenAfter: Date },
  limit: number,
): Promise<Session[]> {
  const { owner } = filter;
  let query = store.db
    .selectFrom('session')
    .select(COLUMNS)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', filter.now)
    .where('last_seen_at', '>', filter.seenAfter);
  if (owner !== undefined) {
    query =
      owner.userId === null
        ? query.where('key_id', '=', owner.keyId)
        : query.where('user_id', '=', owner.userId);
  }
  const rows = await query.orderBy('last_seen_at', 'desc').orderBy('session_id').limit(limit).execute();
  return rows.map(toSession);
}

/** Ends one session. False: there is none with this id, or it had been ended. */
export async function revokeSession(
  trx: StoreTransaction,
  id: string,
  at: Date,
  audit: AuditEntry,
): Promise<boolean> {
  const ended = await trx
    .updateTable('session')
    .set({ revoked_at: at })
    .where('session_id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('session_id')
    .execute();
  if (ended.length > 0) await insertAudit(trx, audit);
  return ended.length > 0;
}

/** Ends every session of a user. */
export async function revokeSessionsOf(
  db: Kysely<Tables> | StoreTransaction,
  userId: string,
  at: Date,
): Promise<void> {
  await db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

const COLUMNS = [
  'session_id',
  'user_id',
  'key_id',
  'created_at',
  'last_seen_at',
  'expires_at',
  'user_agent',
  'address',
  'revoked_at',
] as const;

interface Row {
  session_id: string;
  user_id: string | null;
  key_id: string | null;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  user_agent: string | null;
  address: string | null;
  revoked_at: Date | null;
}

const toSession = (row: Row): Session => ({
  id: row.session_id,
  owner:
    row.user_id === null ? { userId: null, keyId: row.key_id ?? '' } : { userId: row.user_id, keyId: null },
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  userAgent: row.user_agent,
  address: row.address,
  revokedAt: row.revoked_at,
});

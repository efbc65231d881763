import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';
import { type AuditEntry, insertAudit } from './audit.ts';

export const ROLES = ['ingest', 'read', 'respond', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What may be known of a key after it was made: everything but the key. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Name that every event sent with this key gets as its source. */
  readonly source: string | null;
  /** Credentials that this key may report on, `*` standing for any characters. */
  readonly credentialPattern: string | null;
  readonly newCredentialsPerHour: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  readonly source?: string | null;
  readonly credentialPattern?: string | null;
  readonly newCredentialsPerHour?: number | null;
  readonly expiresAt?: Date | null;
}

/** The options of a new key contradict each other or are out of range; nothing was made. */
export class ApiKeyError extends Error {
  override readonly name = 'ApiKeyError';
  readonly code = 'invalid_key_options';
}

/**
 * Makes a key and returns it, the only time that it can be seen: the database keeps its SHA-256. A slow hash would
 * buy nothing, as 32 random bytes cannot be guessed. The prefix lets secret scanners and people recognise one.
 *
 * @param audit the entry for the audit trail, written with the key
 * @throws {ApiKeyError}
 */
export async function createApiKey(
  store: Store,
  options: NewApiKey,
  audit?: (id: string) => AuditEntry,
): Promise<{ id: string; key: string }> {
  check(options);
  const id = randomUUID();
  const key = `zum_${randomBytes(32).toString('base64url')}`;
  const row = {
    key_id: id,
    name: options.name,
    role: options.role,
    hash: hashOfKey(key),
    source: options.source ?? null,
    credential_pattern: options.credentialPattern ?? null,
    new_credentials_per_hour: options.newCredentialsPerHour ?? null,
    expires_at: options.expiresAt ?? null,
    revoked_at: null,
  };
  await inTransaction(store, async (trx) => {
    await trx
      .insertInto('api_key')
      .values(row)
      // A commit whose answer was lost is tried again on top of its own row.
      .onConflict((conflict) => conflict.column('key_id').doNothing())
      .execute();
    if (audit !== undefined) await insertAudit(trx, audit(id));
  });
  return { id, key };
}

/** Every key ever made, newest first. */
export async function listApiKeys(store: Store): Promise<ApiKey[]> {
  const rows = await store.db
    .selectFrom('api_key')
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('key_id')
    .execute();
  return rows.map(toApiKey);
}

/** Ends a key for good. False when there is no such key; a key that was revoked before stays as it was. */
export async function revokeApiKey(store: Store, id: string, audit?: AuditEntry): Promise<boolean> {
  return inTransaction(store, async (trx) => {
    const revoked = await trx
      .updateTable('api_key')
      .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.fn<Date>('now', [])) }))
      .where('key_id', '=', id)
      .returning('key_id')
      .execute();
    if (revoked.length > 0 && audit !== undefined) await insertAudit(trx, audit);
    return revoked.length > 0;
  });
}

/** The key with this hash, revoked or not, or null. */
export async function findApiKey(store: Store, hash: Buffer): Promise<ApiKey | null> {
  const row = await store.db
    .selectFrom('api_key')
    .select([...COLUMNS, 'hash'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row !== undefined && timingSafeEqual(row.hash, hash) ? toApiKey(row) : null;
}

/** Revoked or not. */
export async function findApiKeyById(store: Store, id: string): Promise<ApiKey | null> {
  const row = await store.db
    .selectFrom('api_key')
    .select(COLUMNS)
    .where('key_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toApiKey(row);
}

/** What is stored of a key. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

const COLUMNS = [
  'key_id',
  'name',
  'role',
  'source',
  'credential_pattern',
  'new_credentials_per_hour',
  'created_at',
  'expires_at',
  'revoked_at',
] as const;

interface Row {
  key_id: string;
  name: string;
  role: Role;
  source: string | null;
  credential_pattern: string | null;
  new_credentials_per_hour: number | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

function toApiKey(row: Row): ApiKey {
  return {
    id: row.key_id,
    name: row.name,
    role: row.role,
    source: row.source,
    credentialPattern: row.credential_pattern,
    newCredentialsPerHour: row.new_credentials_per_hour,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

function check(options: NewApiKey): void {
  checkText('name', options.name, 100);
  if (options.source != null) checkText('source', options.source, 100);
  if (options.credentialPattern != null) checkText('credential pattern', options.credentialPattern, 200);
  const cap = options.newCredentialsPerHour;
  if (cap != null && (!Number.isInteger(cap) || cap < 0 || cap > 1_000_000)) {
    throw new ApiKeyError('The cap on new credentials must be a whole number from 0 to 1000000.');
  }
  const tied = options.source != null || options.credentialPattern != null || cap != null;
  if (tied && options.role !== 'ingest') {
    throw new ApiKeyError(
      `A source, a credential pattern and a cap on new credentials are for ingest keys; this one is to be ${options.role}.`,
    );
  }
  if (options.expiresAt != null && !(options.expiresAt.getTime() > Date.now())) {
    throw new ApiKeyError('The key would have expired already: its end must be in the future.');
  }
}

/** Control characters would garble a terminal, and the database refuses NUL. */
function checkText(what: string, text: string, longest: number): void {
  if (text.trim() === '' || text.length > longest || /\p{Cc}/u.test(text)) {
    throw new ApiKeyError(
      `The ${what} must have 1 to ${longest} characters, none of them a control character.`,
    );
  }
}

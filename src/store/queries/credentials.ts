import { type Kysely, sql } from 'kysely';
import { DAY, HOUR } from '../../core/time.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { boundedRead } from './bounded-read.ts';

export interface StoredCredential {
  readonly id: string;
  readonly externalId: string;
  readonly accountId: string | null;
  readonly label: string | null;
  readonly owner: string | null;
  readonly state: 'active' | 'revoked';
  readonly decoy: boolean;
  readonly budget: string | null;
  readonly timeZone: string | null;
  readonly createdAt: Date;
  /** Time of the newest accepted event. */
  readonly lastSeenAt: Date | null;
  /** In the hour that is running and the 23 before it. */
  readonly calls24h: number;
  /** In the hour that is running and the 719 before it. */
  readonly calls30d: number;
}

/** By when it was last seen; never: when it was made. */
export interface CredentialPosition {
  readonly seenAt: Date;
  readonly id: string;
}

/** The one seen last comes first. */
export async function listCredentials(
  store: Store,
  page: { limit: number; after: CredentialPosition | null },
  now: number,
): Promise<StoredCredential[]> {
  return boundedRead(store, async (db) => {
    let query = credentials(db, now);
    if (page.after !== null) {
      const { seenAt, id } = page.after;
      query = query.where(sql<boolean>`(${SEEN_AT}, credential.credential_id) < (${seenAt}, ${id}::uuid)`);
    }
    const rows = await query
      .orderBy(SEEN_AT, 'desc')
      .orderBy('credential.credential_id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map(toStoredCredential);
  });
}

export const positionOf = (credential: StoredCredential): CredentialPosition => ({
  seenAt: credential.lastSeenAt ?? credential.createdAt,
  id: credential.id,
});

export async function findCredential(
  store: Store,
  credentialId: string,
  now: number,
): Promise<StoredCredential | null> {
  const row = await credentials(store.db, now)
    .where('credential.credential_id', '=', credentialId)
    .executeTakeFirst();
  return row === undefined ? null : toStoredCredential(row);
}

/** Whether an event of this credential was ever accepted. */
export async function credentialExists(store: Store, credentialId: string): Promise<boolean> {
  const row = await store.db
    .selectFrom('credential')
    .select('credential_id')
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row !== undefined;
}

/** A cursor holds milliseconds, so the order must not see microseconds. */
export const SEEN_AT = sql<Date>`coalesce(credential_state.newest_event_at, date_trunc('milliseconds', credential.created_at))`;

function credentials(db: Kysely<Tables>, now: number) {
  const hour = now - (now % HOUR);
  const dayAgo = new Date(hour - DAY + HOUR);
  const monthAgo = new Date(hour - 30 * DAY + HOUR);
  return db
    .selectFrom('credential')
    .leftJoin('credential_state', 'credential_state.credential_id', 'credential.credential_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('usage_hour')
          .select([
            sql<number>`coalesce(sum(calls), 0)::bigint`.as('calls_30d'),
            sql<number>`coalesce(sum(calls) filter (where hour >= ${dayAgo}), 0)::bigint`.as('calls_24h'),
          ])
          .whereRef('usage_hour.credential_id', '=', 'credential.credential_id')
          .where('usage_hour.hour', '>=', monthAgo)
          .as('usage'),
      (join) => join.onTrue(),
    )
    .select([
      'credential.credential_id',
      'credential.external_id',
      'credential.account_id',
      'credential.label',
      'credential.owner',
      sql<Date>`date_trunc('milliseconds', credential.created_at)`.as('created_at'),
      'credential_state.newest_event_at',
      'credential_state.state',
      'credential_state.decoy',
      'credential_state.budget',
      'credential_state.time_zone',
      'usage.calls_24h',
      'usage.calls_30d',
    ]);
}

function toStoredCredential(row: {
  credential_id: string;
  external_id: string;
  account_id: string | null;
  label: string | null;
  owner: string | null;
  created_at: Date;
  newest_event_at: Date | null;
  state: 'active' | 'revoked' | null;
  decoy: boolean | null;
  budget: string | null;
  time_zone: string | null;
  calls_24h: number | null;
  calls_30d: number | null;
}): StoredCredential {
  return {
    id: row.credential_id,
    externalId: row.external_id,
    accountId: row.account_id,
    label: row.label,
    owner: row.owner,
    state: row.state ?? 'active',
    decoy: row.decoy ?? false,
    budget: row.budget,
    timeZone: row.time_zone,
    createdAt: row.created_at,
    lastSeenAt: row.newest_event_at,
    calls24h: row.calls_24h ?? 0,
    calls30d: row.calls_30d ?? 0,
  };
}

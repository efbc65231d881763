import { type Kysely, sql } from 'kysely';
import { LEARNT_DAYS, LEARNT_HOURS } from '../../core/known.ts';
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
  /** Alerts of medium or more that nobody has dealt with. */
  readonly openAlerts: number;
  /** Used for fewer than 7 days or 24 active hours. */
  readonly learning: boolean;
}

/** What is left out does not matter. */
export interface CredentialFilter {
  /** Part of its identifier, label or owner, in any case. */
  readonly text?: string | undefined;
  readonly state?: 'active' | 'revoked' | undefined;
  readonly decoy?: boolean | undefined;
  readonly learning?: boolean | undefined;
  /** Whether it has alerts of medium or more that nobody has dealt with. */
  readonly open?: boolean | undefined;
}

/** By when it was last seen; never: when it was made. */
export interface CredentialPosition {
  readonly seenAt: Date;
  readonly id: string;
}

/** The one seen last comes first. */
export async function listCredentials(
  store: Store,
  filter: CredentialFilter,
  page: { limit: number; after: CredentialPosition | null },
  now: number,
): Promise<StoredCredential[]> {
  return boundedRead(store, async (db) => {
    const { learning, open } = filter;
    let query = credentials(db, now);
    // Sums are dear: where what they say decides nothing, they are made for the page only.
    query =
      learning === undefined && open === undefined
        ? query.where('credential.credential_id', 'in', pageOf(plainly(db, filter, page.after), page.limit))
        : query.where('credential.credential_id', 'in', plainly(db, filter, page.after));
    if (learning !== undefined) query = query.where(sql<boolean>`active.learning = ${learning}`);
    if (open !== undefined) query = query.where(sql<boolean>`(alerts.open > 0) = ${open}`);
    const rows = await query
      .orderBy(SEEN_AT, 'desc')
      .orderBy('credential.credential_id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map(toStoredCredential);
  });
}

/** The credentials that pass what can be told from themselves. */
function plainly(
  db: Kysely<Tables>,
  { text, state, decoy }: CredentialFilter,
  after: CredentialPosition | null,
) {
  let query = db
    .selectFrom('credential')
    .leftJoin('credential_state', 'credential_state.credential_id', 'credential.credential_id')
    .select('credential.credential_id');
  if (text !== undefined) {
    const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((eb) =>
      eb.or(
        (['external_id', 'label', 'owner'] as const).map((name) => eb(`credential.${name}`, 'ilike', part)),
      ),
    );
  }
  if (state !== undefined) query = query.where(sql<boolean>`coalesce(state, 'active') = ${state}`);
  if (decoy !== undefined) query = query.where(sql<boolean>`coalesce(decoy, false) = ${decoy}`);
  if (after !== null) {
    const { seenAt, id } = after;
    query = query.where(sql<boolean>`(${SEEN_AT}, credential.credential_id) < (${seenAt}, ${id}::uuid)`);
  }
  return query;
}

const pageOf = (query: ReturnType<typeof plainly>, limit: number) =>
  query.orderBy(SEEN_AT, 'desc').orderBy('credential.credential_id', 'desc').limit(limit);

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
    .innerJoinLateral(
      sql<{ learning: boolean }>`(
        select count(*) < ${LEARNT_HOURS} or min(hour) > ${new Date(now - LEARNT_DAYS * DAY)} as learning from (
          select h.hour from usage_hour h where h.credential_id = credential.credential_id
          order by h.hour limit ${LEARNT_HOURS}) h)`.as('active'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      sql<{ open: number }>`(
        select count(*) as open from alert a
        where a.credential_id = credential.credential_id and a.status = 'open'
          and a.severity in ('medium', 'high', 'critical'))`.as('alerts'),
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
      'active.learning',
      'alerts.open',
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
  learning: boolean;
  open: number;
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
    openAlerts: row.open,
    learning: row.learning,
  };
}

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { boundedRead } from './bounded-read.ts';
import { type CredentialPosition, SEEN_AT } from './credentials.ts';

export interface TimeWindow {
  readonly from: Date;
  readonly to: Date;
}

/** Alerts of medium or more that were raised in a window. */
export interface AlertCounts {
  /** Neither of a rule nor marked as compromised: the false ones, and those that nobody has judged. */
  readonly realised: number;
  /** Of a broken rule, which lies outside the budget. */
  readonly byRule: number;
  /** Marked as compromised: true. */
  readonly compromised: number;
}

/** Credentials that have the same budget. */
export interface BudgetGroup {
  /** Null: that of the installation. */
  readonly budget: string | null;
  readonly credentials: number;
  readonly calendarDays: number;
}

/** The days of the window since the first hour that was scored, and what was alerted on in it, of all credentials. */
export async function budgetTotals(
  store: Store,
  window: TimeWindow,
): Promise<{ readonly groups: readonly BudgetGroup[]; readonly alerts: AlertCounts }> {
  return boundedRead(store, async (db) => {
    const { rows: groups } = await sql<BudgetGroup>`
      select s.budget, count(*) as credentials, sum(${calendarDays(window)})::double precision as "calendarDays"
      from credential_state s cross join lateral ${FIRST_SCORED} first
      where first.hour < ${window.to}
      group by s.budget`.execute(db);
    return { groups, alerts: await countAlerts(db, window, sql`true`) };
  });
}

/** What the budget of one credential rests on. */
export interface CredentialBudget {
  readonly id: string;
  readonly externalId: string;
  readonly label: string | null;
  /** Its own. */
  readonly budget: string | null;
  readonly seenAt: Date;
  /** Days (UTC) of the window with an hour that was scored. */
  readonly usedDays: number;
  readonly calendarDays: number;
  /** Of all that is stored: when it was first used, and active hours, at most 24 of them. */
  readonly firstUsedAt: Date | null;
  readonly activeHours: number;
  readonly alerts: AlertCounts;
}

/** Hours that are looked at to see whether a credential is still being learnt. */
const ENOUGH_HOURS = 24;

/** The one seen last comes first. */
export async function listCredentialBudgets(
  store: Store,
  window: TimeWindow,
  page: { limit: number; after: CredentialPosition | null },
): Promise<CredentialBudget[]> {
  const isAfter =
    page.after === null
      ? sql`true`
      : sql`(${SEEN_AT}, credential.credential_id) < (${page.after.seenAt}, ${page.after.id}::uuid)`;
  return boundedRead(store, async (db) => {
    const { rows } = await sql<Omit<CredentialBudget, 'alerts'>>`
      select s.credential_id as id, s.external_id as "externalId", s.label, s.budget, s.seen_at as "seenAt",
             used.days as "usedDays", coalesce(${calendarDays(window)}, 0)::double precision as "calendarDays",
             active.first as "firstUsedAt", active.hours as "activeHours"
      from (
        select credential.credential_id, external_id, label, credential_state.budget, ${SEEN_AT} as seen_at
        from credential join credential_state using (credential_id)
        where ${isAfter}
        order by ${SEEN_AT} desc, credential.credential_id desc limit ${page.limit}) s
      left join lateral ${FIRST_SCORED} first on first.hour < ${window.to}
      cross join lateral (
        select count(distinct (h.hour at time zone 'UTC')::date) as days from usage_hour h
        where h.credential_id = s.credential_id and h.bits is not null
          and h.hour >= ${window.from} and h.hour < ${window.to}) used
      cross join lateral (
        select min(hour) as first, count(*) as hours from (
          select h.hour from usage_hour h where h.credential_id = s.credential_id
          order by h.hour limit ${ENOUGH_HOURS}) h) active
      order by s.seen_at desc, s.credential_id desc`.execute(db);
    const found: CredentialBudget[] = [];
    for (const row of rows) {
      const alerts = await countAlerts(db, window, sql`credential_id = ${row.id}`);
      found.push({ ...row, alerts });
    }
    return found;
  });
}

/** The first hour of the credential `s` that could raise an alert. */
const FIRST_SCORED = sql`(
  select h.hour from usage_hour h where h.credential_id = s.credential_id and h.bits is not null
  order by h.hour limit 1)`;

/** Null where no hour was scored: `greatest` alone would leave a null out. */
const calendarDays = ({ from, to }: TimeWindow): RawBuilder<unknown> => sql`
  case when first.hour is not null
    then extract(epoch from ${to}::timestamptz - greatest(first.hour, ${from}::timestamptz)) / 86400 end`;

const RULES = ['revoked_use', 'decoy_use', 'admin_change', 'zoom_side_only', 'quota_gap'].map((signal) =>
  JSON.stringify({ signals: [{ signal }] }),
);

async function countAlerts(
  db: Kysely<Tables>,
  { from, to }: TimeWindow,
  which: RawBuilder<unknown>,
): Promise<AlertCounts> {
  const { rows } = await sql<AlertCounts>`
    select count(*) filter (where rule) as "byRule",
           count(*) filter (where not rule and disposition is not distinct from 'compromised') as compromised,
           count(*) filter (where not rule and disposition is distinct from 'compromised') as realised
    from (
      select disposition, finding @> any (${RULES}::jsonb[]) as rule
      from alert
      where severity in ('medium', 'high', 'critical') and raised_at >= ${from} and raised_at < ${to} and ${which}
    ) a`.execute(db);
  return rows[0]!;
}

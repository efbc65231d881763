import { sql } from 'kysely';
import { LEAST_DAILY, type QuotaHeaders } from '../../core/ledger/quota-limit.ts';
import { DAY, HOUR, type HourNumber, hourOf, MINUTE, startOfHour } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Lines that are read of each five minutes to see whether any has Zoom's headers. */
const PROBE = 200;
/** How far back an hour's like say what is usual. */
const HISTORY = 14 * DAY;

/** A line of ours with the count of a daily limit. */
export interface StoredSighting extends QuotaHeaders {
  readonly time: number;
  readonly account: string | null;
  readonly remaining: number;
}

/** Lines of our own logs: not what Zoom's records say, not what we made of them. */
const OWN_CALL = sql<boolean>`method is not null and (extra is null or not extra ? 'record_of')`;
const DAILY = sql<boolean>`extra is not null and extra ? 'ratelimit_remaining'
  and extra->'ratelimit_limit' >= ${String(LEAST_DAILY)}::jsonb
  and (not extra ? 'ratelimit_type' or extra->>'ratelimit_type' ilike '%daily%')`;

/**
 * Whether lines of an hour bear Zoom's quota headers. No index knows; the index on time finds the first lines of each five
 * minutes, 2,400 at most, however busy the hour. Where none of those has them, nothing could be said anyway: every line without
 * may be a call that Zoom counted.
 */
export async function hasQuotaHeaders(store: Store, hour: HourNumber): Promise<boolean> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ found: boolean }>`
      select exists (
        select from generate_series(${new Date(startOfHour(hour))}::timestamptz,
                                    ${new Date(startOfHour(hour + 1) - 5 * MINUTE)}::timestamptz, '5 minutes') slot
        cross join lateral (
          select extra from access_event
          where occurred_at >= slot and occurred_at < slot + interval '5 minutes'
            -- Known beforehand, so that other months are not even planned for.
            and occurred_at >= ${new Date(startOfHour(hour))} and occurred_at < ${new Date(startOfHour(hour + 1))}
          order by occurred_at limit ${PROBE}) line
        where line.extra ? 'ratelimit_remaining') as found`.execute(db);
    return rows[0]!.found;
  });
}

/** Lines with the count of a daily limit, between two moments, the oldest `limit` of them. */
export async function readSightings(
  store: Store,
  from: number,
  to: number,
  limit: number,
): Promise<StoredSighting[]> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ at: Date; account: string | null; extra: Record<string, unknown> }>`
      select occurred_at as at, account_id as account,
             jsonb_build_object('type', extra->'ratelimit_type', 'category', extra->'ratelimit_category',
                                'limit', extra->'ratelimit_limit', 'remaining', extra->'ratelimit_remaining') as extra
      from access_event
      where occurred_at >= ${new Date(from)} and occurred_at < ${new Date(to)} and ${OWN_CALL} and ${DAILY}
      order by occurred_at limit ${limit}`.execute(db);
    return rows.flatMap(({ at, account, extra: { type, category, limit: most, remaining } }) =>
      typeof most === 'number' && typeof remaining === 'number'
        ? [
            {
              time: at.getTime(),
              account,
              type: text(type),
              category: text(category),
              limit: most,
              remaining,
            },
          ]
        : [],
    );
  });
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Calls of an account, or of one that was not logged, without the count of a daily limit. */
export interface OtherCalls {
  readonly account: string | null;
  /** Zoom's category in lower case, where it is one of those asked for; null: it may be any. */
  readonly category: string | null;
  readonly calls: number;
}

/** Calls between two moments that Zoom may have counted although their lines do not say so. */
export async function countOthers(
  store: Store,
  from: number,
  to: number,
  { accounts, categories }: { readonly accounts: readonly string[]; readonly categories: readonly string[] },
): Promise<OtherCalls[]> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<OtherCalls>`
      select account_id as account,
             case when lower(extra->>'ratelimit_category') = any (${categories}::text[])
               then lower(extra->>'ratelimit_category') end as category,
             count(*)::int as calls
      from access_event
      where occurred_at >= ${new Date(from)} and occurred_at < ${new Date(to)} and ${OWN_CALL}
        and (${DAILY}) is not true
        and (account_id is null or account_id = any (${accounts}::text[]))
      group by 1, 2`.execute(db);
    return rows;
  });
}

/** Calls that the pulls made between two moments, by the label of the daily limit, to the hour. */
export async function pulledBetween(store: Store, from: number, to: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ label: string; calls: number }>`
    select label, sum(calls)::int as calls from zoom_call_hour
    where hour > ${new Date(from - HOUR)} and hour < ${new Date(to)} group by label`.execute(store.db);
  return new Map(rows.map(({ label, calls }) => [label, calls]));
}

type Verdict = 'usual' | 'told' | 'uncovered' | 'mixed';

export interface QuotaHour {
  readonly account: string;
  readonly label: string;
  readonly hour: HourNumber;
  readonly counted: number;
  readonly ours: number;
  readonly verdict: Verdict;
  /** When the newest line of it was, epoch milliseconds. */
  readonly lastAt: number;
}

/** Hours that were judged, of all accounts, that end before an hour does and begin at `from` or later, the oldest first. */
export async function quotaHours(store: Store, from: HourNumber, to: HourNumber): Promise<QuotaHour[]> {
  return readHours(
    store,
    sql`hour >= ${new Date(startOfHour(from))} and hour < ${new Date(startOfHour(to))}`,
  );
}

/** The hours of one limit in the two weeks before an hour, the oldest first. */
export async function quotaHistory(
  store: Store,
  account: string,
  label: string,
  hour: HourNumber,
): Promise<QuotaHour[]> {
  const to = startOfHour(hour);
  return readHours(
    store,
    sql`account = ${account} and label = ${label} and hour >= ${new Date(to - HISTORY)} and hour < ${new Date(to)}`,
  );
}

async function readHours(store: Store, which: ReturnType<typeof sql>): Promise<QuotaHour[]> {
  const { rows } = await sql<Omit<QuotaHour, 'hour' | 'lastAt'> & { hour: Date; last_at: Date }>`
    select account, label, hour, counted, ours, verdict, last_at from quota_hour where ${which} order by hour`.execute(
    store.db,
  );
  return rows.map(({ hour, last_at: lastAt, ...row }) => ({
    ...row,
    hour: hourOf(hour.getTime()),
    lastAt: lastAt.getTime(),
  }));
}

/** Whether an hour was told of stays said, whatever a later look finds. */
export async function noteQuotaHour(store: Store, row: QuotaHour): Promise<void> {
  await sql`
    insert into quota_hour (account, label, hour, counted, ours, verdict, last_at)
    values (${row.account}, ${row.label}, ${new Date(startOfHour(row.hour))}, ${row.counted}, ${row.ours}, ${row.verdict},
            ${new Date(row.lastAt)})
    on conflict (account, label, hour) do update set
      counted = excluded.counted, ours = excluded.ours, last_at = excluded.last_at,
      verdict = case when quota_hour.verdict = 'told' then 'told' else excluded.verdict end`.execute(
    store.db,
  );
}

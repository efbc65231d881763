import { sql } from 'kysely';
import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import { eventsKeptSince } from '../partitions.ts';
import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';
import { LANE } from './filter.ts';

/** Five-minute slots of an hour. */
export const SLOTS = 12;
/**
 * Values of one kind that are counted in one hour. A stranger may send a new user agent with each call: a kind with more is
 * crowded in that hour, and asked of the events.
 */
const MOST_VALUES = 2_000;
/** A busy hour has millions of events, six values each. */
const LONGEST_MS = 120_000;

/**
 * Counts what the events of an hour were: by each value of each field, by lane and five minutes. What was counted of it
 * before is replaced. One statement reads the events and how many there are said to be, so that the two belong together.
 */
export async function countHour(store: Store, hour: HourNumber): Promise<void> {
  const start = new Date(startOfHour(hour));
  const end = new Date(startOfHour(hour + 1));
  const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
  const bySlot = (column: string) =>
    slots.map(
      (slot) => sql`coalesce(sum(${sql.ref(column)}) filter (where slot = ${sql.lit(slot)}), 0)::int`,
    );
  await inTransaction(
    store,
    async (trx) => {
      await trx.deleteFrom('timeline_count').where('hour', '=', start).execute();
      await sql`
        with seen as materialized (
          select floor(extract(epoch from occurred_at - ${start}::timestamptz) / 300)::int as slot, ${LANE} as lane,
                 coalesce(status >= 400, false) as failed, operation, status, user_agent, asn, country, source
          from access_event where occurred_at >= ${start} and occurred_at < ${end}
        ), sums as materialized (
          select kind, value, lane, slot, count(*) as calls, count(*) filter (where failed) as failed
          from seen cross join lateral (values
            ('all', ''), ('operation', operation), ('status', status::text), ('client', user_agent),
            ('asn', asn::text), ('country', country), ('source', source)) as v (kind, value)
          where value is not null
          group by kind, value, lane, slot
        ), crowded as (
          select kind from sums group by kind having count(distinct value) > ${MOST_VALUES}
        ), kept as materialized (
          select *, encode(substring(sha256(convert_to(value, 'UTF8')) from 1 for 16), 'hex')::uuid as value_id
          from sums where kind not in (select kind from crowded)
        ), named as (
          insert into timeline_value (kind, value_id, value, last_hour)
          select distinct kind, value_id, value, ${start}::timestamptz from kept
          on conflict (kind, value_id) do update set last_hour = excluded.last_hour
            where timeline_value.last_hour < excluded.last_hour
        ), counted as (
          insert into timeline_count (kind, value_id, lane, hour, calls, failed, slots)
          select kind, value_id, lane, ${start}::timestamptz, sum(calls), sum(failed),
                 array[${sql.join([...bySlot('calls'), ...bySlot('failed')])}]
          from kept group by kind, value_id, lane
        )
        insert into timeline_hour (hour, events, crowded)
        select ${start}::timestamptz,
               coalesce((select sum(events) from coverage_hour where hour = ${start}), 0)::bigint,
               coalesce((select string_agg(kind, ',') from crowded), '')
        on conflict (hour) do update set events = excluded.events, crowded = excluded.crowded`.execute(trx);
    },
    { statementTimeoutMs: LONGEST_MS },
  );
}

/**
 * Hours before `before` with more events than were counted, the newest first. Those whose events retention has dropped are
 * not among them.
 */
export async function uncountedHours(store: Store, before: HourNumber, limit: number): Promise<HourNumber[]> {
  const since = await eventsKeptSince(store.db);
  if (since === null) return [];
  const { rows } = await sql<{ hour: Date }>`
    select c.hour from (
      select hour, sum(events)::bigint as events from coverage_hour
      where hour >= ${new Date(since)} and hour < ${new Date(startOfHour(before))} and events > 0
      group by hour) c
    left join timeline_hour t on t.hour = c.hour
    where t.events is distinct from c.events
    order by c.hour desc limit ${limit}`.execute(store.db);
  return rows.map(({ hour }) => hourOf(hour.getTime()));
}

/** Forgets what was counted of hours before `time` (epoch ms), and values that were last seen then. */
export async function deleteCountsBefore(store: Store, time: number): Promise<void> {
  const before = new Date(time);
  await store.db.deleteFrom('timeline_count').where('hour', '<', before).execute();
  await store.db.deleteFrom('timeline_hour').where('hour', '<', before).execute();
  await store.db.deleteFrom('timeline_value').where('last_hour', '<', before).execute();
}

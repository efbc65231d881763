/*
 * Why: the timeline is looked at by the year and by the second, through filters that no index of the events answers. Counts of
 *      each value by hour and five minutes, over all credentials, answer the wide ranges, and tell the narrow ones where to look.
 *      They are made afterwards, of hours that have ended: batches do not pay for them.
 * Locks: none that matter, the tables are new. Events from before coverage was counted are read once.
 * Breaking: no. An hour that an older version adds to is counted anew, since its coverage says more events.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = false;

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // Hours that are counted: current while "events" is what coverage_hour says of the hour.
    `create table timeline_hour (
      hour    timestamptz primary key,
      events  bigint not null,
      -- Kinds that had too many values to count, with commas between.
      crowded text not null
    )`,
    // The id is a hash of the value: a user agent is too long for an index.
    `create table timeline_value (
      kind      text not null,
      value_id  uuid not null,
      value     text not null,
      last_hour timestamptz not null,
      primary key (kind, value_id)
    )`,
    `create table timeline_count (
      kind     text not null,
      value_id uuid not null,
      lane     smallint not null,
      hour     timestamptz not null,
      calls    bigint not null,
      failed   bigint not null,
      -- Calls of each five minutes, then those of them that failed.
      slots    integer[] not null,
      -- Wide views add up whole hours, and read nothing but this index.
      primary key (kind, value_id, lane, hour) include (calls, failed)
    )`,
    'create index timeline_count_by_hour on timeline_count (hour)',
    // What is not covered would not be looked for: events of before coverage was counted. Of later ones nothing is read.
    `insert into coverage_hour (hour, source, events, arrivals)
      select date_trunc('hour', occurred_at, 'UTC'), coalesce(source, '(unnamed)'), count(*), 0
      from access_event
      where occurred_at < coalesce((select min(hour) from coverage_hour where events > 0), 'infinity')
      group by 1, 2
      on conflict (hour, source) do update set events = coverage_hour.events + excluded.events`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

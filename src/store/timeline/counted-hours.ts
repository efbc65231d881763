import { type Kysely, sql } from 'kysely';
import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { CountedField } from '../../core/timeline-kinds.ts';
import type { Tables } from '../tables.ts';
import { SLOTS } from './count-hour.ts';
import { countedCondition, type TimelineFilter, wantedLanes } from './filter.ts';

/** An hour with events, as coverage_hour has it. */
export interface CoveredHour {
  readonly events: number;
  /** Whether timeline_count has all of them. */
  readonly counted: boolean;
  /** Kinds that it has not, because they had too many values. */
  readonly crowded: readonly string[];
}

/** The hours of a range (ms, both partly included) in which there is any event, ascending. */
export async function coveredHours(
  db: Kysely<Tables>,
  from: number,
  to: number,
): Promise<Map<HourNumber, CoveredHour>> {
  const { rows } = await sql<{ hour: Date; events: number; counted: boolean; crowded: string }>`
    select c.hour, c.events, coalesce(t.events = c.events, false) as counted, coalesce(t.crowded, '') as crowded
    from (select hour, sum(events)::bigint as events from coverage_hour
          where hour >= ${new Date(startOfHour(hourOf(from)))} and hour < ${new Date(to)} and events > 0
          group by hour) c
    left join timeline_hour t on t.hour = c.hour
    order by c.hour`.execute(db);
  return new Map(
    rows.map(({ hour, events, counted, crowded }) => [
      hourOf(hour.getTime()),
      { events, counted, crowded: crowded === '' ? [] : crowded.split(',') },
    ]),
  );
}

/** What fits the filter's values of one field, or everything, in one hour and lane. */
export interface HourCount {
  readonly hour: HourNumber;
  readonly lane: number;
  readonly calls: number;
  readonly failed: number;
}

/** The lowest id; what is counted without a field stands under the empty value. */
const valueIds = (filter: TimelineFilter, field: CountedField | null) =>
  field === null
    ? sql`select value_id from timeline_value where kind = 'all'`
    : sql`select value_id from timeline_value where kind = ${field} and ${countedCondition(filter, field)}`;

/** Counts by hour, of the hours from `from` up to `to`, whether they are current or not. */
export async function readHourCounts(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  field: CountedField | null,
  { from, to }: { from: HourNumber; to: HourNumber },
): Promise<HourCount[]> {
  const { rows } = await sql<{ hour: Date; lane: number; calls: number; failed: number }>`
    select hour, lane, sum(calls)::bigint as calls, sum(failed)::bigint as failed
    from timeline_count
    where kind = ${field ?? 'all'} and value_id = any(array(${valueIds(filter, field)}))
      and lane = any(${wantedLanes(filter)}::smallint[])
      and hour >= ${new Date(startOfHour(from))} and hour < ${new Date(startOfHour(to))}
    group by hour, lane`.execute(db);
  return rows.map((row) => ({ ...row, hour: hourOf(row.hour.getTime()) }));
}

/** Twelve counts, and twelve of failures. */
export interface SlotCount {
  readonly hour: HourNumber;
  readonly lane: number;
  readonly calls: readonly number[];
  readonly failed: readonly number[];
}

/** Counts by five minutes; the newest hours first, at most `limit` hours and lanes. */
export async function readSlotCounts(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  field: CountedField | null,
  { from, to, limit }: { from: HourNumber; to: HourNumber; limit: number },
): Promise<SlotCount[]> {
  // The sum over values, slot by slot; most often there is one value, and nothing to add.
  const { rows } = await sql<{ hour: Date; lane: number; slots: number[][] }>`
    select hour, lane, json_agg(slots) as slots
    from timeline_count
    where kind = ${field ?? 'all'} and value_id = any(array(${valueIds(filter, field)}))
      and lane = any(${wantedLanes(filter)}::smallint[])
      and hour >= ${new Date(startOfHour(from))} and hour < ${new Date(startOfHour(to))}
    group by hour, lane order by hour desc limit ${limit}`.execute(db);
  return rows.map(({ hour, lane, slots }) => {
    const sums = Array.from({ length: 2 * SLOTS }, (_, i) =>
      slots.reduce((sum, each) => sum + (each[i] ?? 0), 0),
    );
    return { hour: hourOf(hour.getTime()), lane, calls: sums.slice(0, SLOTS), failed: sums.slice(SLOTS) };
  });
}

import { type Kysely, sql } from 'kysely';
import { SLOT } from '../../core/rollup.ts';
import { HOUR, type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { Grid } from '../../core/timeline-grid.ts';
import type { CountedField } from '../../core/timeline-kinds.ts';
import { eventsKeptSince } from '../partitions.ts';
import type { Tables } from '../tables.ts';
import { type CoveredHour, coveredHours, readHourCounts, readSlotCounts } from './counted-hours.ts';
import { allOf, callConditions, countedDimensions, LANE, type TimelineFilter } from './filter.ts';
import { piecesOf, type Range, sampleOf } from './ranges.ts';
import { Tally } from './tally.ts';

/** Events that are counted one by one: about a tenth of a second. Of more, half as many are read, since they lie apart. */
export const MOST_READ = 20_000;
/** Slices of a sample: of each bucket some, so that no minute of it stands for the whole, and not too many to look up. */
const [MOST_SLICES, MOST_PARTS] = [400, 4];
const EVERY_HOUR_AND_LANE = 1_000_000;

/**
 * Counts access events by bucket and lane. Wide ranges come from the counts of whole hours where these have the answer; the
 * rest is read from the events, all of them or, where they are too many, a sample spread evenly over every bucket.
 */
export async function countEvents(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  grid: Grid,
  mostRead: number,
): Promise<Tally> {
  const tally = new Tally(grid);
  const since = await eventsKeptSince(db);
  const range = { from: Math.max(grid.from, since ?? grid.to), to: grid.to };
  if (range.from >= range.to) return tally;
  const hours = await coveredHours(db, range.from, range.to);
  const fields = countedDimensions(filter);
  const isKeyed = filter.credentialIds !== undefined || filter.sourceIps !== undefined;
  const rest =
    !isKeyed && fields.length <= 1 && grid.step % SLOT === 0
      ? await addCounted(db, filter, fields[0] ?? null, range, hours, tally)
      : await rangesWith(db, filter, fields, range, hours);
  await addRead(db, filter, rest, hours, tally, mostRead);
  return tally;
}

/** Adds what was counted of the range; returns what was not. */
async function addCounted(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  field: CountedField | null,
  range: Range,
  hours: ReadonlyMap<HourNumber, CoveredHour>,
  tally: Tally,
): Promise<Range[]> {
  const span = { from: hourOf(range.from), to: hourOf(range.to - 1) + 1 };
  const isWhole = (hour: HourNumber): boolean =>
    startOfHour(hour) >= range.from && startOfHour(hour + 1) <= range.to;
  const answers = (hour: HourNumber): boolean => isAnswered(hours.get(hour), field);
  if (tally.grid.step % HOUR === 0) {
    for (const { hour, lane, calls, failed } of await readHourCounts(db, filter, field, span)) {
      if (answers(hour) && isWhole(hour)) tally.add(startOfHour(hour), lane, calls, failed);
    }
    return clippedHours(hours, range, (hour) => !answers(hour) || !isWhole(hour));
  }
  const rest: Range[] = clippedHours(hours, range, (hour) => !answers(hour));
  const first = Math.ceil(range.from / SLOT) * SLOT;
  const end = Math.floor(range.to / SLOT) * SLOT;
  // The parts of five minutes at both ends, of hours that are counted.
  if (first >= end) return [range];
  if (first > range.from && answers(hourOf(range.from))) rest.push({ from: range.from, to: first });
  if (end < range.to && answers(hourOf(end))) rest.push({ from: end, to: range.to });
  const counts = await readSlotCounts(db, filter, field, { ...span, limit: EVERY_HOUR_AND_LANE });
  for (const { hour, lane, calls, failed } of counts) {
    if (!answers(hour)) continue;
    calls.forEach((count, slot) => {
      const time = startOfHour(hour) + slot * SLOT;
      if (time >= first && time < end) tally.add(time, lane, count, failed[slot] ?? 0);
    });
  }
  return rest;
}

const isAnswered = (hour: CoveredHour | undefined, field: CountedField | null): boolean =>
  hour === undefined || (hour.counted && (field === null || !hour.crowded.includes(field)));

/** The hours that may have an event with a value of each of the fields. */
async function rangesWith(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  fields: readonly (CountedField | null)[],
  range: Range,
  hours: ReadonlyMap<HourNumber, CoveredHour>,
): Promise<Range[]> {
  const span = { from: hourOf(range.from), to: hourOf(range.to - 1) + 1 };
  const seen: ReadonlySet<HourNumber>[] = [];
  for (const field of fields) {
    seen.push(new Set((await readHourCounts(db, filter, field, span)).map(({ hour }) => hour)));
  }
  return clippedHours(hours, range, (hour) =>
    fields.every((field, index) => !isAnswered(hours.get(hour), field) || seen[index]?.has(hour)),
  );
}

/** The chosen hours with events, cut to the range; neighbours are one. */
function clippedHours(
  hours: ReadonlyMap<HourNumber, CoveredHour>,
  range: Range,
  choose: (hour: HourNumber) => boolean | undefined,
): Range[] {
  const chosen: { from: number; to: number }[] = [];
  for (const hour of hours.keys()) {
    if (choose(hour) !== true) continue;
    const from = Math.max(range.from, startOfHour(hour));
    const to = Math.min(range.to, startOfHour(hour + 1));
    const before = chosen.at(-1);
    if (before !== undefined && before.to === from) before.to = to;
    else chosen.push({ from, to });
  }
  return chosen;
}

/** Counts events in the ranges one by one, or a sample of them. */
async function addRead(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  ranges: readonly Range[],
  hours: ReadonlyMap<HourNumber, CoveredHour>,
  tally: Tally,
  mostRead: number,
): Promise<void> {
  if (ranges.length === 0) return;
  const all = eventsIn(ranges, hours);
  const cost = await keyedEvents(db, filter, ranges, { all, enough: mostRead });
  const share = cost <= mostRead ? 1 : mostRead / 2 / cost;
  const pieces = share === 1 ? [] : piecesOf(ranges, tally.grid);
  const parts = Math.max(1, Math.min(MOST_PARTS, Math.round(MOST_SLICES / pieces.length)));
  const read = share === 1 ? ranges : pieces.flatMap((piece) => sampleOf(piece, share, parts));
  for (const { bucket, lane, calls, failed } of await readCounts(db, filter, read, tally.grid)) {
    tally.add(bucket.getTime(), lane, calls / share, failed / share);
  }
  if (share < 1) tally.sampled(share);
}

/** How many events lie in the ranges, as if those of an hour came evenly. */
function eventsIn(ranges: readonly Range[], hours: ReadonlyMap<HourNumber, CoveredHour>): number {
  let sum = 0;
  for (const { from, to } of ranges) {
    for (let hour = hourOf(from); startOfHour(hour) < to; hour += 1) {
      const part = Math.min(to, startOfHour(hour + 1)) - Math.max(from, startOfHour(hour));
      sum += ((hours.get(hour)?.events ?? 0) * part) / HOUR;
    }
  }
  return sum;
}

/** How many events the credentials or the addresses of the filter have, as far as that is quickly known; else all. */
async function keyedEvents(
  db: Kysely<Tables>,
  { credentialIds, sourceIps }: TimelineFilter,
  ranges: readonly Range[],
  { all, enough }: { all: number; enough: number },
): Promise<number> {
  if (all <= enough) return all;
  const from = new Date(startOfHour(hourOf(ranges[0]!.from)));
  const to = new Date(ranges.at(-1)!.to);
  let fewest = all;
  if (credentialIds !== undefined) {
    const { rows } = await sql<{ calls: number }>`
      select coalesce(sum(calls), 0)::bigint as calls from usage_hour
      where credential_id = any(${credentialIds}::uuid[]) and hour >= ${from} and hour < ${to}`.execute(db);
    fewest = Math.min(fewest, rows[0]?.calls ?? all);
  }
  if (sourceIps !== undefined && fewest > enough) {
    const { rows } = await sql<{ calls: number }>`
      select count(*)::bigint as calls from (
        select 1 from access_event where ${allOf(callConditions({ sourceIps }))}
          and occurred_at >= ${from} and occurred_at < ${to} limit ${enough + 1}) found`.execute(db);
    const calls = rows[0]?.calls ?? all;
    if (calls <= enough) fewest = Math.min(fewest, calls);
  }
  return fewest;
}

/** Counts of events by bucket and lane, in ranges that do not overlap. */
async function readCounts(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  ranges: readonly Range[],
  { step, start }: Grid,
): Promise<{ bucket: Date; lane: number; calls: number; failed: number }[]> {
  const { credentialIds } = filter;
  const conditions = allOf([
    ...callConditions(filter),
    ...(credentialIds === undefined ? [] : [sql<boolean>`credential_id = any(${credentialIds}::uuid[])`]),
  ]);
  const { rows } = await sql<{ bucket: Date; lane: number; calls: number; failed: number }>`
    select date_bin(make_interval(secs => ${step / 1_000}), occurred_at, ${new Date(start)}::timestamptz) as bucket,
           ${LANE} as lane, count(*) as calls, count(*) filter (where status >= 400) as failed
    from unnest(${ranges.map(({ from }) => new Date(from))}::timestamptz[],
                ${ranges.map(({ to }) => new Date(to))}::timestamptz[]) as r (first, past)
    cross join lateral (
      select occurred_at, operation, status from access_event
      where occurred_at >= r.first and occurred_at < r.past and ${conditions}
      -- Keeps the planner from reading everything once and then looking in which range it falls.
      offset 0) e
    group by 1, 2`.execute(db);
  return rows;
}

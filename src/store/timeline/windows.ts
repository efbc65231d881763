import type { Kysely } from 'kysely';
import { SLOT } from '../../core/rollup.ts';
import { HOUR, type HourNumber, startOfHour } from '../../core/time.ts';
import type { CountedField } from '../../core/timeline-kinds.ts';
import type { Tables } from '../tables.ts';
import { SLOTS } from './count-hour.ts';
import { type CoveredHour, coveredHours, readSlotCounts } from './counted-hours.ts';
import { countedDimensions, type TimelineFilter } from './filter.ts';
import type { Range } from './ranges.ts';

/** Hours whose counts are read at a time. */
const HOURS = 400;
/** Events among which the first windows may have to search; the next ones may twice as many, and so on. */
const FIRST_COST = 40_000;
const MOST_WINDOWS = 400;

/**
 * Where events that fit the filter's counted fields, or are of its kinds, may be, the newest first and a few at a time: the five minutes that have
 * each of the fields, and hours that are not counted. Each time with about as many events as are wanted, so that a value
 * that is everywhere costs one window, and a rare one is not searched for where it is not.
 *
 * @param range epoch ms
 * @param wanted events of a page
 */
export async function* windowsFor(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  range: Range,
  wanted: number,
): AsyncGenerator<Range[]> {
  const fields = countedDimensions(filter);
  const covered = [...(await coveredHours(db, range.from, range.to))].reverse();
  let batch = new Batch(FIRST_COST);
  for (let at = 0; at < covered.length; at += HOURS) {
    const hours = covered.slice(at, at + HOURS);
    const counts = await countsOf(db, filter, fields, hours);
    for (const [hour, known] of hours) {
      const answered =
        known.counted && fields.every((field) => field === null || !known.crowded.includes(field));
      const slots = answered ? expectedBySlot(hour, counts) : null;
      batch.add(hour, known.events, slots);
      if (batch.isFull(wanted)) {
        yield batch.windows(range);
        batch = new Batch(batch.limit * 2);
      }
    }
  }
  if (!batch.isEmpty()) yield batch.windows(range);
}

type Counts = ReadonlyMap<HourNumber, readonly number[]>;

/** Calls by five minutes and hour, for each of the fields. */
async function countsOf(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  fields: readonly (CountedField | null)[],
  hours: readonly (readonly [HourNumber, CoveredHour])[],
): Promise<Counts[]> {
  const span = { from: hours.at(-1)![0], to: hours[0]![0] + 1, limit: hours.length * 4 };
  const all: Counts[] = [];
  for (const field of fields) {
    const byHour = new Map<HourNumber, number[]>();
    for (const { hour, calls } of await readSlotCounts(db, filter, field, span)) {
      const before = byHour.get(hour);
      byHour.set(
        hour,
        before === undefined ? [...calls] : before.map((sum, slot) => sum + (calls[slot] ?? 0)),
      );
    }
    all.push(byHour);
  }
  return all;
}

/** At most so many events fit all of the fields, by five minutes. */
const expectedBySlot = (hour: HourNumber, counts: readonly Counts[]): number[] =>
  Array.from({ length: SLOTS }, (_, slot) =>
    Math.min(...counts.map((byHour) => byHour.get(hour)?.[slot] ?? 0)),
  );

/** Windows that are searched by one query. */
class Batch {
  readonly limit: number;
  readonly #windows: { from: number; to: number }[] = [];
  #cost = 0;
  #expected = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @param slots events expected in each five minutes; null: unknown, so the whole hour */
  add(hour: HourNumber, events: number, slots: readonly number[] | null): void {
    const start = startOfHour(hour);
    if (slots === null) {
      this.#push(start, start + HOUR);
      this.#cost += events;
      return;
    }
    for (let slot = SLOTS - 1; slot >= 0; slot -= 1) {
      const expected = slots[slot] ?? 0;
      if (expected === 0) continue;
      this.#push(start + slot * SLOT, start + (slot + 1) * SLOT);
      this.#cost += events / SLOTS;
      this.#expected += expected;
    }
  }

  #push(from: number, to: number): void {
    const later = this.#windows.at(-1);
    if (later !== undefined && later.from === to) later.from = from;
    else this.#windows.push({ from, to });
  }

  isFull(wanted: number): boolean {
    return this.#expected >= wanted || this.#cost >= this.limit || this.#windows.length >= MOST_WINDOWS;
  }

  isEmpty(): boolean {
    return this.#windows.length === 0;
  }

  windows({ from, to }: Range): Range[] {
    return this.#windows
      .map((window) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to) }))
      .filter((window) => window.from < window.to);
  }
}

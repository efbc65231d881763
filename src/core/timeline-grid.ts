import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** Widths of a bucket, ms: each divides a day or is some of them, and those of five minutes and more are whole five minutes. */
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
] as const;

/** A range in buckets of one width, which lie where they always lie: panning does not move them. */
export interface Grid {
  /** Epoch ms; what happened before or at `to` and later does not count, also where a bucket has it. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Where the first bucket begins. */
  readonly start: number;
  readonly buckets: number;
}

/** The finest grid of at most `most` buckets; beyond the widest step there are more of them. */
export function gridOf(from: number, to: number, most: number): Grid {
  const fits = (step: number): boolean => bucketsOf(from, to, step) <= most;
  const step = STEPS.find(fits) ?? 7 * DAY;
  return { from, to, step, start: floorTo(from, step), buckets: bucketsOf(from, to, step) };
}

const bucketsOf = (from: number, to: number, step: number): number =>
  Math.ceil((to - floorTo(from, step)) / step);

const floorTo = (time: number, step: number): number => Math.floor(time / step) * step;

import { bitsOf } from '../stats/bits.ts';
import { poissonInterval, poissonTail } from '../stats/poisson.ts';
import { DAY } from '../time.ts';

/** What one line of ours says of a daily limit: how many calls Zoom had left after this one. */
export interface QuotaSighting {
  /** Epoch milliseconds, by the clock of the log. */
  readonly time: number;
  readonly remaining: number;
}

export interface QuotaFall {
  /** Calls that Zoom counted, at least, between two lines of ours. */
  readonly counted: number;
  /** Lines of ours that are these calls. */
  readonly seen: number;
  /** The count rose within its day: the lines are of several counts, and their falls mean nothing. */
  readonly mixed: boolean;
}

/**
 * How far a count fell in a span of one day (UTC, when Zoom begins anew), and how many of our lines are the calls that made it
 * fall.
 *
 * When the count stood at `a`, and surely later at `b` below it, it went through every level between, and each step was a
 * call. So no line need be put in its exact place: a line of ours explains the level that it bears, however late or disordered
 * it was logged, and what is left over are calls that no line of ours has. Lines that bear the same level (a counter that
 * answers two calls at once) explain one call each. Near the end of the day a line may be of the one day's count or of the
 * next's: those are left out.
 *
 * @param sightings of one account and one limit, of the span and `skew` on both sides of it, in any order
 * @param from epoch milliseconds, of the same day (UTC) as the last millisecond before `to`
 * @param skew how far the clocks and moments of logging of two lines may lie apart, milliseconds
 */
export function fallOf(
  sightings: readonly QuotaSighting[],
  { from, to, skew }: { readonly from: number; readonly to: number; readonly skew: number },
): QuotaFall {
  const day = to - 1 - ((to - 1) % DAY);
  const [first, end] = [Math.max(from, day + skew), Math.min(to, day + DAY - skew)];
  const span = sightings
    .filter(({ time }) => time >= first && time < end)
    .sort((a, b) => a.time - b.time || b.remaining - a.remaining);
  let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [top, bottom, mixed, before] = [0, 0, false, 0];
  for (const { time, remaining } of span) {
    for (; span[before]!.time < time - skew; before += 1) {
      highest = Math.max(highest, span[before]!.remaining);
      lowest = Math.min(lowest, span[before]!.remaining);
    }
    mixed ||= remaining > lowest;
    if (highest - remaining > top - bottom) [top, bottom] = [highest, remaining];
  }
  const seen = sightings.filter(({ remaining }) => remaining >= bottom && remaining < top).length;
  return { counted: top - bottom, seen, mixed };
}

/**
 * How unlikely it is that lost lines, and those who always call past our logs, made so many calls that no line of ours has.
 *
 * @param ours calls of ours that may be among those counted
 * @param usual calls that nobody of ours made, in the worst hour of its like before
 * @param lossRate share of our lines that are lost
 * @returns bits: −log2 of a Poisson tail
 */
export function evidenceOfGap(counted: number, ours: number, usual: number, lossRate: number): number {
  const gap = counted - ours;
  if (gap <= 0) return 0;
  const mean = Math.max(lossRate * ours, poissonInterval(usual)[1]);
  return bitsOf(Math.max(poissonTail(gap, mean), Number.EPSILON));
}

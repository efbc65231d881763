import { DAY, HOUR, type HourNumber } from '../core/time.ts';
import type { QuotaHour } from '../store/queries/quota.ts';

/** Nothing is told before a limit has been watched for so long: what calls past our logs anyway shows within a week. */
const LEARNS = 7 * (DAY / HOUR);
/** An hour that was told of says nothing of what is usual until it is so old. */
const FORGIVEN = 7 * (DAY / HOUR);
/** Lines that are of several counts, in so many of the hours, make the others doubtful. */
const MOST_MIXED = 0.1;

/**
 * Calls that nobody of ours made, in the worst hour of its like: the same hour of the day or one beside it, in the two weeks before.
 * The worst, since jobs and apps that call past our logs come in bunches, not at a rate.
 *
 * @param history of one limit, the oldest first
 * @returns null while too little is known
 */
export function usualGap(history: readonly QuotaHour[], hour: HourNumber): number | null {
  const [oldest] = history;
  if (oldest === undefined || hour - oldest.hour < LEARNS) return null;
  if (history.filter(({ verdict }) => verdict === 'mixed').length > MOST_MIXED * history.length) return null;
  const gaps = history
    .filter(
      ({ verdict, hour: then }) => verdict === 'usual' || (verdict === 'told' && hour - then >= FORGIVEN),
    )
    .filter(({ hour: then }) => isBeside(then, hour))
    .map(({ counted, ours }) => counted - ours);
  return Math.max(0, ...gaps);
}

const isBeside = (a: HourNumber, b: HourNumber): boolean => [0, 1, 23].includes(Math.abs(a - b) % 24);

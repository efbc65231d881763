import type { HourNumber } from '../time.ts';

/** Half-life of everything that is learnt, in hours: 30 days. Old habits fade, a holiday does not erase them. */
const HALF_LIFE_HOURS = 30 * 24;

/** What remains of a weight after `hours`. */
const decayOver = (hours: number): number => (hours <= 0 ? 1 : 2 ** (-hours / HALF_LIFE_HOURS));

/** Weight in `now` of something last brought up to date in `then`. */
export const decayBetween = (then: HourNumber, now: HourNumber): number => decayOver(now - then);

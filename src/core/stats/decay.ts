import type { HourNumber } from '../time.ts';

/** Half-life of everything that is learnt, in hours: 30 days. Old habits fade, a holiday does not erase them. */
const HALF_LIFE_HOURS = 30 * 24;

const remainsAfter = (hours: number): number => 2 ** (-hours / HALF_LIFE_HOURS);

/** Of the pauses of some weeks: most are short, and each is asked for a dozen times an hour. */
const REMAINS = Array.from({ length: 1024 }, (_, hours) => remainsAfter(hours));

/** What remains of a weight after `hours`. */
const decayOver = (hours: number): number => (hours <= 0 ? 1 : (REMAINS[hours] ?? remainsAfter(hours)));

/** Weight in `now` of something last brought up to date in `then`. */
export const decayBetween = (then: HourNumber, now: HourNumber): number => decayOver(now - then);

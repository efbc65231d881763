import type { HourNumber } from './time.ts';

const WEEK = 168;
/** Weeks that a source is compared with, and the fewest that say anything. */
const [MOST_WEEKS, FEWEST_WEEKS] = [8, 2];
/**
 * A silence less likely than this is told. Of the 8,760 hours of a year one would be; that the rates are themselves
 * estimated, from a few weeks, makes it about twice as many by simulation, and so it is half of that again.
 */
export const SILENT_BELOW = 1 / 20_000;
/** Hours before now that have to be known. */
export const SILENCE_HISTORY = (MOST_WEEKS + 1) * WEEK;

export interface Silence {
  /** Full hours without anything. */
  readonly hours: number;
  /** How likely so long a silence is at this time of the week, by what the source did in the weeks before. */
  readonly chance: number;
}

/**
 * How unusual it is that nothing has come of a source since it was last heard. For each silent hour: in how many of the
 * up to eight weeks before the silence it was heard in the same hour of the week, and one week more that is like its hours on
 * the whole (shrinkage; without it sources that are seldom heard were missed eight times a year, by simulation); the chance
 * of the whole silence is the product of the chances of its hours. It is the gap test of a Poisson process whose rate follows the source's own week, exp(−Σλ), with each hour's e^−λ counted and not reckoned from
 * the number of events: logs come in bursts, and a thousand lines of one shipment are one sign of life.
 *
 * @param heard hours in which something came, in any order
 * @param now the hour that runs, which says nothing yet
 * @param watchedFrom the first hour in which we could have heard it
 * @returns null when two weeks of it are not known
 */
export function silenceOf(
  heard: readonly HourNumber[],
  now: HourNumber,
  watchedFrom: HourNumber,
): Silence | null {
  const known = new Set(heard);
  const last = Math.max(...heard);
  const weeks = Math.min(MOST_WEEKS, Math.floor((last - Math.min(...heard) + 1) / WEEK));
  if (weeks < FEWEST_WEEKS) return null;
  const share = known.size / (last - Math.min(...heard) + 1);
  let [hours, chance] = [0, 1];
  for (let hour = Math.max(last + 1, watchedFrom); hour < now; hour += 1) {
    const newest = hour - Math.ceil((hour - last) / WEEK) * WEEK;
    let active = 0;
    for (let week = 0; week < weeks; week += 1) if (known.has(newest - week * WEEK)) active += 1;
    hours += 1;
    // However steady it was, half a week's doubt is left in each hour.
    chance *= 1 - Math.min(active + share, weeks + 0.5) / (weeks + 1);
  }
  return { hours, chance };
}

import type { HourScore } from './alert.ts';
import type { HourNumber } from './time.ts';

/** An episode ends after this many hours without new evidence, or after this many in any case. */
export const EPISODE_GAP = 24;
export const EPISODE_SPAN = 72;
/** An hour from elsewhere begins an episode of its own when it is 2^OUTSHINES times as rare as all before it. */
const OUTSHINES = 10;

/** Hours of evidence that belong together: one episode, one alert. */
export interface Episode {
  readonly start: HourNumber;
  readonly hours: readonly HourScore[];
}

/**
 * Cuts a credential's hours of evidence into episodes, by event time only: what an operator does with an alert
 * changes nothing here.
 *
 * @param hours ascending
 */
export function episodesOf(hours: readonly HourScore[]): Episode[] {
  const cutter = new EpisodeCutter();
  const ended = hours.flatMap((score) => cutter.add(score) ?? []);
  return [...ended, ...cutter.open];
}

/** The same while hours come, in ascending order. */
export class EpisodeCutter {
  #hours: HourScore[] = [];

  /** Takes the next hour of evidence; returns the episode that it ends, if it ends one. */
  add(score: HourScore): Episode | null {
    if (joins(score, this.#hours)) {
      this.#hours.push(score);
      return null;
    }
    const [ended] = this.open;
    this.#hours = [score];
    return ended ?? null;
  }

  /** The episode that may still go on; none before the first hour. */
  get open(): readonly Episode[] {
    const [first] = this.#hours;
    return first === undefined ? [] : [{ start: first.hour, hours: this.#hours }];
  }
}

/** Whether an hour of evidence still belongs to the episode that has these hours so far. */
function joins(score: HourScore, hours: readonly HourScore[]): boolean {
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) return true;
  if (score.hour - last.hour > EPISODE_GAP || score.hour - first.hour >= EPISODE_SPAN) return false;
  return !outshines(score, hours);
}

/**
 * Whether an hour is another matter than the hours before it: far rarer, and none of its addresses among theirs. Else a
 * theft in the wake of something harmless would only make the harmless alert grow.
 */
function outshines(score: HourScore, hours: readonly HourScore[]): boolean {
  const peak = Math.max(...hours.map(({ bits }) => bits));
  if (score.bits < peak + OUTSHINES || score.sourceIps.length === 0) return false;
  const own = new Set(score.sourceIps);
  return hours.every(({ sourceIps }) => !sourceIps.some((address) => own.has(address)));
}

/** The hour that says the most; of equals the earliest. Its signals are the alert's, its bits the score. */
export function peakOf(episode: Episode): HourScore {
  return episode.hours.reduce((best, score) => (saysMore(score, best) ? score : best));
}

/** A broken rule outweighs any number of bits. */
function saysMore(a: HourScore, b: HourScore): boolean {
  if ((a.rule === null) !== (b.rule === null)) return a.rule !== null;
  return a.bits > b.bits;
}

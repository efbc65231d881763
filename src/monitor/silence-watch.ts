import { count } from '../core/explain/numbers.ts';
import { SILENCE_HISTORY, SILENT_BELOW, silenceOf } from '../core/silence.ts';
import { HOUR, type HourNumber, hourOf, startOfHour, toIso } from '../core/time.ts';
import { hoursHeard } from '../store/queries/coverage.ts';
import { takeLease } from '../store/queries/installation.ts';
import { addToNotice } from '../store/queries/notices.ts';
import type { Store } from '../store/store.ts';
import { type RoundLog, startHourly } from './hourly.ts';

/** Shorter than the pause between two rounds, so that the same process may take it again. */
const LEASE = HOUR / 2;

export interface SilentSource {
  readonly source: string;
  /** Full hours without anything. */
  readonly hours: number;
  /** When the last hour in which something came had ended, epoch milliseconds. */
  readonly since: number;
}

/**
 * Sources of which nothing has come for longer than chance explains at this time of their week.
 *
 * @param watchedFrom the first hour in which somebody listened; while the service was down nobody could be heard
 */
export async function silentSources(
  store: Store,
  now: number,
  watchedFrom: HourNumber,
): Promise<SilentSource[]> {
  const hour = hourOf(now);
  const heard = await hoursHeard(store, hour - SILENCE_HISTORY);
  return [...heard].flatMap(([source, hours]) => {
    const silence = silenceOf(hours, hour, watchedFrom);
    if (silence === null || silence.chance >= SILENT_BELOW) return [];
    return [{ source, hours: silence.hours, since: startOfHour(Math.max(...hours) + 1) }];
  });
}

/** Looks once an hour, in one replica at a time, whether every source still sends, and tells the operator when one does not. */
export function startSilenceWatch(store: Store, log: RoundLog): { close(): Promise<void> } {
  const watchedFrom = hourOf(Date.now()) + 1;
  return startHourly('silent sources', () => watchSilence(store, Date.now(), watchedFrom), log);
}

/** One round, unless another replica has just done it. */
export async function watchSilence(store: Store, now: number, watchedFrom: HourNumber): Promise<void> {
  if (!(await takeLease(store, 'silence-watch', LEASE))) return;
  for (const { source, hours, since } of await silentSources(store, now, watchedFrom)) {
    await addToNotice(store, {
      kind: 'source_silent',
      subject: source,
      message:
        `Nothing has come from "${source}" since ${toIso(since)}: ${count(hours, 'hour')}, which happens by chance less than ` +
        'once a year at this time of its week. Is its shipper running, its key valid? What is not logged cannot be judged; ' +
        'GET /v1/coverage shows the hours.',
      count: 1,
    });
  }
}

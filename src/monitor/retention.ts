import { DAY, HOUR } from '../core/time.ts';
import { dropPartitionsBefore, eventsKeptSince } from '../store/partitions.ts';
import { takeLease } from '../store/queries/installation.ts';
import { deleteRowsBefore } from '../store/queries/old-rows.ts';
import type { Store } from '../store/store.ts';
import { deleteCountsBefore } from '../store/timeline/count-hour.ts';
import { type RoundLog, startHourly } from './hourly.ts';

/** Shorter than the pause between two rounds, so that the same process may take it again. */
const LEASE = HOUR / 2;

/**
 * Drops, once an hour and in one replica at a time, the months of events that lie wholly before the last
 * `retentionDays`, and the rejected lines of that time. Alerts, roll-ups and what was learnt stay: detection does not
 * need the events again.
 */
export function startRetention(
  store: Store,
  retentionDays: number,
  log: RoundLog,
): { close(): Promise<void> } {
  return startHourly('retention', () => keepOnly(store, retentionDays, Date.now(), log), log);
}

/** One round, unless another replica has just done it. */
export async function keepOnly(
  store: Store,
  retentionDays: number,
  now: number,
  log: RoundLog,
): Promise<void> {
  if (!(await takeLease(store, 'retention', LEASE))) return;
  const oldest = now - retentionDays * DAY;
  const dropped = await dropPartitionsBefore(store, oldest);
  if (dropped.length > 0) log.info(`retention: dropped ${dropped.join(', ')}`);
  await deleteRowsBefore(store, new Date(oldest));
  await deleteCountsBefore(store, (await eventsKeptSince(store.db)) ?? oldest);
}

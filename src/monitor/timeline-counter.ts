import { randomUUID } from 'node:crypto';
import { hourOf, MINUTE } from '../core/time.ts';
import { claimLease, releaseLease, renewLease } from '../store/queries/leases.ts';
import type { Store } from '../store/store.ts';
import { countHour, uncountedHours } from '../store/timeline/count-hour.ts';
import type { RoundLog } from './hourly.ts';

const PAUSE = MINUTE / 2;
/** Hours at a time; a history that was imported needs many rounds, which follow each other at once. */
const TOGETHER = 24;
const LEASE_NAME = 'timeline';
/** Longer than a round takes; it runs out when its holder dies. */
const LEASE = 5 * MINUTE;

/** Counts ended hours for the timeline, in one replica at a time. A round that fails is told, and tried again. */
export function startTimelineCounter(store: Store, log: RoundLog): { close(): Promise<void> } {
  const owner = randomUUID();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    let more = false;
    try {
      const ours =
        (await renewLease(store, LEASE_NAME, owner, LEASE)) ||
        (await claimLease(store, LEASE_NAME, owner, LEASE));
      more = ours && (await countHours(store, Date.now(), () => closed));
    } catch (error) {
      log.error(`timeline: ${error instanceof Error ? error.message : String(error)}; tried again soon`);
    }
    if (!closed) timer = setTimeout(begin, more ? 0 : PAUSE).unref();
  };
  let running = Promise.resolve();
  const begin = (): void => {
    running = round();
  };
  begin();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
      await releaseLease(store, LEASE_NAME, owner).catch(() => {});
    },
  };
}

/**
 * Counts some of the ended hours that need it.
 *
 * @param now epoch milliseconds
 * @returns whether there may be more
 */
export async function countHours(store: Store, now: number, stop = () => false): Promise<boolean> {
  const hours = await uncountedHours(store, hourOf(now), TOGETHER);
  for (const hour of hours) {
    if (stop()) return false;
    await countHour(store, hour);
  }
  return hours.length === TOGETHER;
}

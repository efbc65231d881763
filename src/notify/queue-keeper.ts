import { setTimeout } from 'node:timers/promises';
import { MINUTE, SECOND } from '../core/time.ts';
import { releaseWorkers, retryBy, type TakenDelivery, takenDeliveries } from '../store/jobs.ts';
import type { StoreLog } from '../store/log.ts';
import type { Store } from '../store/store.ts';

export interface KeeperTiming {
  /** Between looks at the queue. Default 15 s. */
  readonly everyMs?: number;
  /**
   * How long a delivery may be seen in one worker's hands before that worker counts as dead. Default 60 s; an
   * attempt takes at most 5 s for its turn and 10 s for Slack.
   */
  readonly deadAfterMs?: number;
}

const LONGEST_BACK_OFF = 10 * MINUTE;

/**
 * Keeps deliveries from lying about. The queue itself gives back what a dead worker held only after four hours, and
 * backs off for as long as six; somebody is waiting to hear of an attack.
 *
 * A hold is timed by how long it was *seen*, from the first look to the last with the database answering all the
 * time: after an outage of the database the living have time to let go before they are taken for dead.
 */
export async function keepQueue(
  { store, log, timing = {} }: { store: Store; log: StoreLog; timing?: KeeperTiming },
  signal: AbortSignal,
): Promise<void> {
  const { everyMs = 15 * SECOND, deadAfterMs = MINUTE } = timing;
  const seenSince = new Map<string, number>();
  while (await waited(everyMs, signal)) {
    try {
      await retryBy(store.db, new Date(Date.now() + LONGEST_BACK_OFF));
      const dead = deadWorkers(seenSince, await takenDeliveries(store), performance.now() - deadAfterMs);
      if (dead.length > 0) {
        await releaseWorkers(store, dead);
        log.warn(`${dead.length} delivery worker(s) ended in the middle of a delivery; it is tried again`);
      }
    } catch (error) {
      seenSince.clear();
      log.warn(`the delivery queue cannot be looked at: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function deadWorkers(
  seenSince: Map<string, number>,
  taken: readonly TakenDelivery[],
  before: number,
): string[] {
  const holds = new Set(taken.map(({ hold }) => hold));
  for (const hold of seenSince.keys()) if (!holds.has(hold)) seenSince.delete(hold);
  const dead = new Set<string>();
  for (const { hold, worker } of taken) {
    const since = seenSince.get(hold);
    if (since === undefined) seenSince.set(hold, performance.now());
    else if (since <= before) dead.add(worker);
  }
  return [...dead];
}

/** False when it was cut short: time to end. */
async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, MINUTE } from '../core/time.ts';
import type { StoreLog } from '../store/log.ts';
import { type ZoomAccess, ZoomClient } from './client.ts';
import { LEASE_MS, type PullLease, takePullLease } from './lease.ts';
import { Limiter } from './limiter.ts';
import { type Progress, type PullResult, pullOnce } from './pull-once.ts';
import type { Intake } from './take-records.ts';

export interface PullerOptions {
  readonly access: ZoomAccess;
  readonly intake: Intake;
  readonly everyMs: number;
  readonly log: StoreLog;
}

export interface Puller {
  /** Ends the pull that runs: what it stored stays, the rest is read again. Safe to call twice. */
  close(): Promise<void>;
}

/** History is told of in the log this often. */
const TELL_EVERY = MINUTE;

/** Pulls at once and then every few minutes, in one replica at a time; the others take over when that one ends. */
export function startPuller({ access, intake, everyMs, log }: PullerOptions): Puller {
  const closing = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const lease = await takePullLease(intake.store);
        if (lease !== null) await pullWhileHeld(lease);
      } catch (error) {
        if (!closing.signal.aborted) log.error(`pulls from Zoom: ${messageOf(error)}; tried again`);
      }
      await pause(LEASE_MS, closing.signal);
    }
  }

  async function pullWhileHeld(lease: PullLease): Promise<void> {
    const signal = AbortSignal.any([closing.signal, lease.lost]);
    const limiter = new Limiter(intake.store, intake.now, signal);
    const client = new ZoomClient(access, limiter, intake.now, signal);
    try {
      while (!signal.aborted) {
        const before = limiter.calls;
        try {
          tellResult(await pullOnce({ client, intake, owner: lease.owner }, tellProgress(log)), log);
        } catch (error) {
          // The database is away, say. What was stored stays, and the window is read again.
          if (!signal.aborted)
            log.error(`pulls from Zoom: ${messageOf(error)}; tried again with the next pull`);
        }
        // As many pulls a day as its share of Zoom's daily limit allows.
        const calls = limiter.calls - before;
        await pause(Math.max(everyMs, (calls / limiter.daily) * DAY), signal);
      }
    } finally {
      await lease.release();
    }
  }

  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

/** Cut short by the signal. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function tellProgress(log: StoreLog): Progress {
  let toldAt = performance.now();
  return (title, { daysLeft, days }) => {
    if (daysLeft === 0 || performance.now() - toldAt < TELL_EVERY) return;
    toldAt = performance.now();
    log.info(`pulling ${title} from Zoom: ${days - daysLeft} of ${days} days`);
  };
}

function tellResult({ added, problems }: PullResult, log: StoreLog): void {
  const total = [...added.values()].reduce((sum, each) => sum + each, 0);
  if (total > 0) log.info(`pulled ${total} new records from Zoom`);
  for (const [title, problem] of problems) log.warn(`pulling ${title} from Zoom: ${problem.message}`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { EventEmitter } from 'node:events';
import { Logger, type Runner, run, type WorkerEvents } from 'graphile-worker';
import { ALERT_DELIVERY, type AlertDelivery } from '../store/jobs.ts';
import type { StoreLog } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import { type DeliveryContext, DeliveryDeferred, deliverAlert } from './alert-delivery.ts';

export interface DeliveryRunner {
  /** As which it holds deliveries in the queue. */
  readonly worker: string;
  /** Resolves, with the reason, when it has ended for whatever cause. */
  readonly ended: Promise<string>;
  /** Resolves when the delivery in hand has ended and is noted. Safe to call when it has ended. */
  stop(): Promise<void>;
}

/** New deliveries wake the worker (LISTEN); this is for those that come due, and for a notification that was lost. */
const POLL_INTERVAL_MS = 2_000;

/**
 * One worker of the queue, on connections of its own.
 *
 * @throws when the database cannot be reached.
 */
export async function startRunner(direct: Store, context: DeliveryContext): Promise<DeliveryRunner> {
  const events: WorkerEvents = new EventEmitter();
  let worker = '';
  events.once('pool:create', ({ workerPool }) => {
    worker = workerPool.id;
  });
  const runner = await run({
    pgPool: direct.pool,
    events,
    logger: queueLogger(context.log),
    concurrency: 1,
    pollInterval: POLL_INTERVAL_MS,
    // The process has its own way to end (cli/serve), and no crontab of somebody else's is read.
    noHandleSignals: true,
    parsedCronItems: [],
    noPreparedStatements: true,
    // Unset, the queue notes the end of a job in a promise that nobody awaits: a database that is away at that
    // moment would end the process by an unhandled rejection.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      [ALERT_DELIVERY]: (payload, { job }) => deliverAlert(payload as AlertDelivery, job.created_at, context),
    },
  });
  const ended = runner.promise.then(
    () => 'it ended by itself',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { worker, ended, stop: () => stopped(runner, ended) };
}

async function stopped(runner: Runner, ended: Promise<string>): Promise<void> {
  try {
    await runner.stop();
  } catch {
    // It rejects for one reason only: it has stopped already, or is about to.
  }
  await ended;
}

/**
 * The queue's own logger would write to the console, with stack traces for every retry. Deliveries report for
 * themselves; of the rest, what an operator should see goes on.
 */
function queueLogger(log: StoreLog): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta?.['error'] instanceof DeliveryDeferred) return;
    if (level === 'error' || level === 'warning') log.warn(`delivery queue: ${message.split('\n', 1)[0]}`);
  });
}

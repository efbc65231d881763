import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FleetResult, type FleetTask, runTask, weightOf } from '../evaluation/tasks.ts';
import { CliError, messageOf } from './failure.ts';

/** What a worker says of the fleet that it works on; after a result it is free for the next. */
export type FromWorker = { readonly share: number } | { readonly result: FleetResult };

/** Told how far the task of that index is, 0…1. */
type OnProgress = (index: number, share: number) => void;

/** The worker's file beside this one, compiled as this one is. */
const ENTRY = new URL(`./fleet-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Does the work on fleets in that many threads, a fleet at a time in each; in this one when it is one. The results are in
 * the order of the tasks, whoever was first. The first failure ends it all: throws a CliError that names the fleet.
 */
export async function runFleets(
  tasks: readonly FleetTask[],
  workers: number,
  onProgress: OnProgress,
): Promise<FleetResult[]> {
  const results = new Array<FleetResult>(tasks.length);
  // The longest first, so that none begins when all others are done.
  const waiting = [...tasks.keys()].sort((a, b) => weightOf(tasks[b]!) - weightOf(tasks[a]!));
  const workOff = async (work: Work): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const own = index;
      results[own] = await work(tasks[own]!, (share) => onProgress(own, share)).catch((error: unknown) => {
        throw failure(tasks[own]!, error);
      });
      onProgress(own, 1);
    }
  };
  if (workers === 1) await workOff(async (task, tell) => runTask(task, tell));
  else await inThreads(workers, workOff);
  return results;
}

type Work = (task: FleetTask, onProgress: (share: number) => void) => Promise<FleetResult>;

async function inThreads(count: number, workOff: (work: Work) => Promise<void>): Promise<void> {
  const threads = Array.from({ length: count }, () => new Worker(ENTRY));
  try {
    await Promise.all(threads.map((thread) => workOff((task, tell) => ask(thread, task, tell))));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function ask(thread: Worker, task: FleetTask, onProgress: (share: number) => void): Promise<FleetResult> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      // One by one: removeAllListeners() would also remove those that let a Worker hear at all.
      thread.off('message', onMessage).off('messageerror', onError).off('error', onError).off('exit', onExit);
      end();
    };
    const onMessage = (message: FromWorker): void => {
      if ('result' in message) settle(() => resolve(message.result));
      else onProgress(message.share);
    };
    const onError = (error: unknown): void => settle(() => reject(error));
    const onExit = (code: number): void => onError(new Error(`its thread ended with code ${code}`));
    thread.on('message', onMessage).on('messageerror', onError).on('error', onError).on('exit', onExit);
    thread.postMessage(task);
  });
}

const failure = ({ fleet }: FleetTask, error: unknown): CliError =>
  new CliError(
    'fleet_failed',
    `The ${fleet.kind} fleet "${fleet.seed}" could not be judged: ${messageOf(error)}. Without it the figures would be wrong, so there are none.`,
    { cause: error },
  );

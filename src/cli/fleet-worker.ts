// Entry of a worker thread (fleet-pool.ts): takes one fleet after another until the pool ends it.
import { parentPort } from 'node:worker_threads';
import { type FleetTask, runTask } from '../evaluation/tasks.ts';
import type { FromWorker } from './fleet-pool.ts';

/** Progress is told in steps of this size: a fleet has more than a thousand hours. */
const STEP = 0.01;

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

parentPort?.on('message', (task: FleetTask) => {
  let told = 0;
  const result = runTask(task, (share) => {
    if (share < told + STEP) return;
    told = share;
    tell({ share });
  });
  tell({ result });
});

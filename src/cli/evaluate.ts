import { availableParallelism, totalmem } from 'node:os';
import { parseBudget } from '../core/budget-text.ts';
import { count } from '../core/explain/numbers.ts';
import {
  type EvaluationPlan,
  type FleetResult,
  planTasks,
  type SeedSet,
  summarise,
  weightOf,
} from '../evaluation/tasks.ts';
import { evaluationJson } from './evaluation-figures.ts';
import { evaluationText } from './evaluation-report.ts';
import { usageError } from './failure.ts';
import { runFleets } from './fleet-pool.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { Progress } from './progress.ts';

export interface EvaluateOptions {
  readonly seeds: string;
  readonly promiseSeeds: string;
  readonly set: string;
  readonly maxCallsPerDay: string;
  readonly credentials?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

/** The default first: it is the one that recall is told of. */
const BUDGETS = ['1/365d', '1/90d', '1/30d'].map(parseBudget);
const MOST_SEEDS = 200;
const MOST_CREDENTIALS = 1000;
const MOST_WORKERS = 256;
/** Memory that a worker may need: a restless fleet of 1200 calls a day and credential, its twin, and what is not collected yet. */
const WORKER_BYTES = 1.5 * 2 ** 30;

/** `evaluate`: the detector on labelled fleets, beside textbook rules. */
export async function evaluate(options: EvaluateOptions, io: Io): Promise<number> {
  const plan: EvaluationPlan = {
    set: readSet(options.set),
    seeds: readCount('--seeds', options.seeds, 0, MOST_SEEDS),
    promiseSeeds: readCount('--promise-seeds', options.promiseSeeds, 0, MOST_SEEDS),
    maxCallsPerDay: readCount('--max-calls-per-day', options.maxCallsPerDay, 0, 100_000),
    credentials:
      options.credentials === undefined
        ? null
        : readCount('--credentials', options.credentials, 1, MOST_CREDENTIALS),
    budgets: BUDGETS,
  };
  const workers =
    options.workers === undefined
      ? defaultWorkers()
      : readCount('--workers', options.workers, 1, MOST_WORKERS);
  const evaluation = summarise(plan.set, await runAll(plan, workers, io));
  for (const line of options.json === true ? [evaluationJson(evaluation)] : evaluationText(evaluation)) {
    say(io, line);
  }
  return EXIT.ok;
}

async function runAll(plan: EvaluationPlan, workers: number, io: Io): Promise<FleetResult[]> {
  const tasks = planTasks(plan);
  const weights = tasks.map(weightOf);
  const progress = new Progress(
    io.stderr,
    'judging fleets',
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  const shares = tasks.map(() => 0);
  let done = 0;
  const used = Math.max(1, Math.min(workers, tasks.length));
  tell(io, `Judging ${count(tasks.length, 'fleet')} with ${count(used, 'worker')}.`);
  try {
    return await runFleets(tasks, used, (index, share) => {
      const more = share - shares[index]!;
      shares[index] = share;
      if (share === 1) done += 1;
      progress.add(more * weights[index]!, `${done} of ${tasks.length}`);
    });
  } finally {
    progress.end();
  }
}

/** One for each core, fewer where memory is short. */
function defaultWorkers(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memory / WORKER_BYTES), MOST_WORKERS));
}

function readSet(text: string): SeedSet {
  if (text === 'tuning' || text === 'validation') return text;
  throw usageError('--set is tuning or validation: the seeds that constants were made with, or the others.');
}

function readCount(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text) || number < least || number > most)
    throw usageError(`${name} is a whole number from ${least} to ${most}.`);
  return number;
}

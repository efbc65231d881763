import { parseBudget } from '../core/budget-text.ts';
import { type DetectionResult, evaluateDetection, type SeedSet } from '../evaluation/detection.ts';
import { evaluatePromise } from '../evaluation/promise.ts';
import { type Evaluation, evaluationJson, evaluationText } from './evaluation-report.ts';
import { usageError } from './failure.ts';
import { EXIT, type Io, say } from './io.ts';
import { Progress } from './progress.ts';

export interface EvaluateOptions {
  readonly seeds: string;
  readonly promiseSeeds: string;
  readonly set: string;
  readonly maxCallsPerDay: string;
  readonly json?: boolean;
}

/** The default first: it is the one that recall is told of. */
const BUDGETS = ['1/365d', '1/90d', '1/30d'].map(parseBudget);
const MOST_SEEDS = 200;

/** `evaluate`: the detector on labelled fleets, beside textbook rules. */
export async function evaluate(options: EvaluateOptions, io: Io): Promise<number> {
  const set = readSet(options.set);
  const seeds = readCount('--seeds', options.seeds);
  const promiseSeeds = readCount('--promise-seeds', options.promiseSeeds);
  const maxCallsPerDay = readCount('--max-calls-per-day', options.maxCallsPerDay, 100_000);
  const shared = { set, maxCallsPerDay, budgets: BUDGETS };
  const detection: DetectionResult[] = [];
  for (const kind of seeds === 0 ? [] : (['plain', 'restless'] as const)) {
    const progress = progressOf(io, `${kind} fleets with thefts`);
    detection.push(evaluateDetection({ ...shared, kind, seeds, onProgress: progress.to }));
    progress.end();
  }
  const progress = progressOf(io, 'fleets without thefts');
  const promise =
    promiseSeeds === 0 ? [] : evaluatePromise({ ...shared, seeds: promiseSeeds, onProgress: progress.to });
  progress.end();
  const evaluation: Evaluation = { set, detection, promise };
  for (const line of options.json === true ? [evaluationJson(evaluation)] : evaluationText(evaluation)) {
    say(io, line);
  }
  return EXIT.ok;
}

function progressOf(io: Io, label: string): { to: (share: number) => void; end: () => void } {
  const progress = new Progress(io.stderr, label, 1);
  let before = 0;
  return {
    to: (share) => {
      progress.add(share - before);
      before = share;
    },
    end: () => progress.end(),
  };
}

function readSet(text: string): SeedSet {
  if (text === 'tuning' || text === 'validation') return text;
  throw usageError('--set is tuning or validation: the seeds that constants were made with, or the others.');
}

function readCount(name: string, text: string, most = MOST_SEEDS): number {
  const count = Number(text);
  if (!/^\d{1,6}$/.test(text) || count > most)
    throw usageError(`${name} is a whole number from 0 to ${most}.`);
  return count;
}

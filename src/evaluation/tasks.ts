import type { Budget } from '../core/budget-text.ts';
import { type FleetOptions, sizeOf } from '../scenario/fleet.ts';
import { type Detection, type DetectionTask, detectFleet, poolDetections } from './detection.ts';
import {
  comparePromise,
  countAlarms,
  type PromiseCounts,
  type Promised,
  type PromisedFor,
  type PromiseTask,
} from './promise.ts';

/** Tuning seeds made the constants; validation seeds were looked at only through results. */
export type SeedSet = 'tuning' | 'validation';

/** The work on one fleet: plain data, that any thread can take. */
export type FleetTask = DetectionTask | PromiseTask;

/** What it came to: plain data, and small beside the fleet. */
export interface FleetResult {
  readonly detection?: Detection;
  readonly promise?: PromiseCounts;
}

export interface EvaluationPlan {
  readonly set: SeedSet;
  /** Fleets with thefts, of each kind. */
  readonly seeds: number;
  /** Fleets without thefts, of each kind. */
  readonly promiseSeeds: number;
  readonly maxCallsPerDay: number;
  /** Of a fleet of each kind; null: as many as the kind has. */
  readonly credentials: number | null;
  readonly budgets: readonly Budget[];
}

/** What an evaluation came to. */
export interface Evaluation {
  readonly set: SeedSet;
  readonly detection: readonly Detection[];
  readonly promise: readonly Promised[];
}

const KINDS = ['plain', 'restless'] as const;
const PROMISES: readonly PromisedFor[] = ['plain fleets', 'restless fleets', 'fleets of one', 'a year'];
/** Fleets of one credential for each seed: they are short work. */
const ALONE = 4;

/** Every fleet of an evaluation. Their order decides that of the report, whoever works on them. */
export function planTasks(plan: EvaluationPlan): FleetTask[] {
  const { set, seeds, promiseSeeds, maxCallsPerDay, credentials, budgets } = plan;
  const size = credentials === null ? {} : { credentials };
  const detection = KINDS.flatMap((kind) =>
    numbers(seeds).map((seed): DetectionTask => {
      const fleet = { kind, seed: `${set}-${seed + 1}`, maxCallsPerDay, ...size };
      return { part: 'detection', budgets, fleet };
    }),
  );
  if (promiseSeeds === 0) return detection;
  const promise = (what: PromisedFor, fleet: FleetOptions): PromiseTask => ({
    part: 'promise',
    what,
    budgets,
    fleet: { ...fleet, maxCallsPerDay },
  });
  return [
    ...detection,
    ...KINDS.flatMap((kind) =>
      numbers(promiseSeeds).map((seed) =>
        promise(`${kind} fleets`, { kind, seed: `calm-${set}-${seed + 1}`, ...size }),
      ),
    ),
    ...numbers(promiseSeeds * ALONE).map((seed) =>
      promise('fleets of one', { kind: 'restless', seed: `alone-${set}-${seed}`, credentials: 1 }),
    ),
    promise('a year', { kind: 'restless', seed: `year-${set}`, credentials: 24, days: 364 }),
  ];
}

/**
 * Does the work on one fleet; nothing of the fleet is kept.
 *
 * @param onProgress told how far it is, 0…1
 */
export function runTask(task: FleetTask, onProgress: (share: number) => void): FleetResult {
  return task.part === 'detection'
    ? { detection: detectFleet(task, onProgress) }
    : { promise: countAlarms(task, onProgress) };
}

/** About how much work a fleet is, in days of credentials. */
export function weightOf({ fleet }: FleetTask): number {
  const { credentials, days } = sizeOf(fleet);
  return credentials * days;
}

/** @param results in the order of the tasks */
export function summarise(set: SeedSet, results: readonly FleetResult[]): Evaluation {
  const detections = results.flatMap(({ detection }) => detection ?? []);
  const counts = results.flatMap(({ promise }) => promise ?? []);
  return {
    set,
    detection: groups(KINDS, detections, ({ kind }) => kind).map(poolDetections),
    promise: groups(PROMISES, counts, ({ what }) => what).flatMap(comparePromise),
  };
}

const groups = <K, T>(keys: readonly K[], all: readonly T[], keyOf: (one: T) => K): T[][] =>
  keys.map((key) => all.filter((one) => keyOf(one) === key)).filter(({ length }) => length > 0);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

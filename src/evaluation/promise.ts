import type { Budget } from '../core/budget-text.ts';
import { exceeds } from '../core/kept-promise.ts';
import { poissonInterval } from '../core/stats/poisson.ts';
import { DAY } from '../core/time.ts';
import { type FleetOptions, generateFleet } from '../scenario/fleet.ts';
import { rollUpFleet } from './fleet-hours.ts';
import { judge } from './judge.ts';
import { type FleetEpisodes, replayFleet } from './replay-fleet.ts';

/** A promise, and what became of it. */
export interface Promised {
  readonly what: string;
  readonly budget: string;
  readonly credentialDays: number;
  /** False alarms that the budget allows in those days, and those that came. */
  readonly promised: number;
  readonly realised: number;
  /** Realised over promised, with its exact 90 % interval. */
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  /** Whether so many would be a surprise (one-sided, 5 %) if the promise were kept. */
  readonly broken: boolean;
}

/** What a fleet without thefts is counted as; a year of noise is told by its quarters. */
export type PromisedFor = 'plain fleets' | 'restless fleets' | 'fleets of one' | 'a year';

/** One fleet whose alarms are counted. It has no thefts, whatever its options say. */
export interface PromiseTask {
  readonly part: 'promise';
  readonly what: PromisedFor;
  readonly fleet: FleetOptions;
  readonly budgets: readonly Budget[];
}

/** Alarms of one fleet. Those about changes that an owner ought to have declared are left out. */
export interface PromiseCounts {
  readonly what: PromisedFor;
  readonly credentialDays: number;
  /** Of days 2 to 7 of newborns. */
  readonly newbornDays: number;
  /** One for each budget, in their order. */
  readonly alarms: readonly BudgetAlarms[];
}

interface BudgetAlarms {
  readonly budget: Budget;
  readonly quarters: readonly number[];
  readonly newborns: number;
}

const QUARTERS = 4;
/** Setting up a credential takes its first day; what comes then, up to a week, is counted apart. */
const NEWBORN_FROM = 1;
const NEWBORN_UNTIL = 7;

/**
 * Counts the alarms of one fleet, learning time included.
 *
 * @param onProgress told how far it is, 0…1
 */
export function countAlarms(
  { what, fleet: options, budgets }: PromiseTask,
  onProgress: (share: number) => void,
): PromiseCounts {
  const fleet = generateFleet({ ...options, attacks: false });
  const hours = rollUpFleet(fleet, (share) => onProgress(0.8 * share));
  const replayed = replayFleet(hours, { learnUntil: 0, owners: true });
  return {
    what,
    credentialDays: judge(replayed, budgets[0]!).credentialDays,
    newbornDays: newbornDaysOf(replayed),
    alarms: budgets.map((budget) => alarmsOf(replayed, budget)),
  };
}

function alarmsOf(replayed: FleetEpisodes, budget: Budget): BudgetAlarms {
  const { start, end } = replayed.fleet;
  const { falseAlarms } = judge(replayed, budget);
  const quarters = new Array<number>(QUARTERS).fill(0);
  for (const { finding } of falseAlarms) {
    const quarter = Math.floor(((finding.raisedAt - start) / (end - start)) * QUARTERS);
    quarters[quarter] = quarters[quarter]! + 1;
  }
  const isYoung = (days: number | null): boolean =>
    days !== null && days >= NEWBORN_FROM && days < NEWBORN_UNTIL;
  return { budget, quarters, newborns: falseAlarms.filter(({ newbornDays }) => isYoung(newbornDays)).length };
}

function newbornDaysOf({ fleet, credentials }: FleetEpisodes): number {
  let days = 0;
  for (const { info } of credentials) {
    if (info.newborn === null) continue;
    const age = (fleet.end - info.newborn) / DAY;
    days += Math.max(0, Math.min(NEWBORN_UNTIL, age) - NEWBORN_FROM);
  }
  return days;
}

/**
 * Promised against realised, one for each budget: pooled over what was counted as the same, and the first days of newborns
 * beside it; a year by its quarters.
 *
 * @param fleets all of one kind
 */
export function comparePromise(fleets: readonly PromiseCounts[]): Promised[] {
  const { what, alarms } = fleets[0]!;
  const days = total(fleets.map(({ credentialDays }) => credentialDays));
  const newbornDays = total(fleets.map((fleet) => fleet.newbornDays));
  return alarms.flatMap(({ budget }, index) => {
    const own = fleets.map((fleet) => fleet.alarms[index]!);
    if (what === 'a year') {
      return own[0]!.quarters.map((_, quarter) =>
        compare(
          `${what}, quarter ${quarter + 1}`,
          budget,
          days / QUARTERS,
          total(own.map(({ quarters }) => quarters[quarter]!)),
        ),
      );
    }
    const all = compare(what, budget, days, total(own.map(({ quarters }) => total(quarters))));
    if (what === 'fleets of one') return [all];
    const young = total(own.map(({ newborns }) => newborns));
    return [all, compare(`${what}: days 2 to 7 of newborns`, budget, newbornDays, young)];
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** A promise beside what came of it: `broken` when Poisson(promised) brings so many in fewer than one case of twenty. */
export function compare(what: string, budget: Budget, credentialDays: number, realised: number): Promised {
  const promised = credentialDays * budget.perDay;
  const [low, high] = poissonInterval(realised);
  return {
    what,
    budget: budget.text,
    credentialDays,
    promised,
    realised,
    ratio: realised / promised,
    interval: [low / promised, high / promised],
    broken: exceeds(realised, promised),
  };
}

import type { Budget } from '../core/budget-text.ts';
import { exceeds } from '../core/kept-promise.ts';
import { poissonInterval } from '../core/stats/poisson.ts';
import { DAY } from '../core/time.ts';
import type { FleetKind } from '../scenario/changes.ts';
import { type FleetOptions, generateFleet } from '../scenario/fleet.ts';
import type { SeedSet } from './detection.ts';
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

export interface PromiseOptions {
  readonly set: SeedSet;
  /** Fleets of each kind. */
  readonly seeds: number;
  readonly maxCallsPerDay: number;
  readonly budgets: readonly Budget[];
  readonly onProgress: (share: number) => void;
}

/** Setting up a credential takes its first day; what comes then, up to a week, is counted apart. */
const NEWBORN_FROM = 1;
const NEWBORN_UNTIL = 7;

/**
 * Counts the alarms of fleets without thefts, learning time included, against what the budgets allow: pooled by kind,
 * the first days of newborns, fleets of one credential, and a year of noise by quarters. Alarms about changes that an
 * owner ought to have declared are left out.
 */
export function evaluatePromise(options: PromiseOptions): Promised[] {
  const results: Promised[] = [];
  const [kinds, steps] = [['plain', 'restless'] as const, options.seeds * 2 + 2];
  let done = 0;
  const replay = (fleet: Partial<FleetOptions> & { seed: string; kind: FleetKind }): FleetEpisodes => {
    const made = generateFleet({ attacks: false, maxCallsPerDay: options.maxCallsPerDay, ...fleet });
    return replayFleet(
      rollUpFleet(made, (share) => options.onProgress((done + share) / steps)),
      { learnUntil: 0, owners: true },
    );
  };
  for (const kind of kinds) {
    const fleets: FleetEpisodes[] = [];
    for (let seed = 1; seed <= options.seeds; seed += 1) {
      fleets.push(trimmed(replay({ kind, seed: `calm-${options.set}-${seed}` })));
      done += 1;
    }
    for (const budget of options.budgets) results.push(...countFleets(`${kind} fleets`, fleets, budget));
  }
  const alone = Array.from({ length: options.seeds * 4 }, (_, seed) =>
    trimmed(replay({ kind: 'restless', seed: `alone-${options.set}-${seed}`, credentials: 1 })),
  );
  done += 1;
  for (const budget of options.budgets)
    results.push(...countFleets('fleets of one', alone, budget).slice(0, 1));
  const year = replay({ kind: 'restless', seed: `year-${options.set}`, credentials: 24, days: 364 });
  for (const budget of options.budgets) results.push(...countQuarters(year, budget));
  options.onProgress(1);
  return results;
}

/** Only what is needed to count, so that twenty fleets fit into memory. */
const trimmed = (replayed: FleetEpisodes): FleetEpisodes => ({
  ...replayed,
  fleet: { ...replayed.fleet, credentials: [] },
  credentials: replayed.credentials.map((credential) => ({ ...credential, hours: [] })),
});

function countFleets(what: string, fleets: readonly FleetEpisodes[], budget: Budget): Promised[] {
  const verdicts = fleets.map((fleet) => judge(fleet, budget));
  const days = verdicts.reduce((sum, { credentialDays }) => sum + credentialDays, 0);
  const alarms = verdicts.flatMap(({ falseAlarms }) => falseAlarms);
  const young = alarms.filter(
    ({ newbornDays }) => newbornDays !== null && newbornDays >= NEWBORN_FROM && newbornDays < NEWBORN_UNTIL,
  );
  return [
    compare(what, budget, days, alarms.length),
    compare(`${what}: days 2 to 7 of newborns`, budget, newbornDaysOf(fleets), young.length),
  ];
}

function newbornDaysOf(fleets: readonly FleetEpisodes[]): number {
  let days = 0;
  for (const { fleet, credentials } of fleets) {
    for (const { info } of credentials) {
      if (info.newborn === null) continue;
      const age = (fleet.end - info.newborn) / DAY;
      days += Math.max(0, Math.min(NEWBORN_UNTIL, age) - NEWBORN_FROM);
    }
  }
  return days;
}

function countQuarters(year: FleetEpisodes, budget: Budget): Promised[] {
  const { falseAlarms, credentialDays } = judge(year, budget);
  const quarter = (year.fleet.end - year.fleet.start) / 4;
  return [0, 1, 2, 3].map((index) => {
    const from = year.fleet.start + index * quarter;
    const own = falseAlarms.filter(
      ({ finding }) => finding.raisedAt >= from && finding.raisedAt < from + quarter,
    );
    return compare(`a year, quarter ${index + 1}`, budget, credentialDays / 4, own.length);
  });
}

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

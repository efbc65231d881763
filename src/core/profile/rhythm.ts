import { decayBetween } from '../stats/decay.ts';
import { hourOfWeek, isWeekend, localHourOfWeek, WEEK_HOURS } from '../stats/week.ts';
import type { HourNumber } from '../time.ts';

/** Neighbouring hours lend each other some of their weight. */
const KERNEL = [0.05, 0.2, 0.5, 0.2, 0.05] as const;
/** Weight, in hours, of "the same hour on other days", and of "any hour at all". */
const DAILY_WEIGHT = 3;
const UNIFORM_WEIGHT = 2;
/** Extra uniform weight of a newborn, halved each week: its week has not been seen yet. */
const NEWBORN_WEIGHT = 6;
/** Hours up to twice as busy count as no busier: a flat ring has no odd hours, only accidents of counting. */
const SLACK = 2;
/** How fast the choice between the two clocks forgets, per active hour. */
const CHOICE_MEMORY = 0.99;

/** When a credential is active: decayed counts of active hours on a ring of 168, on two clocks. */
export interface Rhythm {
  readonly utc: number[];
  readonly local: number[];
  /** Decayed log-likelihood of each clock: servers turn out to live on UTC, people on the wall clock, and a
   *  daylight-saving change corrects itself within days. */
  logUtc: number;
  logLocal: number;
  at: HourNumber;
  /** First hour ever folded. */
  since: HourNumber | null;
}

export const emptyRhythm = (): Rhythm => ({
  utc: new Array<number>(WEEK_HOURS).fill(0),
  local: new Array<number>(WEEK_HOURS).fill(0),
  logUtc: 0,
  logLocal: 0,
  at: 0,
  since: null,
});

/** What the ring says of one hour. */
export interface HourRarity {
  /** Share of this credential's week that is as quiet as this hour, or quieter: a p-value in (0, 1]. */
  readonly probability: number;
  /** Hour of the week that it was judged by, on the clock that fits better. */
  readonly bin: number;
  readonly clock: 'UTC' | 'local';
  /** Expected share of active hours that fall into this bin. */
  readonly density: number;
  /** Active hours behind it (decayed). */
  readonly activeHours: number;
}

/**
 * Tail probability of the highest-density region: Σ f_j over the bins that are at most twice as likely as this one
 * (so the p-value errs on the quiet side), for a Dirichlet-smoothed ring (Hyndman 1996, highest density regions; smoothing by kernel, day profile and uniform
 * mass). A credential that works around the clock has a flat ring and never looks odd; a new one likewise.
 */
export function rarityOfHour(rhythm: Rhythm, hour: HourNumber, zone: string): HourRarity {
  const utcBin = hourOfWeek(hour);
  const localBin = localHourOfWeek(hour, zone);
  const ageDays = rhythm.since === null ? 0 : (hour - rhythm.since) / 24;
  const uniform = UNIFORM_WEIGHT + NEWBORN_WEIGHT * 2 ** (-ageDays / 7);
  const utc = tailOf(densities(rhythm.utc, uniform, ageDays), utcBin);
  const local = tailOf(densities(rhythm.local, uniform, ageDays), localBin);
  const localShare = 1 / (1 + Math.exp(rhythm.logUtc - rhythm.logLocal));
  const useLocal = zone !== 'UTC' && localShare > 0.5;
  return {
    probability: Math.min(1, (1 - localShare) * utc.tail + localShare * local.tail),
    bin: useLocal ? localBin : utcBin,
    clock: useLocal ? 'local' : 'UTC',
    density: useLocal ? local.density : utc.density,
    activeHours: sum(rhythm.utc),
  };
}

/** Folds one active hour. */
export function foldRhythm(rhythm: Rhythm, hour: HourNumber, zone: string): void {
  const factor = decayBetween(rhythm.at, hour);
  if (factor !== 1) {
    for (let bin = 0; bin < WEEK_HOURS; bin += 1) {
      rhythm.utc[bin] = rhythm.utc[bin]! * factor;
      rhythm.local[bin] = rhythm.local[bin]! * factor;
    }
  }
  rhythm.at = hour;
  rhythm.since ??= hour;
  const utcBin = hourOfWeek(hour);
  const localBin = localHourOfWeek(hour, zone);
  if (zone !== 'UTC') {
    rhythm.logUtc = CHOICE_MEMORY * rhythm.logUtc + Math.log(quickDensity(rhythm.utc, utcBin));
    rhythm.logLocal = CHOICE_MEMORY * rhythm.logLocal + Math.log(quickDensity(rhythm.local, localBin));
  }
  rhythm.utc[utcBin] = rhythm.utc[utcBin]! + 1;
  rhythm.local[localBin] = rhythm.local[localBin]! + 1;
}

/** Normalised density of each bin of the ring. */
export function densities(ring: readonly number[], uniform: number, ageDays: number): number[] {
  const weekday = new Array<number>(24).fill(0);
  const weekend = new Array<number>(24).fill(0);
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) {
    const day = isWeekend(bin) ? weekend : weekday;
    day[bin % 24] = day[bin % 24]! + ring[bin]!;
  }
  const total = sum(weekday) + sum(weekend);
  // Until a weekend has passed, the weekend is taken to be like the other days.
  const borrow = ageDays < 7 && sum(weekend) === 0;
  const density = new Array<number>(WEEK_HOURS);
  let mass = 0;
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) {
    let value = uniform / WEEK_HOURS;
    for (let k = -2; k <= 2; k += 1) value += KERNEL[k + 2]! * ring[(bin + k + WEEK_HOURS) % WEEK_HOURS]!;
    if (total > 0) {
      const daily = isWeekend(bin) && !borrow ? weekend[bin % 24]! / 2 : weekday[bin % 24]! / 5;
      value += (DAILY_WEIGHT * daily) / total;
    }
    density[bin] = value;
    mass += value;
  }
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) density[bin] = density[bin]! / mass;
  return density;
}

function tailOf(density: readonly number[], bin: number): { tail: number; density: number } {
  const own = density[bin]!;
  const limit = own * SLACK;
  let tail = 0;
  for (const other of density) if (other <= limit) tail += other;
  return { tail, density: own };
}

/** Kernel and uniform mass only: enough to compare two clocks. */
function quickDensity(ring: readonly number[], bin: number): number {
  let value = UNIFORM_WEIGHT / WEEK_HOURS;
  for (let k = -2; k <= 2; k += 1) value += KERNEL[k + 2]! * ring[(bin + k + WEEK_HOURS) % WEEK_HOURS]!;
  return value;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const cloneRhythm = (rhythm: Rhythm): Rhythm => ({
  ...rhythm,
  utc: rhythm.utc.slice(),
  local: rhythm.local.slice(),
});

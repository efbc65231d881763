import { daysKnown } from '../known.ts';
import { decayBetween } from '../stats/decay.ts';
import { hourOfWeek, isWeekend, localHourOfWeek, WEEK_HOURS } from '../stats/week.ts';
import type { HourNumber } from '../time.ts';

/** Neighbouring hours lend each other some of their weight. */
const KERNEL = [0.05, 0.2, 0.5, 0.2, 0.05] as const;
/** Weight, in hours, of "the same hour on other days". */
const DAILY_WEIGHT = 3;
/**
 * Weight, in hours, of "any hour at all", beside the strays that there were: half an hour for a credential that never
 * strayed (the prior of Krichevsky and Trofimov 1981 for what was never seen).
 */
const UNIFORM_WEIGHT = 0.5;
/** An hour is a stray when the ring held less than this share of an even one's weight there. */
const STRAY_SHARE = 0.05;
/** Extra uniform weight of a newborn, halved each week: its week has not been seen yet. */
const NEWBORN_WEIGHT = 6;
/** Hours up to twice as busy count as no busier: a flat ring has no odd hours, only accidents of counting. */
const SLACK = 2;
/** How fast the choice between the two clocks forgets, per active hour. */
const CHOICE_MEMORY = 0.99;

/** When a credential is active: decayed counts of active hours on a ring of 168, on two clocks. */
export interface Rhythm {
  readonly utc: number[];
  /** The same array where the wall clock is UTC. */
  readonly local: number[];
  /** Decayed log-likelihood of each clock: servers turn out to live on UTC, people on the wall clock, and a
   *  daylight-saving change corrects itself within days. */
  logUtc: number;
  logLocal: number;
  /** Decayed count of active hours that fell where the ring held next to nothing: how often it strays. */
  strays: number;
  at: HourNumber;
  /** First hour ever folded. */
  since: HourNumber | null;
}

export function emptyRhythm(zone: string): Rhythm {
  const utc = new Array<number>(WEEK_HOURS).fill(0);
  const local = zone === 'UTC' ? utc : utc.slice();
  return { utc, local, logUtc: 0, logLocal: 0, strays: 0, at: 0, since: null };
}

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
 *
 * @param atMost null is returned where the probability is surely larger, which most often shows at once
 */
export function rarityOfHour(
  rhythm: Rhythm,
  hour: HourNumber,
  zone: string,
  atMost: number,
): HourRarity | null {
  const utcBin = hourOfWeek(hour);
  const localBin = localHourOfWeek(hour, zone);
  const ageDays = daysKnown(rhythm.since, hour);
  const strays = rhythm.strays * decayBetween(rhythm.at, hour);
  const uniform = UNIFORM_WEIGHT + strays + NEWBORN_WEIGHT * 2 ** (-ageDays / 7);
  const lived = rhythm.since === null ? 0 : hour - rhythm.since;
  const utcRing = smoothed(wholeWeek(rhythm.utc, utcBin, lived), uniform);
  const localRing =
    rhythm.local === rhythm.utc ? utcRing : smoothed(wholeWeek(rhythm.local, localBin, lived), uniform);
  if (isCommon(utcRing, utcBin, atMost) && (localRing === utcRing || isCommon(localRing, localBin, atMost))) {
    return null;
  }
  const utc = tailOf(densitiesOf(utcRing), utcBin);
  const local = localRing === utcRing ? utc : tailOf(densitiesOf(localRing), localBin);
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
  for (const ring of ringsOf(rhythm)) {
    for (let bin = 0; bin < WEEK_HOURS; bin += 1) ring[bin] = ring[bin]! * factor;
  }
  rhythm.at = hour;
  rhythm.since ??= hour;
  const utcBin = hourOfWeek(hour);
  const localBin = localHourOfWeek(hour, zone);
  const isStray =
    rhythm.logLocal > rhythm.logUtc ? strays(rhythm.local, localBin) : strays(rhythm.utc, utcBin);
  rhythm.strays = rhythm.strays * factor + (isStray ? 1 : 0);
  if (zone !== 'UTC') {
    rhythm.logUtc = CHOICE_MEMORY * rhythm.logUtc + Math.log(quickDensity(rhythm.utc, utcBin));
    rhythm.logLocal = CHOICE_MEMORY * rhythm.logLocal + Math.log(quickDensity(rhythm.local, localBin));
  }
  rhythm.utc[utcBin] = rhythm.utc[utcBin]! + 1;
  if (rhythm.local !== rhythm.utc) rhythm.local[localBin] = rhythm.local[localBin]! + 1;
}

/** Whether an active hour in this bin comes where hardly any was before, on neighbouring hours and other days neither. */
function strays(ring: readonly number[], bin: number): boolean {
  const before = smoothed(ring, 0);
  return (
    before.total > 0 && weightOf(before, bin) < (STRAY_SHARE * (before.total + DAILY_WEIGHT)) / WEEK_HOURS
  );
}

const ringsOf = ({ utc, local }: Rhythm): number[][] => (local === utc ? [utc] : [utc, local]);

/** Normalised density of each bin of a ring that was lived for a week or more. */
export const densities = (ring: readonly number[], uniform: number): number[] =>
  densitiesOf(smoothed(ring, uniform));

/**
 * The ring as if a whole week had been lived: hours of the week that have not come yet are taken to be like the same
 * hour of the days that have. The total stays what was seen, since nothing else is known.
 *
 * @param bin of the hour to be judged, which has not been lived
 * @param lived hours since the first one, that one included
 */
function wholeWeek(ring: readonly number[], bin: number, lived: number): readonly number[] {
  if (lived === 0 || lived >= WEEK_HOURS) return ring;
  const seen = new Array<number>(24).fill(0);
  const days = new Array<number>(24).fill(0);
  for (let back = 1; back <= lived; back += 1) {
    const other = onRing(bin - back);
    seen[other % 24]! += ring[other]!;
    days[other % 24]! += 1;
  }
  const whole = ring.slice();
  for (let ahead = 0; ahead < WEEK_HOURS - lived; ahead += 1) {
    const other = onRing(bin + ahead);
    whole[other] = days[other % 24] === 0 ? 0 : seen[other % 24]! / days[other % 24]!;
  }
  const scale = sum(ring) / sum(whole);
  return whole.map((value) => value * scale);
}

/** What the weight of a bin is made of. */
interface SmoothedRing {
  readonly ring: readonly number[];
  readonly uniform: number;
  /** Sums by hour of the day, and of everything. */
  readonly weekday: readonly number[];
  readonly weekend: readonly number[];
  readonly total: number;
}

function smoothed(ring: readonly number[], uniform: number): SmoothedRing {
  const weekday = new Array<number>(24).fill(0);
  const weekend = new Array<number>(24).fill(0);
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) {
    const day = isWeekend(bin) ? weekend : weekday;
    day[bin % 24] = day[bin % 24]! + ring[bin]!;
  }
  return { ring, uniform, weekday, weekend, total: sum(weekday) + sum(weekend) };
}

/** Weight of a bin, before it is divided by that of all. */
function weightOf({ ring, uniform, weekday, weekend, total }: SmoothedRing, bin: number): number {
  const value = plusKernel(uniform / WEEK_HOURS, ring, bin);
  if (total === 0) return value;
  const daily = isWeekend(bin) ? weekend[bin % 24]! / 2 : weekday[bin % 24]! / 5;
  return value + (DAILY_WEIGHT * daily) / total;
}

function densitiesOf(ring: SmoothedRing): number[] {
  const density = new Array<number>(WEEK_HOURS);
  let mass = 0;
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) {
    const weight = weightOf(ring, bin);
    density[bin] = weight;
    mass += weight;
  }
  for (let bin = 0; bin < WEEK_HOURS; bin += 1) density[bin] = density[bin]! / mass;
  return density;
}

/** More than rounding can do. */
const MARGIN = 1e-9;

/**
 * Whether the tail of a bin is surely larger than `share`: adds up bins that belong to it only until that is certain.
 * The mass of the ring is known beforehand: each kind of weight adds up to its total.
 */
function isCommon(ring: SmoothedRing, bin: number, share: number): boolean {
  const daily = ring.total === 0 ? 0 : DAILY_WEIGHT;
  const enough = (share + MARGIN) * (ring.uniform + ring.total + daily);
  const limit = weightOf(ring, bin) * SLACK * (1 - MARGIN);
  let tail = 0;
  for (let other = 0; other < WEEK_HOURS; other += 1) {
    const weight = weightOf(ring, other);
    if (weight <= limit) tail += weight;
    if (tail > enough) return true;
  }
  return false;
}

function tailOf(density: readonly number[], bin: number): { tail: number; density: number } {
  const own = density[bin]!;
  const limit = own * SLACK;
  let tail = 0;
  for (const other of density) if (other <= limit) tail += other;
  return { tail, density: own };
}

/** Kernel and uniform mass only: enough to compare two clocks. */
const quickDensity = (ring: readonly number[], bin: number): number =>
  plusKernel(UNIFORM_WEIGHT / WEEK_HOURS, ring, bin);

function plusKernel(weight: number, ring: readonly number[], bin: number): number {
  let sum = weight;
  for (let k = 0; k < KERNEL.length; k += 1) sum += KERNEL[k]! * ring[onRing(bin + k - 2)]!;
  return sum;
}

/** @param bin less than a week beside the ring */
const onRing = (bin: number): number =>
  bin < 0 ? bin + WEEK_HOURS : bin < WEEK_HOURS ? bin : bin - WEEK_HOURS;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function cloneRhythm(rhythm: Rhythm): Rhythm {
  const utc = rhythm.utc.slice();
  return { ...rhythm, utc, local: rhythm.local === rhythm.utc ? utc : rhythm.local.slice() };
}

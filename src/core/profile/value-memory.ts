import { decayBetween } from '../stats/decay.ts';
import { DAY, type HourNumber, startOfHour } from '../time.ts';

/** Values remembered at one level. Past it, the ones longest unseen go, unsettled ones first. */
const CAPACITY = 512;
/** An unfamiliar value is believed after it has lived this long, on this many days: days, not calls, so that
 *  nobody can buy familiarity in an afternoon … */
const SETTLING = { age: 14 * DAY, days: 7 } as const;
/** … and only if something believed vouches for it (its network, its provider), or if it makes most of the calls since
 *  it came, as after a move. A stranger who calls now and then beside the owner waits for much longer. */
const SETTLING_ALONE = { age: 60 * DAY, days: 30 } as const;
const MOST_CALLS = 0.5;

/** What is remembered of one value, such as an address. */
export interface KnownValue {
  readonly firstHour: HourNumber;
  lastHour: HourNumber;
  /** Distinct UTC days with a sighting. */
  days: number;
  /** Its calls, and those of the whole kind since it came; kept until it is settled. */
  calls: number;
  among: number;
  /** Believed: seen while the credential was new, or long enough since. */
  settled: boolean;
}

/** Which values of one kind (addresses, say) a credential uses, and how often it brings a new one. */
export interface ValueMemory {
  readonly values: Map<string, KnownValue>;
  /** N: decayed count of hours in which this kind was seen at all. */
  observedHours: number;
  /** V: decayed count of those that brought a value never seen before, after the start. */
  novelHours: number;
  /** Hour up to which the two counts are decayed. */
  at: HourNumber;
}

/** What one hour says of one value. */
export interface Use {
  readonly calls: number;
  /** Calls of every value of its kind in the hour. */
  readonly among: number;
  /** Whether something settled vouches for it. */
  readonly vouched: boolean;
}

export type Familiarity =
  | { readonly kind: 'settled' }
  | { readonly kind: 'probation'; readonly since: HourNumber; readonly callsPerDay: number }
  | { readonly kind: 'new' };

export const emptyMemory = (): ValueMemory => ({ values: new Map(), observedHours: 0, novelHours: 0, at: 0 });

export function familiarityOf(memory: ValueMemory, value: string): Familiarity {
  const known = memory.values.get(value);
  if (known === undefined) return { kind: 'new' };
  if (known.settled) return { kind: 'settled' };
  return { kind: 'probation', since: known.firstHour, callsPerDay: known.calls / known.days };
}

/**
 * Folds the values that one hour brought. `starting` is true while the credential is new: then everything is
 * taken as its own, and nothing counts as a novelty.
 */
export function foldValues(
  memory: ValueMemory,
  values: Iterable<readonly [value: string, use: Use]>,
  hour: HourNumber,
  starting: boolean,
): void {
  const factor = decayBetween(memory.at, hour);
  memory.at = hour;
  memory.novelHours *= factor;
  let any = false;
  let novel = false;
  for (const [value, use] of values) {
    any = true;
    const known = memory.values.get(value);
    if (known === undefined) {
      novel = true;
      const { calls, among } = use;
      memory.values.set(value, { firstHour: hour, lastHour: hour, days: 1, calls, among, settled: starting });
      if (memory.values.size > CAPACITY) forgetOne(memory);
    } else {
      touch(known, hour, use);
    }
  }
  memory.observedHours = memory.observedHours * factor + (any ? 1 : 0);
  if (novel && !starting) memory.novelHours += 1;
}

function touch(known: KnownValue, hour: HourNumber, use: Use): void {
  if (dayNumber(hour) !== dayNumber(known.lastHour)) known.days += 1;
  known.lastHour = hour;
  if (known.settled) return;
  known.calls += use.calls;
  known.among += use.among;
  const age = startOfHour(hour) - startOfHour(known.firstHour);
  const believable = use.vouched || known.calls >= MOST_CALLS * known.among;
  const needed = believable ? SETTLING : SETTLING_ALONE;
  known.settled = age >= needed.age && known.days >= needed.days;
}

function forgetOne(memory: ValueMemory): void {
  let victim: string | undefined;
  let weakest: KnownValue | undefined;
  for (const [value, known] of memory.values) {
    if (weakest === undefined || isWeaker(value, known, victim!, weakest)) {
      victim = value;
      weakest = known;
    }
  }
  if (victim !== undefined) memory.values.delete(victim);
}

function isWeaker(value: string, known: KnownValue, other: string, than: KnownValue): boolean {
  if (known.settled !== than.settled) return !known.settled;
  if (known.lastHour !== than.lastHour) return known.lastHour < than.lastHour;
  return value < other;
}

const dayNumber = (hour: HourNumber): number => Math.floor(hour / 24);

export function cloneMemory(memory: ValueMemory): ValueMemory {
  const values = new Map<string, KnownValue>();
  for (const [value, known] of memory.values) values.set(value, { ...known });
  return { ...memory, values };
}

import { decayBetween } from '../stats/decay.ts';
import { DAY, type HourNumber, startOfHour } from '../time.ts';

/** Values remembered of one kind, unless said otherwise. Past it, the ones longest unseen go, unsettled ones first … */
const CAPACITY = 512;
/** … and settled ones that were not seen for this long, or they would keep the place of those in use for ever. */
const STALE = 30 * 24;
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

/** What is settled needs no counts. */
const NO_USE = { calls: 0, among: 0 } as const;

export type Familiarity =
  | { readonly kind: 'settled' }
  | { readonly kind: 'probation'; readonly since: HourNumber; readonly callsPerDay: number }
  | { readonly kind: 'new' };

const SETTLED: Familiarity = { kind: 'settled' };
const NEW: Familiarity = { kind: 'new' };

export const emptyMemory = (): ValueMemory => ({ values: new Map(), observedHours: 0, novelHours: 0, at: 0 });

export function familiarityOf(memory: ValueMemory, value: string): Familiarity {
  const known = memory.values.get(value);
  if (known === undefined) return NEW;
  if (known.settled) return SETTLED;
  return { kind: 'probation', since: known.firstHour, callsPerDay: known.calls / known.days };
}

/** What is believed, last seen first; in one order, whatever the order in which it was learnt. */
export const settledValues = ({ values }: ValueMemory): string[] =>
  [...values]
    .filter(([, known]) => known.settled)
    .sort(([a, x], [b, y]) => y.lastHour - x.lastHour || (a < b ? -1 : 1))
    .map(([value]) => value);

/**
 * Folds the values that one hour brought. `starting` is true while the credential is new: then everything is
 * taken as its own, and nothing counts as a novelty. The order of the values does not matter.
 */
export function foldValues(
  memory: ValueMemory,
  values: readonly (readonly [value: string, use: Use])[],
  hour: HourNumber,
  starting: boolean,
  capacity = CAPACITY,
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
      const { calls, among } = starting ? NO_USE : use;
      memory.values.set(value, { firstHour: hour, lastHour: hour, days: 1, calls, among, settled: starting });
    } else {
      touch(known, hour, use);
    }
  }
  if (memory.values.size > capacity) forget(memory, hour, capacity);
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
  if (known.settled) Object.assign(known, NO_USE);
}

/** Once an hour's values are all in, so that their order cannot decide which of them are known. */
function forget(memory: ValueMemory, hour: HourNumber, capacity: number): void {
  const excess = memory.values.size - capacity;
  // Mostly one or two go of hundreds: far fewer comparisons than to sort all.
  const weakest: Candidate[] = [];
  for (const [value, { settled, lastHour }] of memory.values) {
    const isKept = settled && hour - lastHour < STALE;
    const strength = isKept ? lastHour + KEPT : lastHour;
    if (weakest.length === excess) {
      if (!isWeaker(strength, value, weakest[excess - 1]!)) continue;
      weakest.pop();
    }
    weakest.splice(placeAmong(weakest, strength, value), 0, { value, strength });
  }
  for (const { value } of weakest) memory.values.delete(value);
}

/** More than any hour's number. */
const KEPT = 2 ** 40;

interface Candidate {
  readonly value: string;
  /** Hour last seen; for those that are kept, plus `KEPT`. */
  readonly strength: number;
}

/** Behind those that are weaker. */
function placeAmong(weakest: readonly Candidate[], strength: number, value: string): number {
  let [from, to] = [0, weakest.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isWeaker(strength, value, weakest[middle]!)) to = middle;
    else from = middle + 1;
  }
  return from;
}

const isWeaker = (strength: number, value: string, than: Candidate): boolean =>
  strength < than.strength || (strength === than.strength && value < than.value);

const dayNumber = (hour: HourNumber): number => Math.floor(hour / 24);

export function cloneMemory(memory: ValueMemory): ValueMemory {
  const values = new Map<string, KnownValue>();
  for (const [value, known] of memory.values) values.set(value, { ...known });
  return { ...memory, values };
}

import type { AccessEvent } from './event.ts';
import { HOUR, type HourNumber, hourOf, MINUTE, startOfHour } from './time.ts';

/** Distinct values kept per hour and kind. Past it, the values with the smallest hash stay: see `BoundedMap`. */
export const MAX_VALUES = {
  address: 1024,
  operation: 512,
  client: 128,
  token: 256,
  addressOperation: 32,
  tokenAddress: 8,
} as const;
const SLOTS = 12;
/** Calls are counted by five minutes, too. */
export const SLOT = 5 * MINUTE;
const REFUSALS = new Set([400, 401, 403]);

/**
 * What one value (an address, an operation, a client, a token) did in one hour. A thousand calls from one
 * address in one hour are one sighting: one piece of evidence about networks (facts: Heard & Rubin-Delanchy 2016
 * work on first occurrences for the same reason).
 */
export interface Sighting {
  calls: number;
  /** Calls answered with 400 or more. */
  failed: number;
  /** Calls answered 401: attempts against the credential, not its behaviour, so they teach nothing. */
  unauthorized: number;
  /** Calls answered 400, 401 or 403: the caller asked for what it may not have. */
  refused: number;
  /** Bytes returned. */
  bytes: number;
  /** First and last call, milliseconds into the hour. */
  first: number;
  last: number;
  /** Bit i is set when there was a call in the i-th five minutes: tells who worked beside whom. */
  slots: number;
}

export interface AddressSighting extends Sighting {
  asn: number | null;
  asnName: string | null;
  country: string | null;
  /** What was called from here. */
  operations: Map<string, number>;
}

/** A token, and from where it was used: of many addresses those with the smallest hash. */
export interface TokenSighting extends Sighting {
  addresses: Map<string, number>;
}

/**
 * Everything that detection knows of one credential in one hour. It is a commutative, associative summary:
 * merging in any order gives the same roll-up (property test in test/core/rollup.test.ts), which is what lets
 * replicas, retries and late lines agree.
 */
export interface HourRollup {
  readonly hour: HourNumber;
  calls: number;
  failed: number;
  unauthorized: number;
  refused: number;
  throttled: number;
  requestBytes: number;
  responseBytes: number;
  /** Milliseconds into the hour. */
  first: number;
  last: number;
  /** Calls in each five minutes, and when the last of them came (milliseconds into the hour). */
  readonly slotCalls: number[];
  readonly slotLast: number[];
  readonly addresses: Map<string, AddressSighting>;
  readonly operations: Map<string, Sighting>;
  readonly clients: Map<string, Sighting>;
  readonly tokens: Map<string, TokenSighting>;
}

export function emptyRollup(hour: HourNumber): HourRollup {
  return {
    hour,
    calls: 0,
    failed: 0,
    unauthorized: 0,
    refused: 0,
    throttled: 0,
    requestBytes: 0,
    responseBytes: 0,
    first: HOUR,
    last: 0,
    slotCalls: new Array<number>(SLOTS).fill(0),
    slotLast: new Array<number>(SLOTS).fill(0),
    addresses: new Map(),
    operations: new Map(),
    clients: new Map(),
    tokens: new Map(),
  };
}

const emptySighting = (): Sighting => ({
  calls: 0,
  failed: 0,
  unauthorized: 0,
  refused: 0,
  bytes: 0,
  first: HOUR,
  last: 0,
  slots: 0,
});

/** Whether anybody was let in: answers 401 alone are attempts against the credential, and teach nothing. */
export const wasLetIn = ({ calls, unauthorized }: Pick<Sighting, 'calls' | 'unauthorized'>): boolean =>
  calls > unauthorized;

/**
 * First call at `from` or later, both in milliseconds into the hour, to five minutes: never later than the call itself.
 * Null when there was none.
 */
export function firstSince(rollup: HourRollup, from: number): number | null {
  const slot = rollup.slotLast.findIndex((last, index) => rollup.slotCalls[index]! > 0 && last >= from);
  return slot === -1 ? null : Math.max(from, rollup.first, slot * SLOT);
}

/** Addresses that called at `from` (milliseconds into the hour) or later, busiest first. */
export const addressesSince = ({ addresses }: HourRollup, from: number): string[] =>
  [...addresses]
    .filter(([, { last }]) => last >= from)
    .sort(([a, x], [b, y]) => y.calls - x.calls || (a < b ? -1 : 1))
    .map(([address]) => address);

/** What a roll-up keeps of an event. */
type RolledUp = Pick<
  AccessEvent,
  | 'time'
  | 'sourceIp'
  | 'status'
  | 'requestBytes'
  | 'responseBytes'
  | 'operation'
  | 'client'
  | 'tokenFingerprint'
  | 'asn'
  | 'asnName'
  | 'country'
>;

/** Adds one event of this hour. The caller has made sure that it is not a duplicate. */
export function addEvent(rollup: HourRollup, event: RolledUp): void {
  const offset = event.time - startOfHour(rollup.hour);
  const slot = Math.floor(offset / SLOT);
  const status = event.status ?? 0;
  const one: Sighting = {
    calls: 1,
    failed: status >= 400 ? 1 : 0,
    unauthorized: status === 401 ? 1 : 0,
    refused: REFUSALS.has(status) ? 1 : 0,
    bytes: event.responseBytes ?? 0,
    first: offset,
    last: offset,
    slots: 1 << slot,
  };
  rollup.calls += 1;
  rollup.failed += one.failed;
  rollup.unauthorized += one.unauthorized;
  rollup.refused += one.refused;
  rollup.throttled += status === 429 ? 1 : 0;
  rollup.requestBytes += event.requestBytes ?? 0;
  rollup.responseBytes += one.bytes;
  rollup.first = Math.min(rollup.first, offset);
  rollup.last = Math.max(rollup.last, offset);
  rollup.slotCalls[slot] = (rollup.slotCalls[slot] ?? 0) + 1;
  rollup.slotLast[slot] = Math.max(rollup.slotLast[slot] ?? 0, offset);
  if (event.sourceIp !== null) {
    const operations = event.operation === null ? NO_VALUES : [[event.operation, 1] as const];
    addAddress(rollup, event.sourceIp, one, event, operations);
  }
  if (event.operation !== null) addTo(rollup.operations, event.operation, one, MAX_VALUES.operation);
  if (event.client !== null) addTo(rollup.clients, event.client, one, MAX_VALUES.client);
  if (event.tokenFingerprint !== null) {
    const addresses = event.sourceIp === null ? NO_VALUES : [[event.sourceIp, 1] as const];
    addToken(rollup, event.tokenFingerprint, one, addresses);
  }
}

/** Merges `from` into `into`; both are of the same credential and hour. */
export function mergeRollup(into: HourRollup, from: HourRollup): void {
  into.calls += from.calls;
  into.failed += from.failed;
  into.unauthorized += from.unauthorized;
  into.refused += from.refused;
  into.throttled += from.throttled;
  into.requestBytes += from.requestBytes;
  into.responseBytes += from.responseBytes;
  into.first = Math.min(into.first, from.first);
  into.last = Math.max(into.last, from.last);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    into.slotCalls[slot] = (into.slotCalls[slot] ?? 0) + (from.slotCalls[slot] ?? 0);
    into.slotLast[slot] = Math.max(into.slotLast[slot] ?? 0, from.slotLast[slot] ?? 0);
  }
  for (const [address, sighting] of from.addresses) {
    addAddress(into, address, sighting, sighting, sighting.operations);
  }
  mergeAll(into.operations, from.operations, MAX_VALUES.operation);
  mergeAll(into.clients, from.clients, MAX_VALUES.client);
  for (const [token, sighting] of from.tokens) addToken(into, token, sighting, sighting.addresses);
}

/** Builds the roll-ups of one credential's new events, by hour. */
export function rollUp(events: Iterable<AccessEvent>): Map<HourNumber, HourRollup> {
  const hours = new Map<HourNumber, HourRollup>();
  for (const event of events) {
    const hour = hourOf(event.time);
    let rollup = hours.get(hour);
    if (rollup === undefined) {
      rollup = emptyRollup(hour);
      hours.set(hour, rollup);
    }
    addEvent(rollup, event);
  }
  return hours;
}

const NO_VALUES: readonly (readonly [string, number])[] = [];

type Owner = Pick<AddressSighting, 'asn' | 'asnName' | 'country'>;

function addAddress(
  into: HourRollup,
  address: string,
  sighting: Sighting,
  owner: Owner,
  operations: Iterable<readonly [operation: string, calls: number]>,
): void {
  const seen = into.addresses.get(address) ?? newAddress(into, address);
  addSighting(seen, sighting);
  seen.asn = smaller(seen.asn, owner.asn);
  seen.asnName = smaller(seen.asnName, owner.asnName);
  seen.country = smaller(seen.country, owner.country);
  for (const [operation, calls] of operations) {
    seen.operations.set(operation, (seen.operations.get(operation) ?? 0) + calls);
    evict(seen.operations, MAX_VALUES.addressOperation);
  }
}

function newAddress(rollup: HourRollup, address: string): AddressSighting {
  const fresh: AddressSighting = {
    ...emptySighting(),
    asn: null,
    asnName: null,
    country: null,
    operations: new Map(),
  };
  rollup.addresses.set(address, fresh);
  evict(rollup.addresses, MAX_VALUES.address);
  return fresh;
}

function addToken(
  into: HourRollup,
  token: string,
  sighting: Sighting,
  addresses: Iterable<readonly [address: string, calls: number]>,
): void {
  let seen = into.tokens.get(token);
  if (seen === undefined) {
    seen = { ...emptySighting(), addresses: new Map() };
    into.tokens.set(token, seen);
    evict(into.tokens, MAX_VALUES.token);
  }
  addSighting(seen, sighting);
  for (const [address, calls] of addresses) {
    seen.addresses.set(address, (seen.addresses.get(address) ?? 0) + calls);
    evict(seen.addresses, MAX_VALUES.tokenAddress);
  }
}

function addTo(into: Map<string, Sighting>, value: string, sighting: Sighting, limit: number): void {
  let seen = into.get(value);
  if (seen === undefined) {
    seen = emptySighting();
    into.set(value, seen);
    evict(into, limit);
  }
  addSighting(seen, sighting);
}

function mergeAll(into: Map<string, Sighting>, from: Map<string, Sighting>, limit: number): void {
  for (const [value, sighting] of from) addTo(into, value, sighting, limit);
}

function addSighting(into: Sighting, from: Sighting): void {
  into.calls += from.calls;
  into.failed += from.failed;
  into.unauthorized += from.unauthorized;
  into.refused += from.refused;
  into.bytes += from.bytes;
  into.first = Math.min(into.first, from.first);
  into.last = Math.max(into.last, from.last);
  into.slots |= from.slots;
}

/**
 * Keeps the `limit` values with the smallest hash. A value among the smallest of the whole was among the
 * smallest of every part, so what stays has exact counts whatever the order of arrival (bottom-k sketch, Cohen &
 * Kaplan 2007).
 */
function evict(values: Map<string, unknown>, limit: number): void {
  if (values.size <= limit) return;
  let worst = '';
  let worstRank = -1;
  for (const value of values.keys()) {
    const rank = hash32(value);
    if (rank > worstRank || (rank === worstRank && value > worst)) {
      worst = value;
      worstRank = rank;
    }
  }
  values.delete(worst);
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): a fixed, well-mixed order of strings; not for secrets. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** Null gives way; of two values the smaller stays, so that a reloaded database cannot make the order matter. */
function smaller<T extends string | number>(a: T | null, b: T | null): T | null {
  if (a === null) return b;
  if (b === null) return a;
  return a < b ? a : b;
}

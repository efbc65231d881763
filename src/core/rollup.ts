import type { AccessEvent } from './event.ts';
import { makesRoom } from './smallest-hashes.ts';
import { HOUR, type HourNumber, hourOf, MINUTE, startOfHour } from './time.ts';

/** Distinct values kept per hour and kind. Past it, the values with the smallest hash stay: see `makesRoom`. */
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
const NO_SLOTS: readonly number[] = new Array<number>(SLOTS).fill(0);
/** Of most hours no token is known. Never filled. */
const NO_TOKENS = new Map<string, TokenSighting>();

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
  tokens: Map<string, TokenSighting>;
}

export const emptyRollup = (hour: HourNumber): HourRollup => new EmptyRollup(hour);

/*
 * Classes, not object literals: of literals V8 learns that many live for some time, and from then on puts them where
 * dead ones stay longest, each with its maps. That doubled the time of an analysis.
 */
class EmptyRollup implements HourRollup {
  readonly hour: HourNumber;
  calls = 0;
  failed = 0;
  unauthorized = 0;
  refused = 0;
  throttled = 0;
  requestBytes = 0;
  responseBytes = 0;
  first = HOUR;
  last = 0;
  readonly slotCalls = NO_SLOTS.slice();
  readonly slotLast = NO_SLOTS.slice();
  readonly addresses = new Map<string, AddressSighting>();
  readonly operations = new Map<string, Sighting>();
  readonly clients = new Map<string, Sighting>();
  tokens = NO_TOKENS;

  constructor(hour: HourNumber) {
    this.hour = hour;
  }
}

class EmptySighting implements Sighting {
  calls = 0;
  failed = 0;
  unauthorized = 0;
  refused = 0;
  bytes = 0;
  first = HOUR;
  last = 0;
  slots = 0;
}

class EmptyAddressSighting extends EmptySighting implements AddressSighting {
  asn: number | null = null;
  asnName: string | null = null;
  country: string | null = null;
  readonly operations = new Map<string, number>();
}

class EmptyTokenSighting extends EmptySighting implements TokenSighting {
  readonly addresses = new Map<string, number>();
}

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

/** What a roll-up takes from an event. */
export type Use = Pick<
  AccessEvent,
  | 'time'
  | 'status'
  | 'requestBytes'
  | 'responseBytes'
  | 'sourceIp'
  | 'operation'
  | 'client'
  | 'tokenFingerprint'
  | 'asn'
  | 'asnName'
  | 'country'
>;

/** Adds one event of this hour. The caller has made sure that it is not a duplicate. */
export function addEvent(rollup: HourRollup, event: Use): void {
  const offset = event.time - startOfHour(rollup.hour);
  const slot = Math.floor(offset / SLOT);
  const status = event.status ?? 0;
  const one: Sighting = {
    calls: 1,
    failed: status >= 400 ? 1 : 0,
    unauthorized: status === 401 ? 1 : 0,
    refused: status === 400 || status === 401 || status === 403 ? 1 : 0,
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
  if (offset < rollup.first) rollup.first = offset;
  if (offset > rollup.last) rollup.last = offset;
  rollup.slotCalls[slot] = (rollup.slotCalls[slot] ?? 0) + 1;
  rollup.slotLast[slot] = Math.max(rollup.slotLast[slot] ?? 0, offset);
  const { sourceIp, operation, client, tokenFingerprint } = event;
  if (sourceIp !== null) {
    const seen = addAddress(rollup, sourceIp, one, event);
    if (seen !== null && operation !== null)
      addCalls(seen.operations, operation, 1, MAX_VALUES.addressOperation);
  }
  if (operation !== null) addTo(rollup.operations, operation, one, MAX_VALUES.operation);
  if (client !== null) addTo(rollup.clients, client, one, MAX_VALUES.client);
  if (tokenFingerprint !== null) {
    const token = addToken(rollup, tokenFingerprint, one);
    if (token !== null && sourceIp !== null) addCalls(token.addresses, sourceIp, 1, MAX_VALUES.tokenAddress);
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
    const seen = addAddress(into, address, sighting, sighting);
    if (seen === null) continue;
    for (const [operation, calls] of sighting.operations) {
      addCalls(seen.operations, operation, calls, MAX_VALUES.addressOperation);
    }
  }
  mergeAll(into.operations, from.operations, MAX_VALUES.operation);
  mergeAll(into.clients, from.clients, MAX_VALUES.client);
  for (const [token, sighting] of from.tokens) {
    const seen = addToken(into, token, sighting);
    if (seen === null) continue;
    for (const [address, calls] of sighting.addresses) {
      addCalls(seen.addresses, address, calls, MAX_VALUES.tokenAddress);
    }
  }
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

type Owner = Pick<AddressSighting, 'asn' | 'asnName' | 'country'>;

/** Null when the address is one of those that the roll-up has no room for. */
function addAddress(
  into: HourRollup,
  address: string,
  sighting: Sighting,
  owner: Owner,
): AddressSighting | null {
  const seen = into.addresses.get(address) ?? newAddress(into, address);
  if (seen === null) return null;
  addSighting(seen, sighting);
  seen.asn = smaller(seen.asn, owner.asn);
  seen.asnName = smaller(seen.asnName, owner.asnName);
  seen.country = smaller(seen.country, owner.country);
  return seen;
}

function newAddress({ addresses }: HourRollup, address: string): AddressSighting | null {
  if (!makesRoom(addresses, address, MAX_VALUES.address)) return null;
  const fresh = new EmptyAddressSighting();
  addresses.set(address, fresh);
  return fresh;
}

/** Null when the token is one of those that the roll-up has no room for. */
function addToken(rollup: HourRollup, token: string, sighting: Sighting): TokenSighting | null {
  if (rollup.tokens === NO_TOKENS) rollup.tokens = new Map();
  const { tokens } = rollup;
  let seen = tokens.get(token);
  if (seen === undefined) {
    if (!makesRoom(tokens, token, MAX_VALUES.token)) return null;
    seen = new EmptyTokenSighting();
    tokens.set(token, seen);
  }
  addSighting(seen, sighting);
  return seen;
}

function addCalls(into: Map<string, number>, value: string, calls: number, limit: number): void {
  const before = into.get(value);
  if (before !== undefined || makesRoom(into, value, limit)) into.set(value, (before ?? 0) + calls);
}

function addTo(into: Map<string, Sighting>, value: string, sighting: Sighting, limit: number): void {
  let seen = into.get(value);
  if (seen === undefined) {
    if (!makesRoom(into, value, limit)) return;
    seen = new EmptySighting();
    into.set(value, seen);
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
  if (from.first < into.first) into.first = from.first;
  if (from.last > into.last) into.last = from.last;
  into.slots |= from.slots;
}

/** Null gives way; of two values the smaller stays, so that a reloaded database cannot make the order matter. */
function smaller<T extends string | number>(a: T | null, b: T | null): T | null {
  if (a === null) return b;
  if (b === null) return a;
  return a < b ? a : b;
}

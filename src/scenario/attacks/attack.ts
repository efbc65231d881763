import { DAY } from '../../core/time.ts';
import { type Client, type ClientFamily, makeClient, THIEF_FAMILIES, userAgentAt } from '../clients.ts';
import { gamma } from '../distributions.ts';
import { addressIn, drawSubnet, type Region, regionsOf } from '../networks.ts';
import type { OperationName } from '../operations.ts';
import { countryOf } from '../organisation.ts';
import { type OperationMix, type Owner, operationMix, phaseAt } from '../owner.ts';
import type { Random } from '../random.ts';
import type { TokenStyle } from '../tokens.ts';

export type AttackKind =
  | 'loud'
  | 'slow_and_low'
  | 'tor_night'
  | 'same_cloud'
  | 'spread'
  | 'own_address'
  | 'beside_owner'
  | 'mimicry'
  | 'persist_only'
  | 'failing_probes'
  | 'stranger'
  | 'dormant_awakes'
  | 'token_replay'
  | 'byte_theft'
  | 'destruction';

/** A theft, as a judge of detectors needs to know it. */
export interface Attack {
  readonly id: string;
  readonly credential: string;
  readonly kind: AttackKind;
  /** A person who looked at the log would call it plain. */
  readonly plain: boolean;
  /** First and last call, epoch ms. */
  readonly start: number;
  readonly end: number;
  /** When it goes beyond a try: differs from `start` where a stranger tries the key long before. */
  readonly strikes: number;
  readonly events: number;
  readonly addresses: readonly string[];
  readonly summary: string;
}

/** One call of a thief, before it becomes a line. */
export interface TheftCall {
  readonly time: number;
  readonly address: string;
  readonly operation: OperationName;
  readonly userAgent: string;
  /** Undefined: what Zoom answers when all is well. */
  readonly status?: number;
  readonly bytesFactor?: number;
}

export interface TheftPlan {
  readonly plain: boolean;
  readonly strikes: number;
  readonly calls: readonly TheftCall[];
  /** The thief's tokens: of his own from the stolen secret, or the owner's. */
  readonly tokens: TokenStyle;
  readonly summary: string;
}

/** Plans a theft that strikes at about `at` and is over before `end`; null when such an owner cannot be its victim. */
export type PlanTheft = (victim: Owner, at: number, random: Random, end: number) => TheftPlan | null;

/** What thieves call: first who there is, then what there is to take. */
export const SWEEP = operationMix([
  ['users', 6],
  ['user', 5],
  ['userRecordings', 10],
  ['meetingRecordings', 9],
  ['download', 9],
  ['accountRecordings', 3],
  ['chatChannels', 4],
  ['chatMessages', 8],
  ['transcript', 4],
  ['pastParticipants', 3],
  ['roles', 1],
  ['groups', 1],
  ['accountSettings', 1],
  ['apps', 0.6],
]);

/** A quieter thief, who knows what he wants. */
export const RECORDINGS = operationMix([
  ['userRecordings', 4],
  ['meetingRecordings', 5],
  ['download', 5],
  ['users', 1],
  ['transcript', 1],
]);

/** A hosting network in a country where the victim has nothing. */
export function foreignHost(victim: Owner, random: Random): Region {
  const own = victim.organisation.zones.map(countryOf);
  const abroad = regionsOf('hosting').filter(({ country }) => !own.includes(country));
  return random.pick(abroad);
}

/** A few addresses of one customer of that region: usually one. */
export function hostAddresses(region: Region, random: Random, most = 1): string[] {
  const subnet = drawSubnet(region, random);
  return Array.from({ length: random.integer(1, most) }, () => addressIn(subnet, random));
}

/** The region of a cloud that the victim's calls come from, if they do. */
export function victimsCloud(victim: Owner, at: number): Region | null {
  const place = phaseAt(victim.residence, at);
  const region =
    place.kind === 'workers' ? place.region : place.kind === 'pool' ? place.regions[0] : undefined;
  return region?.provider.kind === 'cloud' ? region : null;
}

/** A program of the thief's own; one in three copies what the victim uses. */
export function thiefsClient(victim: Owner, at: number, random: Random, copy = 1 / 3): Client {
  const own = phaseAt(victim.clients, at).clients[0];
  if (own !== undefined && random.chance(copy)) return own;
  const family: ClientFamily = random.weighted(THIEF_FAMILIES);
  return makeClient(family, at - 300 * DAY, at, random);
}

/** A script that starts at `start` and calls at a pace, with pauses, until its calls are used up. */
export function scripted(start: number, length: number, count: number, random: Random): number[] {
  let at = start;
  return Array.from({ length: count }, () => {
    const time = Math.floor(at);
    at += (length / count) * gamma(random, 0.6, 1 / 0.6);
    return time;
  });
}

/** Calls at those times from one of those addresses, with that mix. */
export function theft(
  times: readonly number[],
  addresses: readonly string[],
  operations: OperationMix,
  client: Client,
  random: Random,
): TheftCall[] {
  return times.map((time) => ({
    time,
    address: random.pick(addresses),
    operation: operations.names[operations.draw(random)] as OperationName,
    userAgent: userAgentAt(client, time),
  }));
}

/** Tokens that a thief mints with the stolen secret; of an opaque key there is only the key. */
export function ownTokens(victim: Owner, random: Random): TokenStyle {
  if (victim.tokens.kind === 'key') return victim.tokens;
  return { ...victim.tokens, groups: 1, perRun: false, seed: random.uint32() };
}

/** The victim's usual calls in an hour of work. */
export function usualPerHour(victim: Owner): number {
  const hours = ['service', 'high_volume', 'serverless', 'vendor'].includes(victim.info.archetype) ? 24 : 9;
  return victim.info.callsPerDay / hours;
}

export const clamp = (value: number, low: number, high: number): number =>
  Math.round(Math.min(high, Math.max(low, value)));

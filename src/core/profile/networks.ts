import { networkLevels } from '../address.ts';
import { providerOf } from '../provider.ts';
import { type AddressSighting, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';
import {
  cloneMemory,
  emptyMemory,
  familiarityOf,
  foldValues,
  type Use,
  type ValueMemory,
} from './value-memory.ts';

/** From the finest to the coarsest. */
export const NETWORK_LEVELS = ['address', 'prefix', 'wide', 'asn', 'country'] as const;
export type NetworkLevel = (typeof NETWORK_LEVELS)[number];

/** Networks remembered at one level: who has more of them has a pool, whose addresses are no news anyway. */
const CAPACITY = 256;

export type NetworkMemory = Readonly<Record<NetworkLevel, ValueMemory>>;

export const emptyNetworks = (): NetworkMemory => ({
  address: emptyMemory(),
  prefix: emptyMemory(),
  wide: emptyMemory(),
  asn: emptyMemory(),
  country: emptyMemory(),
});

export const cloneNetworks = (networks: NetworkMemory): NetworkMemory => ({
  address: cloneMemory(networks.address),
  prefix: cloneMemory(networks.prefix),
  wide: cloneMemory(networks.wide),
  asn: cloneMemory(networks.asn),
  country: cloneMemory(networks.country),
});

/** The value of each level of one sighting; null where it is not known. IPv6 counts by its /64. */
export function levelsOf(address: string, sighting: AddressSighting): Record<NetworkLevel, string | null> {
  const levels = networkLevels(address);
  return {
    address: address.includes(':') ? levels.address : address,
    prefix: levels.prefix,
    wide: levels.wide,
    asn: providerOf(sighting.asn, sighting.asnName),
    country: sighting.country,
  };
}

export const isSettled = (networks: NetworkMemory, level: NetworkLevel, value: string | null): boolean =>
  value !== null && familiarityOf(networks[level], value).kind === 'settled';

/**
 * Whoever is distrusted; and, unless announced, whoever has nothing near that is believed: no settled address, prefix,
 * wider prefix or provider. (A country is too large to vouch for anybody.) What strangers do teaches neither the rhythm
 * nor the volume.
 */
export function isStranger(
  networks: NetworkMemory,
  address: string,
  sighting: AddressSighting,
  standing: Standing,
): boolean {
  if (standing.distrusts(address)) return true;
  if (standing.expects(address, sighting.asn)) return false;
  const values = levelsOf(address, sighting);
  return !(['address', 'prefix', 'wide', 'asn'] as const).some((level) =>
    isSettled(networks, level, values[level]),
  );
}

/** Folds the addresses of one hour. Answers 401 teach nothing: whoever got them was not let in. */
export function foldNetworks(
  networks: NetworkMemory,
  addresses: ReadonlyMap<string, AddressSighting>,
  hour: HourNumber,
  starting: boolean,
  standing: Standing,
): void {
  const seen: Record<NetworkLevel, Map<string, Use>> = {
    address: new Map(),
    prefix: new Map(),
    wide: new Map(),
    asn: new Map(),
    country: new Map(),
  };
  let among = 0;
  for (const sighting of addresses.values()) among += sighting.calls;
  for (const [address, sighting] of addresses) {
    if (!wasLetIn(sighting) || standing.distrusts(address)) continue;
    const values = levelsOf(address, sighting);
    const announced = standing.expects(address, sighting.asn);
    for (const level of NETWORK_LEVELS) {
      const value = values[level];
      if (value === null) continue;
      const before = seen[level].get(value);
      const vouched = announced || VOUCHERS[level].some((above) => isSettled(networks, above, values[above]));
      seen[level].set(value, {
        calls: sighting.calls + (before?.calls ?? 0),
        among,
        vouched: vouched || before?.vouched === true,
      });
    }
  }
  for (const level of NETWORK_LEVELS) foldValues(networks[level], seen[level], hour, starting, CAPACITY);
}

/**
 * What can vouch for a new value of each level: a larger network for what lies in it, but a country is too large to
 * vouch for anybody; and a believed address for where it turns out to lie, as when a database of owners comes later.
 */
const VOUCHERS: Readonly<Record<NetworkLevel, readonly NetworkLevel[]>> = {
  address: ['prefix', 'wide', 'asn'],
  prefix: ['address', 'wide', 'asn'],
  wide: ['address', 'asn'],
  asn: ['address'],
  country: ['address', 'asn'],
};

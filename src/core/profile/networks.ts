import { networkLevels } from '../address.ts';
import { type AddressSighting, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';
import { cloneMemory, emptyMemory, familiarityOf, foldValues, type ValueMemory } from './value-memory.ts';

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
    asn: sighting.asn === null ? null : `AS${sighting.asn}`,
    country: sighting.country,
  };
}

/**
 * Nothing near it is believed: no settled address, prefix, wider prefix or provider. (A country is too large to
 * vouch for anybody.) What strangers do teaches neither the rhythm nor the volume.
 */
export function isStranger(networks: NetworkMemory, address: string, sighting: AddressSighting): boolean {
  const values = levelsOf(address, sighting);
  for (const level of ['address', 'prefix', 'wide', 'asn'] as const) {
    const value = values[level];
    if (value !== null && familiarityOf(networks[level], value).kind === 'settled') return false;
  }
  return true;
}

/** Folds the addresses of one hour. Answers 401 teach nothing: whoever got them was not let in. */
export function foldNetworks(
  networks: NetworkMemory,
  addresses: ReadonlyMap<string, AddressSighting>,
  hour: HourNumber,
  starting: boolean,
  standing: Standing,
): void {
  const seen: Record<NetworkLevel, Set<string>> = {
    address: new Set(),
    prefix: new Set(),
    wide: new Set(),
    asn: new Set(),
    country: new Set(),
  };
  for (const [address, sighting] of addresses) {
    if (!wasLetIn(sighting) || standing.distrusts(address)) continue;
    const values = levelsOf(address, sighting);
    for (const level of NETWORK_LEVELS) {
      const value = values[level];
      if (value !== null) seen[level].add(value);
    }
  }
  for (const level of NETWORK_LEVELS) foldValues(networks[level], seen[level], hour, starting, CAPACITY);
}

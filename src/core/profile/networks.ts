import { networkLevels } from '../address.ts';
import { providerOf } from '../provider.ts';
import { type AddressSighting, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';
import { cloneMemory, emptyMemory, foldValues, type Use, type ValueMemory } from './value-memory.ts';

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

/** The finest level of an address: IPv6 counts by its /64. */
export const addressLevel = (address: string): string =>
  address.includes(':') ? networkLevels(address).address : address;

/** The value of each level of one sighting; null where it is not known. */
export function levelsOf(address: string, sighting: AddressSighting): Record<NetworkLevel, string | null> {
  const levels = networkLevels(address);
  return {
    address: addressLevel(address),
    prefix: levels.prefix,
    wide: levels.wide,
    asn: providerOf(sighting.asn, sighting.asnName),
    country: sighting.country,
  };
}

export const isSettled = (networks: NetworkMemory, level: NetworkLevel, value: string | null): boolean =>
  value !== null && networks[level].values.get(value)?.settled === true;

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
  if (isSettled(networks, 'address', addressLevel(address))) return false;
  const values = levelsOf(address, sighting);
  return !(['prefix', 'wide', 'asn'] as const).some((level) => isSettled(networks, level, values[level]));
}

/** Folds the addresses of one hour. Answers 401 teach nothing: whoever got them was not let in. */
export function foldNetworks(
  networks: NetworkMemory,
  addresses: ReadonlyMap<string, AddressSighting>,
  hour: HourNumber,
  starting: boolean,
  standing: Standing,
): void {
  let among = 0;
  for (const sighting of addresses.values()) among += sighting.calls;
  const callers: Caller[] = [];
  for (const [address, sighting] of addresses) {
    if (!wasLetIn(sighting) || standing.distrusts(address)) continue;
    const announced = standing.expects(address, sighting.asn);
    callers.push({ calls: sighting.calls, values: levelsOf(address, sighting), announced });
  }
  // All levels are looked at before any is folded, since they vouch for each other.
  const uses = NETWORK_LEVELS.map((level) => usesAt(level, callers, among, networks));
  NETWORK_LEVELS.forEach((level, index) => {
    foldValues(networks[level], uses[index]!, hour, starting, CAPACITY);
  });
}

/** One address of an hour and where it lies. */
interface Caller {
  readonly calls: number;
  readonly values: Readonly<Record<NetworkLevel, string | null>>;
  readonly announced: boolean;
}

/** Nothing is asked of the uses of what is settled. */
const OF_SETTLED: Use = { calls: 0, among: 0, vouched: true };

/** The values of one level, each once, with the calls of all its addresses. */
function usesAt(
  level: NetworkLevel,
  callers: readonly Caller[],
  among: number,
  networks: NetworkMemory,
): [string, Use][] {
  const uses: [string, Use][] = [];
  for (const { calls, values, announced } of callers) {
    const value = values[level];
    if (value === null) continue;
    if (isSettled(networks, level, value)) {
      uses.push([value, OF_SETTLED]);
      continue;
    }
    const vouched = announced || VOUCHERS[level].some((above) => isSettled(networks, above, values[above]));
    uses.push([value, { calls, among, vouched }]);
  }
  return uses.length < 2 ? uses : merged(uses);
}

function merged(uses: readonly [string, Use][]): [string, Use][] {
  const byValue = new Map<string, Use>();
  for (const [value, use] of uses) {
    const before = byValue.get(value);
    byValue.set(
      value,
      before === undefined
        ? use
        : { ...use, calls: before.calls + use.calls, vouched: before.vouched || use.vouched },
    );
  }
  return [...byValue];
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

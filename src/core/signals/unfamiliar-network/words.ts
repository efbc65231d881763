import { nearestAddress } from '../../explain/nearest.ts';
import { count, list, oneIn } from '../../explain/numbers.ts';
import type { NetworkLevel } from '../../profile/networks.ts';
import type { Scene, Words } from '../signal.ts';
import type { NetworkReading } from './reading.ts';

const LEVEL_NAMES: Readonly<Record<NetworkLevel, string>> = {
  address: 'address',
  prefix: 'network',
  wide: 'wider network',
  asn: 'provider',
  country: 'country',
};

export function describeNetwork({ profile, rollup }: Scene, reading: NetworkReading): Words {
  const { level, address, value } = reading;
  const known = settledValues(profile.networks[level === 'address' ? 'address' : level].values);
  const addresses = settledValues(profile.networks.address.values);
  const sighting = rollup.addresses.get(address);
  const where = sighting === undefined ? address : withProvider(address, sighting.asnName, sighting.country);
  const days = profile.since === null ? 0 : Math.max(1, Math.round((rollup.hour - profile.since) / 24));
  const nearest = nearestAddress(address, profile.networks.address.values.keys());
  const first =
    reading.weight === 1
      ? `${where} is a ${LEVEL_NAMES[level]} this credential has never used`
      : `${where} is a ${LEVEL_NAMES[level]} this credential began to use only lately`;
  const usual =
    addresses.length === 0
      ? ''
      : addresses.length <= 3
        ? ` In ${count(days, 'day')} and ${count(profile.totalCalls, 'call')} it came only from ${list(addresses)}.`
        : ` In ${count(days, 'day')} and ${count(profile.totalCalls, 'call')} it came from ${count(addresses.length, 'address')} it keeps using, in ${count(settledValues(profile.networks.wide.values).length, 'wider network')}.`;
  return {
    observed: level === 'address' ? where : `${where} (${value})`,
    expected: known.length === 0 ? 'nothing settled yet' : list(known, 4),
    summary:
      `${first}; something this new comes in ${oneIn(reading.chance)} of its active hours.${usual}` +
      (nearest === null ? '' : ` The nearest address it has used is ${nearest}.`),
    inputs: {
      level,
      value,
      address,
      chance: reading.chance,
      observed_hours: reading.observedHours,
      novel_hours: reading.novelHours,
      active_hours: profile.activeHours,
      weight: reading.weight,
      nearest_known: nearest,
      strangers: reading.strangers.length,
    },
  };
}

function settledValues(values: ReadonlyMap<string, { settled: boolean; lastHour: number }>): string[] {
  return [...values]
    .filter(([, known]) => known.settled)
    .sort(([a, x], [b, y]) => y.lastHour - x.lastHour || (a < b ? -1 : 1))
    .map(([value]) => value);
}

function withProvider(address: string, asnName: string | null, country: string | null): string {
  const context = [asnName, country].filter((part) => part !== null);
  return context.length === 0 ? address : `${address} (${context.join(', ')})`;
}

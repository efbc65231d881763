import { nearestAddress } from '../../explain/nearest.ts';
import { count, list, oneIn } from '../../explain/numbers.ts';
import { type NetworkKind, networkKind } from '../../network-kind.ts';
import { levelsOf, type NetworkLevel } from '../../profile/networks.ts';
import { settledValues } from '../../profile/value-memory.ts';
import type { HourRollup } from '../../rollup.ts';
import { noveltyInputs } from '../novelty.ts';
import type { Scene, Words } from '../signal.ts';
import type { NetworkReading } from './reading.ts';

/** How an address is new, by the level: what stands between the address and `this credential has never used`. */
const LEVELS: Readonly<Record<NetworkLevel, (value: string) => string>> = {
  address: () => 'is an address',
  prefix: (value) => `is in a network (${value})`,
  wide: (value) => `is in a part of the internet (${value})`,
  asn: (value) => `belongs to a provider (${value})`,
  country: (value) => `is in a country (${value})`,
};

const KINDS: Readonly<Record<NetworkKind, string>> = {
  hosting: ' It is at a hosting provider, where anybody can rent a machine.',
  anonymiser: ' It is in a network known for anonymising exits.',
};

export function describeNetwork({ profile, rollup }: Scene, reading: NetworkReading): Words {
  const { level, address } = reading;
  const value = shownValue(reading, rollup);
  const known = settledValues(profile.networks[level]);
  const addresses = settledValues(profile.networks.address);
  const sighting = rollup.addresses.get(address);
  const where = sighting === undefined ? address : withProvider(address, sighting.asnName, sighting.country);
  const days = profile.since === null ? 0 : Math.max(1, Math.round((rollup.hour - profile.since) / 24));
  const nearest = nearestAddress(address, profile.networks.address.values.keys());
  const kind = sighting === undefined ? null : networkKind(sighting.asn, sighting.asnName);
  const when = reading.weight === 1 ? 'has never used' : 'began to use only lately';
  const first = `${where} ${LEVELS[level](value)} this credential ${when}`;
  const usual =
    addresses.length === 0
      ? ''
      : addresses.length <= 3
        ? ` In ${count(days, 'day')} and ${count(profile.totalCalls, 'call')} it came only from ${list(addresses)}.`
        : ` In ${count(days, 'day')} and ${count(profile.totalCalls, 'call')} it came from ${count(addresses.length, 'address')} it keeps using, in ${count(settledValues(profile.networks.wide).length, 'wider network')}.`;
  return {
    observed: level === 'address' ? where : `${where} (${value})`,
    expected: known.length === 0 ? 'nothing settled yet' : list(known, 4),
    summary:
      `${first}; something this new comes in ${oneIn(reading.chance)} of its active hours.${kind === null ? '' : KINDS[kind]}${usual}` +
      (nearest === null ? '' : ` The nearest address it has used is ${nearest}.`),
    inputs: {
      level,
      value,
      address,
      ...noveltyInputs(reading),
      active_hours: profile.activeHours,
      nearest_known: nearest,
      strangers: reading.strangers.length,
      other_networks_bits: bitsElsewhere(rollup, reading),
      strange: reading.strangeFrom !== null,
      network_kind: kind,
    },
  };
}

/** People look up a provider by the number of its system. */
function shownValue({ level, address, value }: NetworkReading, rollup: HourRollup): string {
  const asn = rollup.addresses.get(address)?.asn ?? null;
  return level === 'asn' && asn !== null ? `AS${asn}` : value;
}

/** Bits of the strangers that do not share the most striking value: they stay when it is expected. */
function bitsElsewhere(rollup: HourRollup, { level, value, strangers }: NetworkReading): number {
  let bits = 0;
  for (const stranger of strangers) {
    const sighting = rollup.addresses.get(stranger.address);
    if (sighting === undefined || levelsOf(stranger.address, sighting)[level] === value) continue;
    bits = Math.max(bits, stranger.bits);
  }
  return bits;
}

function withProvider(address: string, asnName: string | null, country: string | null): string {
  const context = [asnName, country].filter((part) => part !== null);
  return context.length === 0 ? address : `${address} (${context.join(', ')})`;
}

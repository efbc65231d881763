import {
  addressLevel,
  isSettled,
  levelsOf,
  NETWORK_LEVELS,
  type NetworkLevel,
} from '../../profile/networks.ts';
import { type AddressSighting, wasLetIn } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import { ageOf, hoursADay, noveltyOf } from '../novelty.ts';
import { MIN_BITS, rise, type Scene, type Signal, type Step, type Words } from '../signal.ts';
import type { NetworkReading } from './reading.ts';
import { describeNetwork } from './words.ts';

/** Prior rate of hours that bring something new, per level: from the tuning fleets (docs/signals.md). */
const PRIOR_RATE: Readonly<Record<NetworkLevel, number>> = {
  address: 0.05,
  prefix: 0.02,
  wide: 0.01,
  asn: 0.002,
  country: 0.00033,
};
/** Providers and countries change by the calendar, addresses with use: these rates are a day's, spread over its hours. */
const BY_DAY: ReadonlySet<NetworkLevel> = new Set(['asn', 'country']);
/** Fewer bits, echo or not, are no stranger's: people's networks change all the time. */
const STRANGE_BITS = 5;

export const unfamiliarNetwork: Signal<NetworkReading> = {
  name: 'unfamiliar_network',

  measure(scene: Scene): NetworkReading | null {
    const { profile, rollup, standing, from } = scene;
    let strangeFrom: number | null = null;
    let best: NetworkReading | null = null;
    const strangers: { address: string; bits: number; first: number }[] = [];
    for (const [address, sighting] of rollup.addresses) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      if (standing.expects(address, sighting.asn)) continue;
      const reading = readAddress(scene, address, sighting);
      if (reading === null || reading.bits < MIN_BITS) continue;
      // At a provider that the credential keeps using, a new address may be a new machine.
      const { asn } = levelsOf(address, sighting);
      if (bitsOf(reading.chance) >= STRANGE_BITS && !isSettled(profile.networks, 'asn', asn)) {
        strangeFrom = Math.min(strangeFrom ?? sighting.first, sighting.first);
      }
      strangers.push({ address, bits: reading.bits, first: sighting.first });
      if (
        best === null ||
        reading.bits > best.bits ||
        (reading.bits === best.bits && address < best.address)
      ) {
        best = reading;
      }
    }
    if (best === null) return null;
    strangers.sort((a, b) => b.bits - a.bits || (a.address < b.address ? -1 : 1));
    return { ...best, strangers, strangeFrom };
  },

  growth(_scene: Scene, reading: NetworkReading): Step[] {
    const steps: Step[] = [];
    for (const { first, bits } of [...reading.strangers].sort(
      (a, b) => a.first - b.first || a.bits - b.bits,
    )) {
      rise(steps, first, bits);
    }
    return steps;
  },

  describe: (scene: Scene, reading: NetworkReading): Words => describeNetwork(scene, reading),
};

/**
 * How unlikely an address is, at the level that is the most striking of those new to the credential:
 * bits = max_ℓ −log2 m_ℓ with m_ℓ = (½ + V_ℓ) / (½/π_ℓ + N_ℓ), where N_ℓ counts the hours in which the level was
 * seen, V_ℓ those that brought a new value, and π_ℓ is the prior rate. A credential that lives on a rotating pool
 * has V near N for addresses, which makes them cheap, and leaves a new provider dear (after the Pitman–Yor
 * novelty rate of Sanna Passino & Heard 2019, with a fleet prior per level).
 */
function readAddress(scene: Scene, address: string, sighting: AddressSighting): NetworkReading | null {
  const { profile, standing } = scene;
  const distrusted = standing.distrusts(address);
  // Where a believed address lies is news of a database, not of the credential.
  if (isSettled(profile.networks, 'address', addressLevel(address)) && !distrusted) return null;
  const values = levelsOf(address, sighting);
  const age = ageOf(scene);
  let best: NetworkReading | null = null;
  for (const level of NETWORK_LEVELS) {
    const value = values[level];
    if (value === null) continue;
    const memory = profile.networks[level];
    const prior = BY_DAY.has(level) ? PRIOR_RATE[level] / hoursADay(age) : PRIOR_RATE[level];
    const novelty = noveltyOf(memory, value, age, prior, sighting.calls, distrusted);
    if (novelty !== null && (best === null || novelty.bits > best.bits)) {
      best = { ...novelty, address, level, value, strangers: [], strangeFrom: null };
    }
  }
  return best;
}

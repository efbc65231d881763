import type { NetworkLevel } from '../../profile/networks.ts';
import { levelsOf, NETWORK_LEVELS } from '../../profile/networks.ts';
import { familiarityOf, type ValueMemory } from '../../profile/value-memory.ts';
import { type AddressSighting, wasLetIn } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import type { HourNumber } from '../../time.ts';
import { MIN_BITS, type Scene, type Signal, type Step, type Words } from '../signal.ts';
import type { NetworkReading } from './reading.ts';
import { describeNetwork } from './words.ts';

/** Prior rate of hours that bring something new, per level: from the tuning fleets (docs/signals.md). */
const PRIOR_RATE: Readonly<Record<NetworkLevel, number>> = {
  address: 0.05,
  prefix: 0.02,
  wide: 0.01,
  asn: 0.002,
  country: 0.0005,
};
/** A newborn brings new things as it is set up: that many extra novel hours, halved every so many hours. */
const NEWBORN_NOVELTY = 30;
const NEWBORN_HALVING = 6;
/** A novelty counts in full for its first hours, then as an echo while it is on probation. */
const NOVELTY_HOURS = 6;
const ECHO = 0.15;

export const unfamiliarNetwork: Signal<NetworkReading> = {
  name: 'unfamiliar_network',

  measure({ profile, rollup, hour, from }: Scene): NetworkReading | null {
    let best: NetworkReading | null = null;
    const strangers: { address: string; bits: number; first: number }[] = [];
    for (const [address, sighting] of rollup.addresses) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      const reading = readAddress(profile.networks, address, sighting, hour, profile.activeHours);
      if (reading === null || reading.bits < MIN_BITS) continue;
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
    return { ...best, strangers };
  },

  growth(_scene: Scene, reading: NetworkReading): Step[] {
    const steps: Step[] = [];
    for (const { first, bits } of [...reading.strangers].sort(
      (a, b) => a.first - b.first || a.bits - b.bits,
    )) {
      if (bits > (steps.at(-1)?.[1] ?? 0)) steps.push([first, bits]);
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
function readAddress(
  networks: Readonly<Record<NetworkLevel, ValueMemory>>,
  address: string,
  sighting: AddressSighting,
  hour: HourNumber,
  activeHours: number,
): NetworkReading | null {
  const values = levelsOf(address, sighting);
  const newborn = NEWBORN_NOVELTY * 2 ** (-activeHours / NEWBORN_HALVING);
  let best: NetworkReading | null = null;
  for (const level of NETWORK_LEVELS) {
    const value = values[level];
    const memory = networks[level];
    if (value === null || memory.values.size === 0) continue;
    const familiarity = familiarityOf(memory, value);
    if (familiarity.kind === 'settled') continue;
    const fresh = familiarity.kind === 'new' || hour - familiarity.since < NOVELTY_HOURS;
    const weight = fresh ? 1 : ECHO;
    const chance = (0.5 + memory.novelHours + newborn) / (0.5 / PRIOR_RATE[level] + memory.observedHours);
    const bits = weight * bitsOf(chance);
    if (best === null || bits > best.bits) {
      best = {
        bits,
        address,
        level,
        value,
        chance,
        weight,
        observedHours: memory.observedHours,
        novelHours: memory.novelHours,
        strangers: [],
      };
    }
  }
  return best;
}

import { count, percent } from '../../explain/numbers.ts';
import { type HourRarity, rarityOfHour } from '../../profile/rhythm.ts';
import { wasLetIn } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import { localHourOfWeek, nameOfBin } from '../../stats/week.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

/** A quarter of the week is no rarity: hours like that are not worth a word. */
const MIN_BITS = 2;

export interface HourReading extends Reading, HourRarity {
  /** First call of the hour that counts, milliseconds into it. */
  readonly first: number;
}

/**
 * Asks how much of this credential's week is as quiet as this hour, or quieter: bits = −log2 Σ_{j: f_j ≤ 2·f_b} f_j
 * over its learnt ring of 168 hours (core/profile/rhythm.ts).
 */
export const oddHour: Signal<HourReading> = {
  name: 'odd_hour',

  measure({ profile, rollup, hour, from, standing }: Scene): HourReading | null {
    if (!wasLetIn(rollup) || rollup.last < from) return null;
    if (standing.hours.has(localHourOfWeek(hour, profile.zone))) return null;
    const rarity = rarityOfHour(profile.rhythm, hour, profile.zone, 2 ** -MIN_BITS);
    if (rarity === null) return null;
    const bits = bitsOf(rarity.probability);
    return bits < MIN_BITS ? null : { ...rarity, bits, first: Math.max(rollup.first, from) };
  },

  growth: (_scene: Scene, reading: HourReading): Step[] => [[reading.first, reading.bits]],

  describe({ profile }: Scene, reading: HourReading): Words {
    const zone = reading.clock === 'UTC' ? 'UTC' : profile.zone;
    const when = `${nameOfBin(reading.bin)} ${zone}`;
    return {
      observed: when,
      expected: `${percent(reading.probability)} of its activity falls into hours as quiet as this one`,
      summary:
        `${when} is an hour at which this credential rarely works: ${percent(reading.probability)} of its activity ` +
        `falls into hours as quiet as this, or quieter (${count(Math.round(reading.activeHours), 'active hour')} learnt).`,
      inputs: {
        bin: reading.bin,
        clock: reading.clock,
        zone: profile.zone,
        probability: reading.probability,
        density: reading.density,
        active_hours: reading.activeHours,
      },
    };
  },
};

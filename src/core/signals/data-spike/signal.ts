import { bytes, oneIn } from '../../explain/numbers.ts';
import { type CountRarity, meanDataOfHour, rarityOfCount } from '../../profile/volume.ts';
import { MIN_BITS, type Reading, rise, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** One large recording is no theft: bytes alone must never raise an alarm. */
const MAX_BITS = 8;

export interface DataReading extends Reading {
  readonly kilobytes: number;
  readonly rarity: CountRarity;
}

/** Asks how rare it is that this much is returned in an hour: the law of usage_spike, on kilobytes, 8 bits at most. */
export const dataSpike: Signal<DataReading> = {
  name: 'data_spike',

  measure({ profile, rollup, standing, from, hour }: Scene): DataReading | null {
    if (rollup.first < from) return null;
    const kilobytes = Math.floor(rollup.responseBytes / 1024 / standing.volume);
    const { data } = profile.volume;
    const rarity = rarityOfCount(data, meanDataOfHour(profile.volume, hour), kilobytes);
    const bits = Math.min(MAX_BITS, rarity.bits);
    return bits < MIN_BITS ? null : { bits, kilobytes, rarity };
  },

  growth({ rollup, profile }: Scene, { kilobytes, bits, rarity }: DataReading): Step[] {
    // Bytes are not kept by minute: they are taken to come evenly with the calls.
    const { data } = profile.volume;
    const steps: Step[] = [];
    let calls = 0;
    rollup.slotCalls.forEach((inSlot, slot) => {
      if (inSlot === 0) return;
      calls += inSlot;
      const soFar = Math.floor((kilobytes * calls) / rollup.calls);
      const reached =
        calls === rollup.calls ? bits : Math.min(bits, rarityOfCount(data, rarity.mean, soFar).bits);
      rise(steps, rollup.slotLast[slot]!, reached);
    });
    return steps;
  },

  describe({ rollup, standing }: Scene, { kilobytes, rarity }: DataReading): Words {
    const observed = bytes(rollup.responseBytes);
    const usual = `about ${bytes(rarity.mean * 1024 * standing.volume)}`;
    const announced = standing.volume === 1 ? 'usual' : 'expected, as was announced';
    return {
      observed: `${observed} returned in this hour`,
      expected: `${usual} in an active hour`,
      summary: `${observed} were returned in this hour, ${usual} are ${announced}: ${oneIn(2 ** -rarity.bits)} of its active hours brings this much.`,
      inputs: {
        kilobytes,
        announced_volume: standing.volume,
        mean: rarity.mean,
        size: rarity.size,
        burst_weight: rarity.burstWeight,
        units: rarity.units,
      },
    };
  },
};

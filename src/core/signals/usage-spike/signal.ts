import { count, number, oneIn, roundTo } from '../../explain/numbers.ts';
import { type CountRarity, meanOf, meanOfHour, rarityOfCount, type Volume } from '../../profile/volume.ts';
import { type HourRollup, SLOT } from '../../rollup.ts';
import { MIN_BITS, type Reading, rise, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Twelve looks an hour at five minutes cost log2(12) bits, so that both windows speak of one hour. */
const LOOKS_BITS = Math.log2(12);
/** Five minutes alone are worth at most this: a job that does its ordinary hour's work in one go is no theft. */
const MAX_SLOT_BITS = 6;
/** Points within five minutes at which the growth is read; calls are taken to be spread evenly between. */
const POINTS = 5;

export interface SpikeReading extends Reading {
  /** The window that was the more striking. */
  readonly window: 'hour' | 'five_minutes';
  readonly calls: number;
  readonly rarity: CountRarity;
}

/** Asks how rare this many calls are, in the hour and in its busiest five minutes, given that there are calls. */
export const usageSpike: Signal<SpikeReading> = {
  name: 'usage_spike',

  measure({ profile, rollup, hour, from, standing }: Scene): SpikeReading | null {
    let calls = 0;
    let busiest = 0;
    for (let slot = Math.ceil(from / SLOT); slot < rollup.slotCalls.length; slot += 1) {
      calls += rollup.slotCalls[slot]!;
      busiest = Math.max(busiest, rollup.slotCalls[slot]!);
    }
    const mean = meanOfHour(profile.volume, hour) * standing.volume;
    const reading = strongest(profile.volume, mean, calls, busiest, standing.volume);
    return reading.bits < MIN_BITS ? null : reading;
  },

  growth({ profile, rollup, hour, from, standing }: Scene): Step[] {
    const mean = meanOfHour(profile.volume, hour) * standing.volume;
    const steps: Step[] = [];
    let calls = 0;
    let busiest = 0;
    for (let slot = Math.ceil(from / SLOT); slot < rollup.slotCalls.length; slot += 1) {
      const inSlot = rollup.slotCalls[slot]!;
      if (inSlot === 0) continue;
      const start = Math.max(slot * SLOT, rollup.first);
      for (let point = 1; point <= POINTS; point += 1) {
        const share = point / POINTS;
        const soFar = Math.floor(inSlot * share);
        const { bits } = strongest(
          profile.volume,
          mean,
          calls + soFar,
          Math.max(busiest, soFar),
          standing.volume,
        );
        const at = Math.round(start + (lastOf(rollup, slot) - start) * share);
        rise(steps, at, bits);
      }
      calls += inSlot;
      busiest = Math.max(busiest, inSlot);
    }
    return steps;
  },

  describe({ profile, standing }: Scene, { window, calls, rarity, bits }: SpikeReading): Words {
    const inWindow = window === 'hour' ? 'in this hour' : 'in five minutes';
    const usual = `about ${number(roundTo(rarity.mean, 2))}`;
    const announced = standing.volume === 1 ? 'usual then' : 'expected then, as was announced';
    return {
      observed: `${count(calls, 'call')} ${inWindow}`,
      expected: `${usual} when it is active`,
      summary:
        `${count(calls, 'call')} ${inWindow}, ${usual} are ${announced}: ${oneIn(2 ** -bits)} of its active hours ` +
        `is this busy.`,
      inputs: {
        window,
        calls,
        mean: rarity.mean,
        size: rarity.size,
        burst_weight: rarity.burstWeight,
        units: rarity.units,
        active_hours: profile.activeHours,
      },
    };
  },
};

function strongest(
  volume: Volume,
  mean: number,
  calls: number,
  busiest: number,
  announced: number,
): SpikeReading {
  const hour = rarityOfCount(volume.hour, mean, calls);
  const slot = rarityOfCount(volume.slot, meanOf(volume.slot) * announced, busiest);
  const slotBits = Math.min(MAX_SLOT_BITS, Math.max(0, slot.bits - LOOKS_BITS));
  return hour.bits >= slotBits
    ? { bits: hour.bits, window: 'hour', calls, rarity: hour }
    : { bits: slotBits, window: 'five_minutes', calls: busiest, rarity: slot };
}

const lastOf = (rollup: HourRollup, slot: number): number => Math.max(rollup.slotLast[slot]!, slot * SLOT);

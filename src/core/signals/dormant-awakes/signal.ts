import { span } from '../../explain/numbers.ts';
import { rarityOfSilence } from '../../profile/silence.ts';
import { wasLetIn } from '../../rollup.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Forgotten jobs do come back: silence alone must never raise an alarm. */
const MAX_BITS = 10;

export interface SilenceReading extends Reading {
  /** Hours without a call. */
  readonly silent: number;
  /** Longest pause that needs no excuse, hours. */
  readonly usual: number;
  readonly first: number;
}

/** Asks for use after a silence out of all proportion: bits = min(10, 2·log2(silence / longest usual one)). */
export const dormantAwakes: Signal<SilenceReading> = {
  name: 'dormant_awakes',

  measure({ profile, rollup, hour, from }: Scene): SilenceReading | null {
    if (profile.lastHour === null || !wasLetIn(rollup) || rollup.last < from) return null;
    const silent = hour - profile.lastHour;
    const { bits: raw, usual } = rarityOfSilence(profile.silence, silent);
    const bits = Math.min(MAX_BITS, raw);
    return bits < MIN_BITS ? null : { bits, silent, usual, first: Math.max(rollup.first, from) };
  },

  growth: (_scene: Scene, { first, bits }: SilenceReading): Step[] => [[first, bits]],

  describe(_scene: Scene, { silent, usual }: SilenceReading): Words {
    return {
      observed: `${span(silent / 24)} of silence before`,
      expected: `pauses of at most ${span(usual / 24)}`,
      summary: `it had been silent for ${span(silent / 24)}; its longest pause so far was ${span(usual / 24)}.`,
      inputs: { silent_hours: silent, usual_hours: usual },
    };
  },
};

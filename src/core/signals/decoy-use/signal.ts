import { list } from '../../explain/numbers.ts';
import { addressesSince, firstSince } from '../../rollup.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

export interface DecoyReading extends Reading {
  /** First call since it became a decoy, milliseconds into the hour. */
  readonly first: number;
}

/** Any use of a credential that was planted as bait, refused or not. A rule, outside the alert budget. */
export const decoyUse: Signal<DecoyReading> = {
  name: 'decoy_use',

  measure({ rollup, standing, from }: Scene): DecoyReading | null {
    if (standing.decoyFrom === null) return null;
    const since = Math.max(standing.decoyFrom, from);
    const first = firstSince(rollup, since);
    if (first === null) return null;
    return { bits: 0, rule: 'critical', first };
  },

  growth: (_scene: Scene, { first }: DecoyReading): Step[] => [[first, 0]],

  describe({ rollup, standing }: Scene, { first }: DecoyReading): Words {
    const from = list(addressesSince(rollup, first), 3);
    return {
      observed: `use of a decoy${from === '' ? '' : ` from ${from}`}`,
      expected: 'no calls at all',
      summary:
        'the credential is a decoy that nobody should ever use: whoever called has found where it was planted. ' +
        'This is a rule, outside the alert budget.',
      inputs: { decoy_from_ms: standing.decoyFrom, calls: rollup.calls },
    };
  },
};

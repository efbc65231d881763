import { count, list } from '../../explain/numbers.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

export interface DecoyReading extends Reading {
  /** First call since it became a decoy, milliseconds into the hour. */
  readonly first: number;
}

/** Any use of a credential that was planted as bait, refused or not. A rule, outside the alert budget. */
export const decoyUse: Signal<DecoyReading> = {
  name: 'decoy_use',

  measure({ rollup, standing, from }: Scene): DecoyReading | null {
    const since = Math.max(standing.decoyFrom ?? Number.POSITIVE_INFINITY, from);
    if (rollup.last < since) return null;
    return { bits: 0, rule: 'critical', first: Math.max(rollup.first, since) };
  },

  growth: (_scene: Scene, { first }: DecoyReading): Step[] => [[first, 0]],

  describe({ rollup }: Scene): Words {
    const from = list([...rollup.addresses.keys()].sort(), 3);
    return {
      observed: `${count(rollup.calls, 'call')}${from === '' ? '' : ` from ${from}`}`,
      expected: 'no calls at all',
      summary:
        'the credential is a decoy that nobody should ever use: whoever called has found where it was planted. ' +
        'This is a rule, outside the alert budget.',
      inputs: { calls: rollup.calls },
    };
  },
};

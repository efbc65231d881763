import { count, list } from '../../explain/numbers.ts';
import { type HourRollup, SLOT } from '../../rollup.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

export interface RevokedReading extends Reading {
  /** First call since the revocation, milliseconds into the hour. */
  readonly first: number;
  /** Whether Zoom surely let it in since: then the revocation did not work. */
  readonly letIn: boolean;
}

/** Any use of a credential that is revoked. A rule, outside the alert budget. */
export const revokedUse: Signal<RevokedReading> = {
  name: 'revoked_use',

  measure({ rollup, standing, from }: Scene): RevokedReading | null {
    const since = Math.max(standing.revokedFrom ?? Number.POSITIVE_INFINITY, from);
    if (rollup.last < since) return null;
    const letIn = callsSince(rollup, since) > rollup.unauthorized;
    return { bits: 0, rule: letIn ? 'critical' : 'medium', first: Math.max(rollup.first, since), letIn };
  },

  growth: (_scene: Scene, { first }: RevokedReading): Step[] => [[first, 0]],

  describe({ rollup }: Scene, { letIn }: RevokedReading): Words {
    const from = list([...rollup.addresses.keys()].sort(), 3);
    const how = letIn
      ? 'and Zoom still answers: the revocation has not taken effect'
      : 'and Zoom refuses it: something still holds the old secret';
    return {
      observed: `${count(rollup.calls, 'call')}${from === '' ? '' : ` from ${from}`}`,
      expected: 'no calls since it was revoked',
      summary: `the credential is revoked, ${how}. This is a rule, outside the alert budget.`,
      inputs: { calls: rollup.calls, unauthorized: rollup.unauthorized },
    };
  },
};

/** Calls of the five minutes that began at `since` (milliseconds into the hour) or later. */
const callsSince = ({ slotCalls }: HourRollup, since: number): number =>
  slotCalls.slice(Math.ceil(since / SLOT)).reduce((sum, calls) => sum + calls, 0);

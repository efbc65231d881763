import { list } from '../../explain/numbers.ts';
import { addressesSince, firstSince, type HourRollup, SLOT, wasLetIn } from '../../rollup.ts';
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
    if (standing.revokedFrom === null) return null;
    const since = Math.max(standing.revokedFrom, from);
    const first = firstSince(rollup, since);
    if (first === null) return null;
    const letIn = callsSince(rollup, since) > rollup.unauthorized;
    return { bits: 0, rule: letIn ? 'critical' : 'medium', first, letIn };
  },

  growth: (_scene: Scene, { first }: RevokedReading): Step[] => [[first, 0]],

  describe({ rollup, standing }: Scene, { letIn, first }: RevokedReading): Words {
    const from = list(addressesSince(rollup, first), 3);
    return {
      observed: `use${from === '' ? '' : ` from ${from}`} after it was revoked`,
      expected: 'no calls since it was revoked',
      summary: `the credential is revoked, and it was used since: ${howItWent(rollup, letIn)}. This is a rule, outside the alert budget.`,
      inputs: {
        revoked_from_ms: standing.revokedFrom,
        calls: rollup.calls,
        unauthorized: rollup.unauthorized,
        let_in: letIn,
      },
    };
  },
};

function howItWent(rollup: HourRollup, letIn: boolean): string {
  if (letIn) return 'Zoom still answers, so the revocation has not taken effect';
  if (wasLetIn(rollup)) return 'Zoom refuses it, or answered only before the revocation';
  return 'Zoom refuses it, so something still holds the old secret';
}

/** Calls of the five minutes that began at `since` (milliseconds into the hour) or later. */
const callsSince = ({ slotCalls }: HourRollup, since: number): number =>
  slotCalls.slice(Math.ceil(since / SLOT)).reduce((sum, calls) => sum + calls, 0);

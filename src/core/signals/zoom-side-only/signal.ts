import { count, list } from '../../explain/numbers.ts';
import { calledBy, isLedgerOperation } from '../../ledger/operation.ts';
import { describeOperation } from '../../operation.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

export interface ZoomSideReading extends Reading {
  /** First of the calls, milliseconds into the hour. */
  readonly first: number;
  readonly calls: number;
  readonly operations: readonly { readonly operation: string }[];
}

/** Zoom logged calls of the credential that no log of ours saw. A rule, outside the alert budget. */
export const zoomSideOnly: Signal<ZoomSideReading> = {
  name: 'zoom_side_only',

  measure({ rollup, from }: Scene): ZoomSideReading | null {
    const found = [...rollup.operations].filter(
      ([operation, { first }]) => isLedgerOperation(operation) && first >= from,
    );
    if (found.length === 0) return null;
    return {
      bits: 0,
      rule: 'high',
      first: Math.min(...found.map(([, { first }]) => first)),
      calls: found.reduce((sum, [, { calls }]) => sum + calls, 0),
      operations: found
        .sort(([a, x], [b, y]) => y.calls - x.calls || (a < b ? -1 : 1))
        .map(([operation]) => ({ operation })),
    };
  },

  growth: (_scene: Scene, { first }: ZoomSideReading): Step[] => [[first, 0]],

  describe({ rollup }: Scene, { calls, operations }: ZoomSideReading): Words {
    const ours = rollup.calls - calls;
    const what = list(
      operations.map(({ operation }) => describeOperation(calledBy(operation))),
      3,
    );
    return {
      observed: `${count(calls, 'call')} that no log of ours saw`,
      expected: 'every call that Zoom logs is in a log of ours',
      summary:
        `Zoom's own log has ${count(calls, 'call')} in this hour (to ${what}) that never crossed our network, beside ` +
        `${count(ours, 'call')} that did; our log misses too few lines to explain it (the evidence events say how few). Somebody ` +
        'else holds the key. This is a rule, outside the alert budget.',
      inputs: { zoom_only: calls, ours },
    };
  },
};

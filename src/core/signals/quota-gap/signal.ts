import { list } from '../../explain/numbers.ts';
import { isQuotaOperation, quotaOf } from '../../ledger/operation.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

export interface QuotaGapReading extends Reading {
  /** When it was known, milliseconds into the hour. */
  readonly first: number;
  readonly operations: readonly { readonly operation: string }[];
}

/** Zoom counted more calls against the account's daily quota than our own logs explain. A rule, outside the alert budget. */
export const quotaGap: Signal<QuotaGapReading> = {
  name: 'quota_gap',

  measure({ rollup, from }: Scene): QuotaGapReading | null {
    const found = [...rollup.operations].filter(
      ([operation, { first }]) => isQuotaOperation(operation) && first >= from,
    );
    if (found.length === 0) return null;
    return {
      bits: 0,
      rule: 'medium',
      first: Math.min(...found.map(([, { first }]) => first)),
      operations: found.map(([operation]) => ({ operation })).sort(byName),
    };
  },

  growth: (_scene: Scene, { first }: QuotaGapReading): Step[] => [[first, 0]],

  describe(_scene: Scene, { operations }: QuotaGapReading): Words {
    const limits = list(
      operations.map(({ operation }) => `${quotaOf(operation)} a day`),
      3,
    );
    return {
      observed: `Zoom's count of the account's calls fell by more than ours explain (${limits})`,
      expected: 'every call that Zoom counts is in a log of ours, or of the kind that never was',
      summary:
        `Zoom's header of remaining calls fell by more in this hour than our own calls, lost lines and those who always call ` +
        `past our logs explain (${limits}; the evidence events say by how many). Some credential of the account is used ` +
        'elsewhere; which one, the count does not say. This is a rule, outside the alert budget.',
      inputs: { limits: operations.length },
    };
  },
};

const byName = (a: { operation: string }, b: { operation: string }): number =>
  a.operation < b.operation ? -1 : 1;

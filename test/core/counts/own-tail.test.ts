import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnTail } from '../../../src/core/counts/own-tail.ts';

const filled = (statistics: readonly number[]): OwnTail => {
  const tail = new OwnTail();
  for (const statistic of statistics) tail.add(statistic);
  return tail;
};

/** Quantiles of an exponential law, one of each probability, large and small mixed. */
const exponential = (rows: number, mean: number): number[] =>
  Array.from({ length: rows }, (_, i) => -mean * Math.log((((i * 7919) % rows) + 0.5) / rows));

describe('OwnTail', () => {
  it('takes a statistic for bits while there is no history', () => {
    const tail = new OwnTail();
    for (const s of [0, 1, 5, 20]) expect(tail.bits(s)).toBeCloseTo(s, 0);
  });

  it('is the share of the past inside what was seen', () => {
    const past = exponential(5_000, 3);
    const tail = filled(past);
    for (const s of [1, 4, 9]) {
      // To a bin of 1/8: whatever lies in the bin of s counts as large as s.
      const share = past.filter((value) => value >= Math.floor(s * 8) / 8).length / past.length;
      expect(tail.bits(s)).toBeCloseTo(-Math.log2(share), 1);
    }
  });

  it('goes on beyond it as the largest went, whatever their scale', () => {
    for (const mean of [0.5, 1.4, 3]) {
      const tail = filled(exponential(4_000, mean));
      const far = mean * 14;
      const truth = far / mean / Math.LN2;
      expect(Math.abs(tail.bits(far) / truth - 1)).toBeLessThan(0.35);
    }
  });

  it('never falls as the statistic grows', () => {
    const statistics = fc.array(fc.double({ min: 0, max: 70, noNaN: true }), { maxLength: 300 });
    fc.assert(
      fc.property(statistics, (past) => {
        const tail = filled(past);
        const bits = Array.from({ length: 140 }, (_, i) => tail.bits(i / 2));
        expect(bits.every((value, i) => Number.isFinite(value) && value >= (bits[i - 1] ?? 0) - 1e-9)).toBe(
          true,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('forgets slowly: a noisy time long ago excuses less and less', () => {
    const tail = filled(Array.from({ length: 2_000 }, (_, i) => (i % 20 === 0 ? 12 : 1)));
    const soon = tail.bits(12);
    for (let i = 0; i < 40_000; i += 1) tail.add(1);
    expect(soon).toBeLessThan(5);
    expect(tail.bits(12)).toBeGreaterThan(8);
  });
});

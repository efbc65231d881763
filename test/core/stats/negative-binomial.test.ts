import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGamma } from '../../../src/core/stats/log-gamma.ts';
import { logNegativeBinomialTail } from '../../../src/core/stats/negative-binomial.ts';

/** Independent route: the mass function by its recurrence, summed from the far end. */
function tailBySummation(x: number, mean: number, size: number): number {
  const p = mean / (mean + size);
  let mass = (size / (mean + size)) ** size;
  let below = 0;
  for (let k = 0; k < x; k += 1) {
    below += mass;
    mass *= (p * (size + k)) / (k + 1);
  }
  if (below < 0.9) return 1 - below;
  let tail = 0;
  for (let k = x; mass > tail * 1e-17 && k < x + 200_000; k += 1) {
    tail += mass;
    mass *= (p * (size + k)) / (k + 1);
  }
  return tail;
}

describe('logNegativeBinomialTail', () => {
  it('agrees with plain summation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.05, max: 200, noNaN: true }),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        (x, mean, size) => {
          const expected = tailBySummation(x, mean, size);
          fc.pre(expected > 1e-280);
          expect(logNegativeBinomialTail(x, mean, size)).toBeCloseTo(Math.log(expected), 7);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays finite and falls far out in the tail', () => {
    const bits = [400, 4_000, 40_000].map((x) => -logNegativeBinomialTail(x, 20, 0.8) / Math.LN2);
    expect(bits.every(Number.isFinite)).toBe(true);
    expect(bits).toEqual([...bits].sort((a, b) => a - b));
    expect(bits[0]).toBeGreaterThan(20);
  });

  it('is certain of nothing less than zero calls', () => {
    expect(logNegativeBinomialTail(0, 5, 2)).toBe(0);
  });
});

describe('logGamma', () => {
  it('is the logarithm of the factorial', () => {
    let factorial = 0;
    for (let n = 1; n < 100; n += 1) {
      factorial += Math.log(n);
      expect(logGamma(n + 1)).toBeCloseTo(factorial, 9);
    }
  });

  it('knows the half', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });
});

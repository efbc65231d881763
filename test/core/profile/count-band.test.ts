import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf } from '../../../src/core/profile/count-band.ts';

/** P(X = k) of a negative binomial, from the mass of zero upwards: no code in common with the tails. */
function masses(mean: number, size: number, upTo: number): number[] {
  const q = mean / (mean + size);
  const found = [(1 - q) ** size];
  for (let k = 1; k <= upTo; k += 1) found.push((found[k - 1]! * q * (k - 1 + size)) / k);
  return found;
}

/** P(X ≥ count) of the mixture, by adding up. */
function tailOf(count: number, mean: number, size: number, burst: number): number {
  const below = masses(Math.max(mean, 0.5), size, Math.max(0, count - 1)).slice(0, count);
  const everyday = 1 - below.reduce((sum, mass) => sum + mass, 0);
  return (1 - burst) * everyday + burst / (1 + Math.max(0, count - mean) / (4 * mean));
}

describe('the band of a count', () => {
  it('holds the share that it promises, no more on either side than half of the rest', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 60, noNaN: true }),
        fc.double({ min: 0.5, max: 6, noNaN: true }),
        fc.double({ min: 0.001, max: 0.009, noNaN: true }),
        (mean, size, burstWeight) => {
          const band = bandOf({ mean, size, burstWeight }, 0.98)!;
          const tail = (count: number): number => tailOf(count, mean, size, burstWeight);
          const slack = 1e-9;
          expect(tail(band.high + 1)).toBeLessThanOrEqual(0.01 + slack);
          expect(tail(band.high)).toBeGreaterThan(0.01 - slack);
          expect(tail(band.low)).toBeGreaterThanOrEqual(0.99 - slack);
          expect(tail(band.low + 1)).toBeLessThan(0.99 + slack);
        },
      ),
    );
  });

  it('is not there while nothing is known', () => {
    expect(bandOf({ mean: 0, size: 1, burstWeight: 0.01 }, 0.98)).toBeNull();
  });
});

import { poissonDistribution } from 'simple-statistics';
import { expect, it } from 'vitest';
import { poissonInterval, poissonTail } from '../../src/core/stats/poisson.ts';

it.each([0.3, 2, 7.5, 20])('the tail of a Poisson count with mean %d sums up its probabilities', (mean) => {
  const probabilities = poissonDistribution(mean)!;
  for (const count of [0, 1, 3, 8]) {
    const below = probabilities.slice(0, count).reduce((sum, one) => sum + one, 0);
    expect(poissonTail(count, mean)).toBeCloseTo(1 - below, 4);
  }
});

// Garwood's table, 90 %: e.g. Johnson, Kemp & Kotz, Univariate Discrete Distributions, §4.7.3.
it.each([
  [0, 0, 3],
  [1, 0.0513, 4.74],
  [5, 1.97, 10.51],
  [10, 5.43, 16.96],
])('the exact interval of %d events is %d to %d', (count, low, high) => {
  const interval = poissonInterval(count);
  expect(interval[0]).toBeCloseTo(low, 1);
  expect(interval[1]).toBeCloseTo(high, 1);
});

import { describe, expect, it } from 'vitest';
import {
  exponential,
  gamma,
  logNormal,
  negativeBinomial,
  normal,
  poisson,
  sampler,
} from '../../src/scenario/distributions.ts';
import { Random } from '../../src/scenario/random.ts';

const DRAWS = 100_000;

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1);
  return { mean, variance };
}

/** Pearson's statistic of counts against expected counts; for k bins its mean is k − 1 and its variance 2(k − 1). */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce(
    (sum, count, bin) => sum + (count - (expected[bin] ?? 0)) ** 2 / (expected[bin] ?? 1),
    0,
  );
}

describe('Random', () => {
  it('gives the same numbers for the same seed, others for another', () => {
    const draw = (seed: string) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.uint32()
        )(new Random(seed)),
      );
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('forks by name alone, however much was drawn before', () => {
    const [early, late] = [new Random('seed'), new Random('seed')];
    for (let i = 0; i < 100; i += 1) late.next();
    expect(late.fork('child').uint32()).toBe(early.fork('child').uint32());
    expect(late.fork('child').uint32()).not.toBe(late.fork('other').uint32());
  });

  it('is uniform over 64 bins and between neighbours', () => {
    const random = new Random('uniform');
    const single = new Array<number>(64).fill(0);
    const pairs = new Array<number>(64).fill(0);
    let last = 0;
    for (let i = 0; i < DRAWS; i += 1) {
      const bin = Math.floor(random.next() * 64);
      single[bin] = (single[bin] ?? 0) + 1;
      const pair = Math.floor(last / 8) * 8 + Math.floor(bin / 8);
      pairs[pair] = (pairs[pair] ?? 0) + 1;
      last = bin;
    }
    const expected = new Array<number>(64).fill(DRAWS / 64);
    // Mean 63, standard deviation 11: five deviations.
    expect(chiSquare(single, expected)).toBeLessThan(120);
    expect(chiSquare(pairs, expected)).toBeLessThan(120);
  });

  it('picks by weight, and shuffles without loss', () => {
    const random = new Random('weights');
    let heads = 0;
    for (let i = 0; i < DRAWS; i += 1)
      if (
        random.weighted([
          ['a', 3],
          ['b', 1],
        ] as const) === 'a'
      )
        heads += 1;
    expect(heads / DRAWS).toBeCloseTo(0.75, 2);
    expect(random.shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

describe('distributions', () => {
  it.each([0.3, 4, 29, 31, 200, 20_000])('poisson of mean %d has that mean and that variance', (mean) => {
    const random = new Random(`poisson/${mean}`);
    const found = moments(() => poisson(random, mean));
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(mean / DRAWS));
    expect(found.variance / mean).toBeCloseTo(1, 1);
  });

  it('poisson by rejection has the exact probabilities', () => {
    const random = new Random('ptrs');
    const mean = 40;
    const [low, high] = [25, 57];
    const counts = new Array<number>(high - low + 1).fill(0);
    let within = 0;
    for (let i = 0; i < DRAWS; i += 1) {
      const value = poisson(random, mean);
      if (value < low || value > high) continue;
      counts[value - low] = (counts[value - low] ?? 0) + 1;
      within += 1;
    }
    const weights: number[] = [];
    for (let k = 0, p = Math.exp(-mean); k <= high; k += 1, p *= mean / k) if (k >= low) weights.push(p);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // 32 degrees of freedom: 32 ± 8.
    expect(
      chiSquare(
        counts,
        weights.map((weight) => (weight / total) * within),
      ),
    ).toBeLessThan(72);
  });

  it('normal, log-normal, exponential, gamma and negative binomial have their moments', () => {
    const random = new Random('moments');
    const standard = moments(() => normal(random));
    expect(standard.mean).toBeCloseTo(0, 1);
    expect(standard.variance).toBeCloseTo(1, 1);
    expect(moments(() => Math.log(logNormal(random, 50, 0.5))).mean).toBeCloseTo(Math.log(50), 1);
    expect(moments(() => exponential(random, 3)).mean).toBeCloseTo(3, 1);
    const small = moments(() => gamma(random, 0.5, 2));
    expect(small.mean).toBeCloseTo(1, 1);
    expect(small.variance / 2).toBeCloseTo(1, 1);
    const large = moments(() => gamma(random, 9, 1 / 3));
    expect(large.mean).toBeCloseTo(3, 1);
    expect(large.variance).toBeCloseTo(1, 1);
    const counts = moments(() => negativeBinomial(random, 10, 2));
    expect(counts.mean / 10).toBeCloseTo(1, 1);
    expect(counts.variance / 60).toBeCloseTo(1, 1);
  });

  it('the alias table draws in proportion', () => {
    const random = new Random('alias');
    const draw = sampler([5, 0, 1, 4]);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < DRAWS; i += 1) {
      const index = draw(random);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect(counts.map((count) => Math.round((count / DRAWS) * 50) / 50)).toEqual([0.5, 0, 0.1, 0.4]);
  });
});

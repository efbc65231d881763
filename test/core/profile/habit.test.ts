import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf, emptyHabit, foldHabit } from '../../../src/core/profile/habit.ts';
import { rarityOfSilence } from '../../../src/core/profile/silence.ts';

describe('chanceOf', () => {
  it('is the mean of the posterior of a beta distribution, integrated by hand', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom(0.05, 0.02, 0.1, 0.2),
        (happened, otherwise, prior) => {
          const observed = happened + otherwise;
          expect(chanceOf(happened, observed, prior)).toBeCloseTo(
            posteriorMean(0.5 + happened, 0.5 / prior - 0.5 + otherwise),
            6,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('starts at the prior rate, falls with what does not happen, rises with what does', () => {
    expect(chanceOf(0, 0, 0.01)).toBeCloseTo(0.01, 12);
    expect(chanceOf(0, 500, 0.01)).toBeLessThan(0.001);
    expect(chanceOf(400, 500, 0.01)).toBeGreaterThan(0.5);
    expect(chanceOf(700, 500, 0.01)).toBe(1);
  });
});

/** E[p] under p^(a−1)·(1−p)^(b−1), by the substitution p = sin²θ, which tames the pole at 0, and Simpson's rule. */
function posteriorMean(a: number, b: number): number {
  const steps = 4000;
  const peak = a / (a + b);
  const logPeak = (a - 0.5) * Math.log(peak) + (b - 0.5) * Math.log1p(-peak);
  let [mass, moment] = [0, 0];
  for (let i = 0; i <= steps; i += 1) {
    const p = Math.sin(((i / steps) * Math.PI) / 2) ** 2;
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * density(p, a, b, logPeak);
    mass += weight;
    moment += weight * p;
  }
  return moment / mass;
}

function density(p: number, a: number, b: number, logPeak: number): number {
  if (p <= 0) return a === 0.5 ? Math.exp(-logPeak) : 0;
  if (p >= 1) return b === 0.5 ? Math.exp(-logPeak) : 0;
  return Math.exp((a - 0.5) * Math.log(p) + (b - 0.5) * Math.log1p(-p) - logPeak);
}

describe('a habit', () => {
  it('fades by half in 30 days', () => {
    const habit = emptyHabit();
    for (let hour = 0; hour < 10; hour += 1) foldHabit(habit, 500_000 + hour, hour % 2 === 0);
    const [observed, happened] = [habit.observedHours, habit.happenedHours];
    foldHabit(habit, 500_009 + 720, false);
    expect(habit.observedHours).toBeCloseTo(observed / 2 + 1, 9);
    expect(habit.happenedHours).toBeCloseTo(happened / 2, 9);
  });
});

describe('rarityOfSilence', () => {
  it('is the tail of a Pareto law beyond the longest pause, three days at least', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (longest, hours) => {
          const scale = Math.max(72, longest);
          const survival = hours > scale ? (scale / hours) ** 2 : 1;
          const { bits, usual } = rarityOfSilence({ longest }, hours);
          expect(usual).toBe(scale);
          expect(2 ** -bits).toBeCloseTo(survival, 12);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logIncompleteBeta } from '../../../src/core/stats/incomplete-beta.ts';

/** I_x(a, b) for whole a and b: the upper tail of a binomial law (DLMF 8.17.5), added up term by term. */
function byBinomial(x: number, a: number, b: number): number {
  const n = a + b - 1;
  let sum = 0;
  let choose = 1;
  for (let k = 0; k <= n; k += 1) {
    if (k >= a) sum += choose * x ** k * (1 - x) ** (n - k);
    choose = (choose * (n - k)) / (k + 1);
  }
  return sum;
}

/** I_x(a, b) by Simpson's rule on both integrals, for a, b ≥ 1. */
function byIntegral(x: number, a: number, b: number): number {
  const density = (t: number): number => t ** (a - 1) * (1 - t) ** (b - 1);
  const simpson = (to: number): number => {
    const STEPS = 4_000;
    let sum = density(0) + density(to);
    for (let i = 1; i < STEPS; i += 1) sum += (i % 2 === 0 ? 2 : 4) * density((to * i) / STEPS);
    return (sum * to) / STEPS / 3;
  };
  return simpson(x) / simpson(1);
}

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('the incomplete beta function', () => {
  it('is the tail of a binomial law where both parameters are whole', () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (x, a, b) => {
        expect(Math.exp(logIncompleteBeta(x, a, b)) / byBinomial(x, a, b)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is the integral that defines it', () => {
    const parameter = fc.double({ min: 2, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), parameter, parameter, (x, a, b) => {
        expect(Math.exp(logIncompleteBeta(x, a, b))).toBeCloseTo(byIntegral(x, a, b), 6);
      }),
    );
  });

  it('keeps tails that no double can hold', () => {
    // For b = 1 it is x^a.
    expect(logIncompleteBeta(0.01, 500, 1)).toBeCloseTo(500 * Math.log(0.01), 6);
    expect(logIncompleteBeta(0, 3, 4)).toBe(Number.NEGATIVE_INFINITY);
    expect(logIncompleteBeta(1, 3, 4)).toBe(0);
  });
});

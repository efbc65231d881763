import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logStudentDensity, studentTail } from '../../../src/core/counts/student-tail.ts';

/** Independent route: Simpson's rule over the density Γ(5/2)/(√(4π)·Γ(2))·(1 + t²/4)^(−5/2) = 3/8·(1 + t²/4)^(−5/2). */
function tailByIntegration(t: number): number {
  // With x = t + u/(1 − u) the half-line becomes [0, 1).
  const steps = 20_000;
  const f = (u: number): number => {
    if (u >= 1) return 0;
    const x = t + u / (1 - u);
    return (0.375 * (1 + (x * x) / 4) ** -2.5) / (1 - u) ** 2;
  };
  let sum = f(0) + f(1);
  for (let i = 1; i < steps; i += 1) sum += (i % 2 === 0 ? 2 : 4) * f(i / steps);
  return sum / (3 * steps);
}

describe('studentTail', () => {
  it('agrees with the integral of the density', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (t) => {
        expect(Math.log(studentTail(t))).toBeCloseTo(Math.log(tailByIntegration(t)), 6);
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with printed quantiles of 4 degrees of freedom', () => {
    expect(studentTail(2.131847)).toBeCloseTo(0.05, 6);
    expect(studentTail(3.746947)).toBeCloseTo(0.01, 6);
    expect(studentTail(8.610302)).toBeCloseTo(0.0005, 8);
  });

  it('keeps its relative precision far out, where it is 3/t⁴', () => {
    for (const t of [1e3, 1e6, 1e20]) expect(studentTail(t) / (3 / t ** 4)).toBeCloseTo(1, 4);
  });

  it('sums to one over both sides', () => {
    for (const t of [0, 0.3, 2, 50]) expect(studentTail(t) + studentTail(-t)).toBeCloseTo(1, 14);
  });
});

describe('logStudentDensity', () => {
  it('is the density up to a constant', () => {
    const slope = (studentTail(1.5 - 1e-5) - studentTail(1.5 + 1e-5)) / 2e-5;
    expect(logStudentDensity(1.5, 1) - logStudentDensity(0, 1)).toBeCloseTo(Math.log(slope / 0.375), 6);
    expect(logStudentDensity(0.7, 8) - logStudentDensity(0.7, 1)).toBeCloseTo(-Math.log(8), 12);
  });
});

import { logGamma } from './log-gamma.ts';

const TINY = 1e-300;
const EPSILON = 1e-15;
const MAX_STEPS = 20_000;

/**
 * Natural logarithm of the regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 ≤ x ≤ 1.
 * In log space, so that tails far below 1e-300 keep their value (DLMF §8.17; continued fraction 8.17.22 by the
 * modified Lentz method, Numerical Recipes §6.4).
 */
export function logIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return Number.NEGATIVE_INFINITY;
  if (x >= 1) return 0;
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  if (x < (a + 1) / (a + b + 2)) return logFront + Math.log(continuedFraction(x, a, b) / a);
  // The other side converges here; its complement loses nothing, since this side is not small.
  const other = Math.exp(logFront + Math.log(continuedFraction(1 - x, b, a) / b));
  return Math.log1p(-Math.min(other, 1));
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < EPSILON) break;
  }
  return value;
}

const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

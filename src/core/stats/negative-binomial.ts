import { logIncompleteBeta } from './incomplete-beta.ts';

/**
 * Upper tail P(X ≥ x) of a negative binomial with mean `mean` and size `size` (variance mean + mean²/size), the
 * predictive law of counts whose rate is gamma-distributed. For whole x ≥ 1 it equals I_p(x, size) with
 * p = mean / (size + mean) (Johnson, Kemp & Kotz, Univariate Discrete Distributions, §5.6).
 *
 * @returns natural logarithm of the probability, in (−∞, 0]
 */
export function logNegativeBinomialTail(x: number, mean: number, size: number): number {
  if (x <= 0) return 0;
  if (mean <= 0) return Number.NEGATIVE_INFINITY;
  return logIncompleteBeta(mean / (size + mean), x, size);
}

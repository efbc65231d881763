/** Evidence in bits: −log2 of a probability. Additive, so that an explanation is the sum itself. */
export const bitsOf = (probability: number): number => (probability >= 1 ? 0 : -Math.log2(probability));

/** The same for a natural logarithm of a probability. */
export const bitsOfLog = (logProbability: number): number => Math.max(0, -logProbability / Math.LN2);

/** ln(exp(a) + exp(b)) without overflow. */
export function logAdd(a: number, b: number): number {
  const high = Math.max(a, b);
  if (high === Number.NEGATIVE_INFINITY) return high;
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

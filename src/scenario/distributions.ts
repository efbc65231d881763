import type { Random } from './random.ts';

/** Standard normal (G. Box and M. Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Log-normal by its median and the standard deviation of its logarithm. */
export function logNormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** Uniform on a logarithmic scale: as many between 1 and 10 as between 10 and 100. */
export function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** Poisson, exact for every mean: by multiplication (Knuth 1969) below 30, else by PTRS (W. Hörmann 1993). */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean < 30) {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = random.next(); product > limit; product *= random.next()) count += 1;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accept = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (accept <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

/** Gamma by shape and scale (G. Marsaglia and W. Tsang 2000; below shape 1 by their boost). */
export function gamma(random: Random, shape: number, scale: number): number {
  if (shape < 1) return gamma(random, shape + 1, scale) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return d * v * scale;
  }
}

/** Negative binomial by mean and size: variance = mean + mean² / size (a Poisson whose mean is gamma). */
export function negativeBinomial(random: Random, mean: number, size: number): number {
  return mean <= 0 ? 0 : poisson(random, gamma(random, size, mean / size));
}

/** Draws an index in proportion to its weight, in constant time (A. Walker 1977, tables by M. Vose 1991). */
export function sampler(weights: readonly number[]): (random: Random) => number {
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const keep = weights.map((weight) => (weight * size) / total);
  const alias = weights.map((_, index) => index);
  const small = keep.flatMap((share, index) => (share < 1 ? [index] : []));
  const large = keep.flatMap((share, index) => (share < 1 ? [] : [index]));
  while (small.length > 0 && large.length > 0) {
    const less = small.pop() as number;
    const more = large.at(-1) as number;
    alias[less] = more;
    keep[more] = (keep[more] as number) - (1 - (keep[less] as number));
    if ((keep[more] as number) < 1) small.push(large.pop() as number);
  }
  // Rounding may leave a column that lacks its alias: it is full.
  for (const index of [...small, ...large]) keep[index] = 1;
  return (random) => {
    const point = random.next() * size;
    const column = Math.floor(point);
    return point - column < (keep[column] as number) ? column : (alias[column] as number);
  };
}

/** ln k!, by Stirling's series, whose error from 10 on is below 1e-9; smaller ones by their product. */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let i = 2; i <= k; i += 1) product *= i;
    return Math.log(product);
  }
  const n = k + 1;
  return (
    (n - 0.5) * Math.log(n) -
    n +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * n) -
    1 / (360 * n ** 3) +
    1 / (1260 * n ** 5)
  );
}

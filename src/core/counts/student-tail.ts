/**
 * Upper tail P(T ≥ t) of Student's t with 4 degrees of freedom, the predictive law of a value whose scale is itself
 * only estimated: heavier than a normal, so that one burst is not called impossible. In closed form, with
 * c = t/√(4 + t²), P = (1 − c)²·(2 + c)/4, from F(t) = ½ + ¾·c·(1 − c²/3) (Abramowitz & Stegun 26.7.4). Exact in both
 * tails: nothing is subtracted from 1.
 *
 * @returns a probability in (0, 1)
 */
export function studentTail(t: number): number {
  const root = Math.sqrt(4 + t * t);
  const complement = t > 0 ? 4 / (root * (root + t)) : 1 - t / root;
  return (complement * complement * (2 + t / root)) / 4;
}

/** Natural logarithm of the density of Student's t with 4 degrees of freedom and this scale, up to a constant. */
export const logStudentDensity = (t: number, scale: number): number =>
  -2.5 * Math.log1p((t * t) / 4) - Math.log(scale);

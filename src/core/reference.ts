/** Raised whenever the table below is made anew. */
export const REFERENCE_VERSION = 5;

/**
 * The built-in calibration: episodes per used day of an innocent credential that reach a score, from 8 bits on in
 * steps of one. Made by scripts/calibrate.mjs from the restless tuning fleets without thefts, learning time included
 * (docs/signals.md, Calibration); do not edit.
 */
const FIRST_BITS = 8;
const RATES: readonly number[] = [
  0.0778, 0.0527, 0.0363, 0.0251, 0.0172, 0.0117, 0.00822, 0.00584, 0.00388, 0.00262, 0.00145, 0.000794,
  0.000514, 0.00035,
];

/** Per bit, beyond the table: the slope of its last five bits. */
const TAIL = (RATES.at(-1)! / RATES.at(-6)!) ** (1 / 5);

/** Episodes per used day that reach `bits`; log-linear between the table's scores and beyond them. */
export function episodesPerUsedDay(bits: number): number {
  const at = bits - FIRST_BITS;
  const last = RATES.length - 1;
  if (at >= last) return RATES[last]! * TAIL ** (at - last);
  if (at <= 0) return Math.min(1, RATES[0]! * (RATES[0]! / RATES[1]!) ** -at);
  const below = Math.floor(at);
  return RATES[below]! * (RATES[below + 1]! / RATES[below]!) ** (at - below);
}

/** The score that is reached `perDay` times a used day: the inverse of `episodesPerUsedDay`. */
export function scoreOf(perDay: number): number {
  let [low, high] = [0, 200];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (episodesPerUsedDay(middle) > perDay) low = middle;
    else high = middle;
  }
  return high;
}

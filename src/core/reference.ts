/**
 * The built-in calibration: how often an innocent credential has an episode that reaches a score. Measured on the
 * tuning fleets (docs/signals.md, Calibration): λ(s) = 2^(−(s − OFFSET) / SLOPE) episodes per credential and day.
 */
const OFFSET = 2.7;
const SLOPE = 1.33;

/** Expected episodes per credential and day that reach `bits`. */
export const episodesPerDay = (bits: number): number => Math.min(1, 2 ** (-(bits - OFFSET) / SLOPE));

/** The score s(B) that innocent episodes reach `perDay` times per credential and day. */
export const thresholdFor = (perDay: number): number => OFFSET - SLOPE * Math.log2(perDay);

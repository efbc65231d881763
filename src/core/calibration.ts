import { episodesPerUsedDay, REFERENCE_VERSION, scoreOf } from './reference.ts';

/** Daily peaks from here on are counted; below lies everyday life. */
export const COUNTED_BITS = 10;
/** Peaks from here on say nothing of the fleet's own tail: thefts are among them. */
export const MODERATE_BITS = 17;
/** A threshold aims at this share of the budget, since a rate that was measured is never quite the one to come. */
const AIM = 0.8;
/** Own days further back say nothing about today. */
export const CALIBRATION_DAYS = 90;
/** Days before the one that is judged that are not counted yet: late events may still come in. */
export const SETTLING_DAYS = 2;
/** What the built-in reference is worth, in moderate peaks and in used days. */
const PRIOR_PEAKS = 30;
const PRIOR_DAYS = 600;
/** However restless a fleet looks, its threshold stays within this many bits of the reference: thefts must not
 *  buy silence … */
const MAX_RAISE = 6;
/** … and however quiet, within this many: tomorrow it may be restless. */
const MAX_LOWER = 2;

/**
 * What one UTC day taught of innocent scores. A used day is a day on which a credential was used and scored; its
 * peak is its highest hour, counted unless one of the two days before had one as high (an episode is counted once).
 */
export interface CalibrationDay {
  readonly usedDays: number;
  /** Peaks from `COUNTED_BITS` to below `MODERATE_BITS`, and the sum of their bits above `COUNTED_BITS`, in whole
   *  thousandths, so that no order of adding up changes it. */
  readonly moderate: number;
  readonly excess: number;
}

/** How often an innocent credential reaches a score, as known on some day. */
export interface Calibration {
  /** Version of the built-in reference. */
  readonly reference: number;
  /** Used days of the installation itself behind it. */
  readonly ownDays: number;
  /** Own moderate peaks a used day, as a multiple of the reference's. */
  readonly rate: number;
  /** How much longer the tail of the own peaks is than the reference's: λ_own(s) = rate · λ_ref(10 + (s − 10)/stretch). */
  readonly stretch: number;
}

/** The built-in reference alone. */
export const REFERENCE_ONLY: Calibration = calibrate([]);

/**
 * Own history on top of the built-in reference: how many more peaks there are, and how much longer their tail is (both
 * tails as exponentials truncated at 17 bits, by maximum likelihood), shrunk towards the reference, which is worth 600
 * used days. What is above 17 bits does not enter: pure rank on the own fleet would be poisoned by thefts, and leaving
 * out what was alerted would let the threshold sink for ever.
 *
 * @param days the days from 92 to 2 before the one to be judged
 */
export function calibrate(days: readonly CalibrationDay[]): Calibration {
  const total = { usedDays: 0, moderate: 0, excess: 0 };
  for (const day of days) {
    total.usedDays += day.usedDays;
    total.moderate += day.moderate;
    total.excess += day.excess;
  }
  const reference = {
    rate: episodesPerUsedDay(COUNTED_BITS) - episodesPerUsedDay(MODERATE_BITS),
    excess: referenceExcess(),
  };
  const rate = (total.moderate + reference.rate * PRIOR_DAYS) / (total.usedDays + PRIOR_DAYS);
  const mean = (total.excess / 1000 + reference.excess * PRIOR_PEAKS) / (total.moderate + PRIOR_PEAKS);
  const width = MODERATE_BITS - COUNTED_BITS;
  return {
    reference: REFERENCE_VERSION,
    ownDays: total.usedDays,
    rate: rate / reference.rate,
    stretch: truncatedSlope(reference.excess, width) / truncatedSlope(mean, width),
  };
}

/** What the built-in reference still counts for beside own history, 0 to 1. */
export const referenceShare = ({ ownDays }: Calibration): number => PRIOR_DAYS / (ownDays + PRIOR_DAYS);

/** λ(s): episodes that reach `bits`, per used day of an innocent credential. */
export function episodesPerDay({ rate, stretch }: Calibration, bits: number): number {
  const own = rate * episodesPerUsedDay(COUNTED_BITS + (bits - COUNTED_BITS) / stretch);
  const [least, most] = [episodesPerUsedDay(bits + MAX_LOWER), episodesPerUsedDay(bits - MAX_RAISE)];
  return Math.min(Math.max(least, own), most);
}

/** s(B): the score that innocent credentials reach `perDay` times a used day; aims at 0.8 of it. */
export function thresholdFor({ rate, stretch }: Calibration, perDay: number): number {
  const aim = AIM * perDay;
  const reference = scoreOf(aim);
  const own = COUNTED_BITS + stretch * (scoreOf(aim / rate) - COUNTED_BITS);
  return Math.min(Math.max(reference - MAX_LOWER, own), reference + MAX_RAISE);
}

/** Mean excess of the reference's moderate peaks: the same truncated mean that own history gives. */
function referenceExcess(): number {
  const width = MODERATE_BITS - COUNTED_BITS;
  const [low, high] = [episodesPerUsedDay(COUNTED_BITS), episodesPerUsedDay(MODERATE_BITS)];
  let area = 0;
  const STEPS = 70;
  for (let step = 0; step < STEPS; step += 1) {
    area += episodesPerUsedDay(COUNTED_BITS + ((step + 0.5) * width) / STEPS) - high;
  }
  return (area * width) / STEPS / (low - high);
}

/**
 * Rate θ of an exponential on [0, width] whose mean is `mean`: the root of 1/θ − width/(e^{θ·width} − 1) = mean
 * (maximum likelihood for a doubly truncated exponential; Deemer & Votaw 1955). Bisection on a falling function.
 */
function truncatedSlope(mean: number, width: number): number {
  let [low, high] = [1e-6, 50];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    const expected = 1 / middle - width / Math.expm1(middle * width);
    if (expected > mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

import { type CalibrationDay, COUNTED_BITS, MODERATE_BITS } from './calibration.ts';
import type { HourNumber } from './time.ts';

/** Days since 1970-01-01 (UTC). */
export type DayNumber = number;

export const dayOf = (hour: HourNumber): DayNumber => Math.floor(hour / 24);

/** One credential's highest score of one used day. */
export interface DailyPeak {
  readonly credentialId: string;
  readonly day: DayNumber;
  readonly bits: number;
}

/** An episode that goes on for days is counted on its first high day: later ones count only when they are higher. */
const LOOK_BACK_DAYS = 2;

/**
 * What a day taught.
 *
 * @param peaks of that day, and of the two before it
 */
export function calibrationDay(day: DayNumber, peaks: readonly DailyPeak[]): CalibrationDay {
  const earlier = new Map<string, number>();
  for (const peak of peaks) {
    if (peak.day >= day || peak.day < day - LOOK_BACK_DAYS) continue;
    earlier.set(peak.credentialId, Math.max(peak.bits, earlier.get(peak.credentialId) ?? 0));
  }
  const counts = { usedDays: 0, moderate: 0, excess: 0 };
  for (const peak of peaks) {
    if (peak.day !== day) continue;
    counts.usedDays += 1;
    if (peak.bits < COUNTED_BITS || peak.bits >= MODERATE_BITS) continue;
    if (peak.bits <= (earlier.get(peak.credentialId) ?? 0)) continue;
    counts.moderate += 1;
    counts.excess += Math.floor((peak.bits - COUNTED_BITS) * 1000 + 0.5);
  }
  return counts;
}

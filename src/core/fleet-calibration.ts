import { type Calibration, SETTLING_DAYS } from './calibration.ts';
import { CalibrationHistory } from './calibration-history.ts';
import { calibrationDay, type DailyPeak, type DayNumber } from './daily-peaks.ts';

/** Days whose peaks are still needed to count a day: itself and the two before it. */
const KEPT_DAYS = 3;

/** The calibration of a fleet that is replayed in order of time, day by day, without a store. */
export class FleetCalibration {
  /** Highest score of each credential, by day; the last days only. */
  readonly #peaks = new Map<DayNumber, Map<string, number>>();
  readonly #history = new CalibrationHistory();

  /** Takes an hour's part. Hours of one day come before those of three days later. */
  add({ credentialId, day, bits }: DailyPeak): void {
    let peaks = this.#peaks.get(day);
    if (peaks === undefined) {
      peaks = new Map();
      this.#peaks.set(day, peaks);
    }
    peaks.set(credentialId, Math.max(bits, peaks.get(credentialId) ?? 0));
  }

  /** What is known on `day`: every hour of the days up to `day` − 2 has been added. */
  on(day: DayNumber): Calibration {
    this.#countUntil(day - SETTLING_DAYS);
    return this.#history.on(day);
  }

  #countUntil(last: DayNumber): void {
    const days = [...this.#peaks.keys()].filter((day) => day <= last);
    for (const day of days) {
      if (!this.#history.has(day)) this.#history.count(day, calibrationDay(day, this.#around(day)));
    }
    // Only now: a day is counted by its peaks and by those of the days before it.
    for (const day of days) if (day <= last - KEPT_DAYS) this.#peaks.delete(day);
  }

  #around(day: DayNumber): DailyPeak[] {
    const found: DailyPeak[] = [];
    for (let near = day - KEPT_DAYS + 1; near <= day; near += 1) {
      for (const [credentialId, bits] of this.#peaks.get(near) ?? []) {
        found.push({ credentialId, day: near, bits });
      }
    }
    return found;
  }
}

import {
  CALIBRATION_DAYS,
  type Calibration,
  type CalibrationDay,
  calibrate,
  REFERENCE_ONLY,
  SETTLING_DAYS,
} from './calibration.ts';
import { calibrationDay, type DailyPeak, type DayNumber } from './daily-peaks.ts';

/** Days whose peaks are still needed to count a day: itself and the two before it. */
const KEPT_DAYS = 3;

/** The calibration of a fleet that is replayed in order of time, day by day, without a store. */
export class FleetCalibration {
  /** Highest score of each credential, by day; the last days only. */
  readonly #peaks = new Map<DayNumber, Map<string, number>>();
  readonly #days = new Map<DayNumber, CalibrationDay>();
  readonly #known = new Map<DayNumber, Calibration>();

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
    let calibration = this.#known.get(day);
    if (calibration === undefined) {
      calibration = this.#calibrate(day);
      this.#known.set(day, calibration);
    }
    return calibration;
  }

  #calibrate(day: DayNumber): Calibration {
    for (const counted of [...this.#peaks.keys()].sort((a, b) => a - b)) {
      if (counted > day - SETTLING_DAYS) continue;
      if (!this.#days.has(counted)) this.#days.set(counted, calibrationDay(counted, this.#around(counted)));
      if (counted <= day - SETTLING_DAYS - KEPT_DAYS) this.#peaks.delete(counted);
    }
    const own = [...this.#days].filter(
      ([counted]) => counted <= day - SETTLING_DAYS && counted > day - SETTLING_DAYS - CALIBRATION_DAYS,
    );
    return own.length === 0 ? REFERENCE_ONLY : calibrate(own.map(([, counts]) => counts));
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

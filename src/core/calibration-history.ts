import {
  CALIBRATION_DAYS,
  type Calibration,
  type CalibrationDay,
  calibrate,
  SETTLING_DAYS,
} from './calibration.ts';
import { calibrationDay, type DailyPeak, type DayNumber } from './daily-peaks.ts';

/** The days, both included, that decide what is known on `day`: the 90 that end two days before it. */
export function calibrationWindow(day: DayNumber): { readonly first: DayNumber; readonly last: DayNumber } {
  const last = day - SETTLING_DAYS;
  return { first: last - CALIBRATION_DAYS + 1, last };
}

/** What an installation's days taught, and what was known on each of them. */
export class CalibrationHistory {
  readonly #days: Map<DayNumber, CalibrationDay>;
  readonly #known = new Map<DayNumber, Calibration>();

  constructor(days: ReadonlyMap<DayNumber, CalibrationDay> = new Map()) {
    this.#days = new Map(days);
  }

  /** Whether the day was counted. */
  has(day: DayNumber): boolean {
    return this.#days.has(day);
  }

  /** Adds what a day taught, or a part of it, before anything is asked: what days teach adds up over credentials. */
  count(day: DayNumber, own: CalibrationDay): void {
    const before = this.#days.get(day) ?? { usedDays: 0, moderate: 0, excess: 0 };
    this.#days.set(day, {
      usedDays: before.usedDays + own.usedDays,
      moderate: before.moderate + own.moderate,
      excess: before.excess + own.excess,
    });
  }

  /** Adds all that one credential taught. */
  add(peaks: readonly DailyPeak[]): void {
    const ascending = [...peaks].sort((a, b) => a.day - b.day);
    ascending.forEach(({ day }, index) => {
      this.count(day, calibrationDay(day, ascending.slice(Math.max(0, index - 2), index + 1)));
    });
  }

  /** What is known on `day`; once asked, it stays. */
  on(day: DayNumber): Calibration {
    let calibration = this.#known.get(day);
    if (calibration === undefined) {
      const { first, last } = calibrationWindow(day);
      const own: CalibrationDay[] = [];
      for (let one = first; one <= last; one += 1) {
        const counts = this.#days.get(one);
        if (counts !== undefined) own.push(counts);
      }
      calibration = calibrate(own);
      this.#known.set(day, calibration);
    }
    return calibration;
  }
}

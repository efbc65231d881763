import { type Calibration, calibrate } from '../core/calibration.ts';
import { calibrationWindow } from '../core/calibration-history.ts';
import type { DayNumber } from '../core/daily-peaks.ts';
import { readCalibrationDays } from '../store/accept/calibration-days.ts';
import type { StoreTransaction } from '../store/transaction.ts';

/** Days that episodes can begin on and still be talked of. */
const KEPT = 400;

/** What the installation's own history says on each day, as the database has it. */
export class CalibrationCache {
  readonly #known = new Map<DayNumber, Calibration>();

  async on(trx: StoreTransaction, day: DayNumber): Promise<Calibration> {
    const known = this.#known.get(day);
    if (known !== undefined) return known;
    const { first, last } = calibrationWindow(day);
    const { days, settled } = await readCalibrationDays(trx, first, last);
    const calibration = calibrate(days);
    if (settled) {
      if (this.#known.size >= KEPT) this.#known.clear();
      this.#known.set(day, calibration);
    }
    return calibration;
  }
}

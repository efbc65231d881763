import { type Budget, budgetInForce } from '../core/budget-text.ts';
import { type Calibration, referenceShare } from '../core/calibration.ts';
import { CalibrationHistory } from '../core/calibration-history.ts';
import type { DayNumber } from '../core/daily-peaks.ts';
import { judgePromise, type PromiseFigures } from '../core/kept-promise.ts';
import { isLearning } from '../core/known.ts';
import { thresholdsOf } from '../core/severity.ts';
import { DAY } from '../core/time.ts';
import { surveyCalibrationDays } from '../store/accept/calibration-days.ts';
import {
  type AlertCounts,
  budgetTotals,
  type CredentialBudget,
  listCredentialBudgets,
  type TimeWindow,
} from '../store/queries/budget.ts';
import type { CredentialPosition } from '../store/queries/credentials.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';

/** UTC days that are looked back on, today included. */
const WINDOW_DAYS = 90;
/** Calibration of a day reaches this much further back than the window. */
const CALIBRATION_REACH = 2;
const TIMEOUT_MS = 15_000;

/** Promised and realised, with what stands apart. */
export interface BudgetFigures extends PromiseFigures {
  readonly alerts: AlertCounts;
  readonly usedDays: number;
  readonly calendarDays: number;
}

export interface BudgetTotals extends BudgetFigures {
  readonly window: TimeWindow;
  readonly credentials: number;
  /** What thresholds rest on today. */
  readonly calibration: Calibration;
  readonly referenceShare: number;
  readonly thresholdBits: number;
}

/** Whether the alert budget of the installation is kept, over all credentials. Writes nothing. */
export async function reportBudget(store: Store, budget: Budget, now: number): Promise<BudgetTotals> {
  const today = Math.floor(now / DAY);
  const window = windowAt(now);
  const days = await inTransaction(
    store,
    (trx) => surveyCalibrationDays(trx, today - WINDOW_DAYS - CALIBRATION_REACH + 1, today),
    { attempts: 3, statementTimeoutMs: TIMEOUT_MS },
  );
  const calibration = new CalibrationHistory(days).on(today);
  const { groups, alerts } = await budgetTotals(store, window);
  const sum = (of: (group: (typeof groups)[number]) => number): number =>
    groups.reduce((total, group) => total + of(group), 0);
  const promised = sum((group) => group.calendarDays * budgetInForce(group.budget, budget).perDay);
  return {
    window,
    credentials: sum((group) => group.credentials),
    calibration,
    referenceShare: referenceShare(calibration),
    thresholdBits: thresholdsOf(budget, calibration).alarm,
    alerts,
    usedDays: [...days].reduce(
      (total, [day, counts]) => total + (isRecent(day, today) ? counts.usedDays : 0),
      0,
    ),
    calendarDays: sum((group) => group.calendarDays),
    ...judgePromise(promised, alerts.realised),
  };
}

export interface CredentialFigures extends BudgetFigures {
  readonly credential: CredentialBudget;
  /** In force for it. */
  readonly budget: Budget;
  readonly thresholdBits: number;
  /** Used for fewer than 7 days or 24 active hours. */
  readonly learning: boolean;
}

/** The same of each credential, the one seen last first. */
export async function reportBudgetByCredential(
  store: Store,
  budget: Budget,
  calibration: Calibration,
  now: number,
  page: { limit: number; after: CredentialPosition | null },
): Promise<CredentialFigures[]> {
  const found = await listCredentialBudgets(store, windowAt(now), page);
  return found.map((credential) => {
    const own = budgetInForce(credential.budget, budget);
    const { alerts, usedDays, calendarDays, firstUsedAt, activeHours } = credential;
    return {
      credential,
      budget: own,
      thresholdBits: thresholdsOf(own, calibration).alarm,
      learning:
        firstUsedAt === null || isLearning({ days: (now - firstUsedAt.getTime()) / DAY, activeHours }),
      alerts,
      usedDays,
      calendarDays,
      ...judgePromise(calendarDays * own.perDay, alerts.realised),
    };
  });
}

const windowAt = (now: number): TimeWindow => ({
  from: new Date((Math.floor(now / DAY) - WINDOW_DAYS + 1) * DAY),
  to: new Date(now),
});

const isRecent = (day: DayNumber, today: DayNumber): boolean => day > today - WINDOW_DAYS;

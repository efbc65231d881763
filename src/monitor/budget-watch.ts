import { type Budget, budgetInWords } from '../core/budget-text.ts';
import { count, number, roundTo } from '../core/explain/numbers.ts';
import { HOUR } from '../core/time.ts';
import { takeLease } from '../store/queries/installation.ts';
import { addToNotice } from '../store/queries/notices.ts';
import type { Store } from '../store/store.ts';
import { reportBudget } from './budget-report.ts';
import { type RoundLog, startHourly } from './hourly.ts';

/** Shorter than the pause between two rounds, so that the same process may take it again. */
const LEASE = HOUR / 2;

/** Looks once an hour, in one replica at a time, whether the alert budget is kept, and tells the operator when not. */
export function startBudgetWatch(store: Store, budget: Budget, log: RoundLog): { close(): Promise<void> } {
  return startHourly('alert budget', () => watchBudget(store, budget, Date.now()), log);
}

/** One round, unless another replica has just done it. */
export async function watchBudget(store: Store, budget: Budget, now: number): Promise<void> {
  if (!(await takeLease(store, 'budget-watch', LEASE))) return;
  const { promised, realised, kept } = await reportBudget(store, budget, now);
  if (kept !== false) return;
  await addToNotice(store, {
    kind: 'budget_broken',
    subject: 'installation',
    message:
      `In the last 90 days there were ${count(realised, 'alert')} of medium or more, where ` +
      `${number(roundTo(promised, 2))} were promised (${budgetInWords(budget)}): more than chance explains. Mark thefts ` +
      'as compromised, announce changes beforehand, and see GET /v1/budget for the credentials that they came from.',
    count: 1,
  });
}

import { count } from '../../core/explain/numbers.ts';
import type { HourRollup } from '../../core/rollup.ts';
import type { HourNumber } from '../../core/time.ts';
import { compareRollups } from './compare.ts';
import type { StoredHour } from './stored-hours.ts';

/** One thing that is stored and that the events do not bear out. */
export interface Difference {
  readonly what:
    | 'hour_missing'
    | 'hour_unfounded'
    | 'hour_differs'
    | 'hour_unreadable'
    | 'checkpoint_differs'
    | 'checkpoint_unreadable'
    | 'newest_event_differs';
  /** Of a checkpoint, the last hour that it contains; null when it is about no hour. */
  readonly hour: HourNumber | null;
  /** In words. */
  readonly message: string;
  /** False when the events that could mend it are no longer kept. */
  readonly repairable: boolean;
}

/** What is wrong with a stored hour, given the recount of its events; null when nothing is. */
export function differenceOf(
  stored: StoredHour | null,
  recount: HourRollup | null,
): Pick<Difference, 'what' | 'message'> | null {
  if (stored === null) {
    const calls = count(recount?.calls ?? 0, 'call');
    return { what: 'hour_missing', message: `no roll-up is stored, events say ${calls}` };
  }
  if (recount === null) {
    const calls = count(stored.rollup?.calls ?? stored.calls, 'call');
    return { what: 'hour_unfounded', message: `stored ${calls}, there are no events` };
  }
  if (stored.rollup === null) {
    const message = `the stored roll-up cannot be read, events say ${count(recount.calls, 'call')}`;
    return { what: 'hour_unreadable', message };
  }
  const message =
    compareRollups(stored.rollup, recount) ??
    (stored.calls === recount.calls
      ? null
      : `stored ${count(stored.calls, 'call')} beside the roll-up, events say ${recount.calls}`);
  return message === null ? null : { what: 'hour_differs', message };
}

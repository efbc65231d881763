import { DAY } from '../core/time.ts';

/** Whole days, both included, as Zoom's `from` and `to` are. Each is the beginning of a day (UTC), epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Planned {
  readonly window: Window;
  /** The cursor once the window is stored. */
  readonly settledUntil: number;
  /** Days after it that are still to be read, today included. */
  readonly daysLeft: number;
}

export const dayStart = (time: number): number => time - (time % DAY);

/**
 * What is to be read next. Zoom's reports know days alone, come with a lag that nobody states, and may mean another time
 * zone's day: so today and yesterday are read again with every pull, and a day counts as settled when the next one has
 * ended, too. Earlier days are read oldest first, so that what they teach comes in the order in which it happened.
 *
 * @param settledUntil days before were read for good
 * @param keeps days that Zoom keeps
 * @param longest days in one window
 */
export function nextWindow(settledUntil: number, now: number, keeps: number, longest: number): Planned {
  const today = dayStart(now);
  const yesterday = today - DAY;
  const from = Math.max(settledUntil, today - keeps * DAY);
  if (from >= yesterday)
    return { window: { from: yesterday, to: today }, settledUntil: yesterday, daysLeft: 0 };
  const to = Math.min(from + (longest - 1) * DAY, yesterday - DAY);
  return { window: { from, to }, settledUntil: to + DAY, daysLeft: (today - to) / DAY };
}

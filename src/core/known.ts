import type { HourNumber } from './time.ts';

/** How much is known of a credential. */
export interface Known {
  /** Since its first call. */
  readonly days: number;
  readonly activeHours: number;
}

/** Days from the first hour to this one; 0 before there is any. */
export const daysKnown = (since: HourNumber | null, hour: HourNumber): number =>
  since === null ? 0 : (hour - since) / 24;

/** Less than both of these is a short acquaintance. */
export const LEARNT_DAYS = 7;
export const LEARNT_HOURS = 24;

/** Whether it is still being learnt: its alerts deserve less trust. */
export const isLearning = ({ days, activeHours }: Known): boolean =>
  days < LEARNT_DAYS || activeHours < LEARNT_HOURS;

/** Milliseconds in the units that the statistics count in. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Hours since 1970-01-01T00Z, the clock of every roll-up. */
export type HourNumber = number;

export const hourOf = (time: number): HourNumber => Math.floor(time / HOUR);
export const startOfHour = (hour: HourNumber): number => hour * HOUR;

/**
 * How long an event may lag behind the newest of its credential without changing what is alerted on: Zoom's
 * last webhook retry comes 85 minutes after the first try (developers.zoom.us/blog/webhook-delays).
 */
export const REORDER_WINDOW = 90 * MINUTE;

/**
 * The newest hour that the profile which scores `hour` may contain: hours that ended at least 90 minutes before
 * `hour` began. Whole hours, so three back.
 */
export const lastSettledHour = (hour: HourNumber): HourNumber => hour - 1 - Math.ceil(REORDER_WINDOW / HOUR);

export const toIso = (time: number): string => new Date(time).toISOString();

/** A habit of an owner, as data: what is learnt before the hour under test. */
export interface Habit {
  /** Days of history up to the hour under test. */
  readonly days: number;
  /** UTC hours of the day with calls. */
  readonly hours: readonly number[];
  /** 0 = Monday … 6 = Sunday; every day when absent. */
  readonly weekdays?: readonly number[];
  /** Addresses, each of which calls in every active hour; `{n}` and `{m}` become numbers
   *  that change with the hour, together never the same in two months. */
  readonly from: readonly string[];
  /** Calls in an active hour; varies by a quarter. */
  readonly calls: number;
  readonly operations?: readonly string[];
  readonly client?: string;
}

/** Calls in the hour under test. */
export interface Deed {
  readonly from: string;
  readonly calls: number;
  /** First minute of the hour; 0 when absent. */
  readonly minute?: number;
  readonly status?: number;
  readonly operation?: string;
  readonly asn?: number;
  readonly country?: string;
}

/** A story with an expectation: the hour must, or must not, be evidence for the signal. */
export interface SignalCase {
  readonly name: string;
  readonly habits: readonly Habit[];
  /** The hour under test: RFC 3339. Monday 2026-03-02 is a good day. */
  readonly at: string;
  readonly deeds: readonly Deed[];
  /** `fires`: at least so many bits. `silent`: fewer than so many. */
  readonly expect: { readonly fires: number } | { readonly silent: number };
}

const OFFICE = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17] as const;
const ALL_DAY = Array.from({ length: 24 }, (_, hour) => hour);

/** An integration that works in office hours from one fixed address. */
export const officeHabit: Habit = {
  days: 56,
  hours: OFFICE,
  weekdays: [0, 1, 2, 3, 4],
  from: ['198.51.100.10'],
  calls: 20,
};

/** A service that works around the clock from two fixed addresses. */
export const serviceHabit: Habit = {
  days: 56,
  hours: ALL_DAY,
  from: ['198.51.100.10', '198.51.100.11'],
  calls: 40,
};

import type { Statement } from '../standing.ts';

/** How calls are made, where it matters to the story. */
interface Manner {
  /** First minute of the hour, and the minute by which they have ended; the whole hour when absent. */
  readonly minute?: number;
  readonly until?: number;
  /** Called in turn; `GET /users` when absent. */
  readonly operations?: readonly string[];
  /** 200 when absent. */
  readonly status?: number;
  /** Family of the user agent. */
  readonly client?: string;
  /** Fingerprint of the access token. */
  readonly token?: string;
  /** Bytes that each call returns. */
  readonly bytes?: number;
  readonly asn?: number;
  readonly asnName?: string;
  readonly country?: string;
}

/**
 * A habit of an owner, as data: what is learnt before the hour under test. In addresses and operations, `{n}` and
 * `{m}` become numbers that change with the hour, together never the same in two months.
 */
export interface Habit extends Manner {
  /** Days of history up to the hour under test. */
  readonly days: number;
  /** Days before the hour under test on which it was given up; it never was when absent. */
  readonly ended?: number;
  /** UTC hours of the day with calls. */
  readonly hours: readonly number[];
  /** 0 = Monday … 6 = Sunday; every day when absent. */
  readonly weekdays?: readonly number[];
  /** Addresses, each of which calls in every active hour. */
  readonly from: readonly string[];
  /** Calls in an active hour; varies by a quarter. */
  readonly calls: number;
}

/** Calls in the hour under test. */
export interface Deed extends Manner {
  /** Empty: nobody knows from where. */
  readonly from: string;
  readonly calls: number;
}

/** What the owner has said, from the beginning, or from a minute of the hour under test. */
interface Said {
  readonly statement: Statement;
  readonly minute?: number;
}

/** A story with an expectation: the hour must, or must not, be evidence for the signal. */
export interface SignalCase {
  readonly name: string;
  readonly habits: readonly Habit[];
  readonly said?: readonly Said[];
  /** The hour under test: RFC 3339. Monday 2026-03-02 is a good day. */
  readonly at: string;
  readonly deeds: readonly Deed[];
  /** `fires`: at least so many bits. `silent`: fewer than so many, and no rule. `breaks`: a rule of this severity. */
  readonly expect:
    | { readonly fires: number }
    | { readonly silent: number }
    | { readonly breaks: 'medium' | 'high' | 'critical' };
}

const OFFICE = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17] as const;
export const ALL_DAY = Array.from({ length: 24 }, (_, hour) => hour);

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

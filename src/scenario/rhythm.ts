import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts';
import { type HolidayCalendar, isHoliday } from './calendar.ts';
import { exponential, gamma, logNormal, normal, poisson } from './distributions.ts';
import type { Random } from './random.ts';
import { dateOf, daysInMonth, localTime, utcOf, weekdayOf } from './zones.ts';

/** Calls that belong together: spread over `length` ms from `start`. */
export interface Run {
  readonly start: number;
  readonly length: number;
  readonly calls: number;
}

/** The runs that begin on one UTC day. */
export type Rhythm = (dayStart: number, random: Random) => Run[];

/** A number from a range, small ones more often. */
type Range = readonly [low: number, high: number];

/**
 * Good and bad days: a log-normal factor that forgets half of itself a day, mean about 1. A moving average of
 * independent normals, so that a day is known without the days before it.
 */
function weather(random: Random, sigma: number): (day: number) => number {
  const shock = (day: number) => normal(random.fork(`weather/${day}`));
  return (day) => {
    const sum = shock(day) + 0.5 * shock(day - 1) + 0.25 * shock(day - 2);
    return Math.exp((sigma * sum) / 1.15 - (sigma * sigma) / 2);
  };
}

/** How work of one kind varies beside its plan. */
export interface Noise {
  readonly random: Random;
  /** Standard deviation of the day's factor (its logarithm). */
  readonly day: number;
  /** Shape of the hour's gamma factor: small is wild. */
  readonly hour: number;
  /** Chance that an hour is a busy one, and up to how many times busier. */
  readonly burst: number;
  readonly burstTimes: number;
  /** Calls that one trigger causes, on average. */
  readonly clump: number;
  /** Share of triggers that fall on the full or half hour, as meetings do. */
  readonly onTheHour: number;
}

/** Calls by the hour around a mean that depends on the moment. */
function byTheHour(noise: Noise, mean: (hourStart: number) => number): Rhythm {
  const dayFactor = weather(noise.random, noise.day);
  return (dayStart, random) => {
    const runs: Run[] = [];
    const today = dayFactor(dayStart / DAY);
    for (let start = dayStart; start < dayStart + DAY; start += HOUR) {
      const planned = mean(start);
      if (planned <= 0) continue;
      const busy = random.chance(noise.burst) ? random.uniform(1, noise.burstTimes) : 1;
      const expected = planned * today * busy * gamma(random, noise.hour, 1 / noise.hour);
      if (expected > 600) spreadHour(runs, start, expected, random);
      else clumpHour(runs, start, expected, noise, random);
    }
    return runs;
  };
}

/** A busy hour: every five minutes a little different. */
function spreadHour(runs: Run[], start: number, expected: number, random: Random): void {
  for (let slot = 0; slot < 12; slot += 1) {
    const calls = poisson(random, (expected / 12) * gamma(random, 30, 1 / 30));
    if (calls > 0) runs.push({ start: start + slot * 5 * MINUTE, length: 5 * MINUTE, calls });
  }
}

/** A quiet hour: triggers, each with a few calls within seconds. */
function clumpHour(runs: Run[], start: number, expected: number, noise: Noise, random: Random): void {
  const triggers = poisson(random, expected / noise.clump);
  for (let i = 0; i < triggers; i += 1) {
    const extra = noise.clump > 1 ? Math.floor(exponential(random, noise.clump - 0.5)) : 0;
    const minute = random.chance(noise.onTheHour)
      ? random.integer(0, 1) * 30 + Math.min(9, exponential(random, 2))
      : random.uniform(0, 60);
    runs.push({
      start: Math.floor(start + minute * MINUTE),
      length: Math.max(1, extra) * random.uniform(0.4, 4) * SECOND,
      calls: 1 + extra,
    });
  }
}

/** A working week in one place. Hours are local; shares are relative to the busiest. */
export interface WorkingHours {
  readonly zone: string;
  readonly calendar: HolidayCalendar;
  readonly start: number;
  readonly end: number;
  readonly lunch: number;
  readonly evening: number;
  readonly night: number;
  readonly weekend: number;
}

export function drawWorkingHours(zone: string, calendar: HolidayCalendar, random: Random): WorkingHours {
  const start = random.integer(7, 9);
  return {
    zone,
    calendar,
    start,
    end: start + random.integer(8, 10),
    lunch: random.uniform(0.5, 1),
    evening: random.chance(0.6) ? random.uniform(0, 0.15) : 0,
    night: random.chance(0.25) ? random.uniform(0, 0.02) : 0,
    weekend: random.chance(0.7) ? random.uniform(0, 0.08) : random.uniform(0.08, 0.4),
  };
}

/** How busy the hour that begins at `time` is, 0–1. */
export function workload(hours: WorkingHours, time: number): number {
  const { day, weekday, hour } = localTime(hours.zone, time);
  const byHour =
    hour >= hours.start && hour < hours.end
      ? hour === 12
        ? hours.lunch
        : hour === hours.start || hour === hours.end - 1
          ? 0.6
          : 1
      : hour >= hours.end && hour < 23
        ? hours.evening
        : hours.night;
  const dayOff = weekday >= 5 || isHoliday(hours.calendar, day);
  return dayOff ? byHour * hours.weekend : byHour;
}

/** Calls a day, weekdays on average, with working hours. */
export function workdays(hours: WorkingHours, perDay: number, noise: Noise): Rhythm {
  const busiest = (hours.end - hours.start) * 0.9 + (23 - hours.end) * hours.evening + 8 * hours.night;
  return byTheHour(noise, (time) => (perDay / busiest) * workload(hours, time));
}

/** Calls at all hours; `swing` (0–1) is how far the night lies below the day of `hours.zone`. */
export function allDay(hours: WorkingHours, perDay: number, swing: number, noise: Noise): Rhythm {
  return byTheHour(noise, (time) => {
    const { weekday, hour } = localTime(hours.zone, time);
    const wave = 1 + swing * Math.cos(((hour - 14.5) / 24) * 2 * Math.PI);
    return (perDay / 24) * wave * (weekday >= 5 ? 1 - swing * (1 - hours.weekend) * 0.7 : 1);
  });
}

/** A timetable: runs at fixed minutes of the local day. */
export interface Timetable {
  readonly zone: string;
  readonly minutes: readonly number[];
  /** Days on which it runs. */
  readonly on: (day: number) => boolean;
  readonly calls: Range;
  /** Seconds between two calls of a run. */
  readonly pace: number;
  /** Runs begin up to so many seconds late. */
  readonly splay: number;
}

/** Calls of a run drift with the size of what is read: the same number most days, now and then another. */
export function timetable(plan: Timetable, source: Random): Rhythm {
  const [low, high] = plan.calls;
  const size = weather(source, low === high ? 0 : 0.12);
  return (dayStart, random) => {
    const runs: Run[] = [];
    const localDay = Math.floor(dayStart / DAY);
    for (let day = localDay - 1; day <= localDay + 1; day += 1) {
      if (!plan.on(day)) continue;
      for (const minute of plan.minutes) {
        const due = utcOf(plan.zone, day, minute);
        if (due < dayStart || due >= dayStart + DAY) continue;
        if (random.chance(0.004)) continue;
        const calls = Math.max(1, Math.round(low === high ? low : low + (high - low) * 0.5 * size(day)));
        const start = due + Math.floor(random.next() ** 2 * plan.splay * SECOND) + random.integer(200, 2_500);
        runs.push({ start, length: calls * plan.pace * SECOND, calls });
        // A run that failed is repeated a few minutes later.
        if (random.chance(0.008))
          runs.push({ start: start + 5 * MINUTE, length: calls * plan.pace * SECOND, calls });
      }
    }
    return runs;
  };
}

export const everyDay = (): boolean => true;
export const onWeekdays =
  (...weekdays: number[]) =>
  (day: number) =>
    weekdays.includes(weekdayOf(day));
export const onDates =
  (...dates: number[]) =>
  (day: number) =>
    dates.includes(dateOf(day).date);
export const onLastOfMonth = (day: number): boolean => dateOf(day).date === daysInMonth(day);

/** People at work: sittings of some length with calls in them. */
export interface Sittings {
  readonly hours: WorkingHours;
  /** Sittings on a weekday, on average. */
  readonly perDay: number;
  /** Median calls and minutes of a sitting. */
  readonly calls: number;
  readonly minutes: number;
}

export function sittings(plan: Sittings, source: Random): Rhythm {
  // A project lasts some days, then there is none for a while.
  const mood = weather(source, 0.7);
  return (dayStart, random) => {
    const runs: Run[] = [];
    const perHour = (plan.perDay / 9) * mood(dayStart / DAY);
    for (let start = dayStart; start < dayStart + DAY; start += HOUR) {
      for (let left = poisson(random, perHour * workload(plan.hours, start)); left > 0; left -= 1) {
        const calls = Math.max(1, Math.round(logNormal(random, plan.calls, 0.9)));
        const length = logNormal(random, plan.minutes, 0.7) * MINUTE;
        runs.push({ start: Math.floor(start + random.uniform(0, HOUR)), length, calls });
      }
    }
    return runs;
  };
}

/** Several kinds of work under one credential. */
export function together(...rhythms: readonly Rhythm[]): Rhythm {
  return (dayStart, random) => rhythms.flatMap((rhythm) => rhythm(dayStart, random));
}

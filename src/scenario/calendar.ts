import { DAY } from '../core/time.ts';
import { dateOf, weekdayOf } from './zones.ts';

/** Whose public holidays an owner keeps. */
export type HolidayCalendar = 'us' | 'eu' | 'world';

/**
 * Whether offices are shut on that local day: the United States' federal holidays and the Friday after
 * Thanksgiving; what most of the European Union keeps; elsewhere only what nearly everybody keeps.
 */
export function isHoliday(calendar: HolidayCalendar, day: number): boolean {
  const { year, month, date } = dateOf(day);
  const on = (m: number, d: number) => month === m && date === d;
  if (on(1, 1) || on(12, 25)) return true;
  if (calendar === 'world') return on(5, 1);
  if (on(12, 24) || on(12, 31) || on(12, 26)) return true;
  if (calendar === 'eu') {
    const sinceEaster = day - easterSunday(year);
    return on(5, 1) || [-2, 1, 39, 50].includes(sinceEaster);
  }
  const monday = weekdayOf(day) === 0;
  const week = Math.ceil(date / 7);
  return (
    on(6, 19) ||
    on(7, 4) ||
    on(11, 11) ||
    (monday && (month === 1 || month === 2) && week === 3) ||
    (monday && month === 5 && date > 24) ||
    (monday && month === 9 && week === 1) ||
    (month === 11 && weekdayOf(day) === 3 && week === 4) ||
    (month === 11 && weekdayOf(day) === 4 && date >= 23 && date <= 29)
  );
}

/** Easter Sunday of the Gregorian calendar as a local day (Meeus, Jones and Butcher's algorithm). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1) / DAY;
}

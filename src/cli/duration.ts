import { DAY, HOUR } from '../core/time.ts';
import { usageError } from './failure.ts';

const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: DAY, w: 7 * DAY };
const LONGEST = 36_500 * DAY;

/** Reads `12h`, `90d` or `4w` into milliseconds. Throws a usage error that names the option. */
export function parseDuration(option: string, text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,6})([hdw])$/.exec(text.trim()) ?? [];
  const length = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(length <= LONGEST)) {
    throw usageError(
      `${option} must be a number of hours, days or weeks such as 12h, 90d or 4w, not "${text}"`,
    );
  }
  return length;
}

/** Reads a whole number of at least `least`. Throws a usage error that names the option. */
export function parseWhole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text.trim()) || value < least) {
    throw usageError(`${option} must be a whole number of ${least} or more, not "${text}"`);
  }
  return value;
}

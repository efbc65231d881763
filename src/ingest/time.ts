import { memoise } from '../core/memo.ts';
import { MINUTE } from '../core/time.ts';

/** Zoom was founded in 2011: nothing older can be a use of its API. */
const EARLIEST_TIME = Date.UTC(2011, 0, 1);
/** How far ahead of the receiver's clock a time may lie. */
export const AHEAD = 5 * MINUTE;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,:](\d{1,9}))?)?)? ?(Z|z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?$/;
/** As web servers write it: `17/May/2015:10:05:03 +0000`. */
const COMMON_LOG = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ([+-]\d{4})$/;
const EPOCH = /^(\d{9,13})(?:\.(\d{1,9}))?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Below it a number counts seconds (until the year 5138), above it milliseconds (since 1973). */
const SECONDS_BELOW = 1e11;

/**
 * Reads a time as logs write it, cut to the millisecond: RFC 3339, the same with a blank, a comma or a colon before
 * the fraction, or without a zone (then UTC); epoch seconds or milliseconds, as number or text; the common log
 * format. Null when it is none of these. Whether it is plausible is for `timeProblem` to say.
 *
 * @returns epoch milliseconds
 */
export function parseTime(value: unknown): number | null {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.length > 48) return null;
  return fromText(value);
}

const fromText = (text: string): number | null => fromCanonical(text) ?? fromOtherText(text);

/** The day of the last canonical time, as the number yyyymmdd, and when it began: most lines lie in the same. */
let lastDay = { digits: Number.NaN, start: Number.NaN };

/**
 * The form that most events have, `2026-01-02T03:04:05Z` with milliseconds or without. No two of them are alike, so
 * that there is nothing to remember, and a pattern takes several times as long. Null when it is another form.
 */
function fromCanonical(text: string): number | null {
  const { length } = text;
  if ((length !== 24 && length !== 20) || !hasMarks(text)) return null;
  const digits =
    ((digitsAt(text, 0) * 100 + digitsAt(text, 2)) * 100 + digitsAt(text, 5)) * 100 + digitsAt(text, 8);
  const [hour, minute, second] = [digitsAt(text, 11), digitsAt(text, 14), digitsAt(text, 17)];
  const thousandths = length === 20 ? 0 : digitsAt(text, 20) * 10 + (digitsAt(text, 21) % 10);
  // What is not a digit became NaN, of which no comparison is true.
  if (!(hour <= 23 && minute <= 59 && second <= 59 && thousandths >= 0)) return null;
  if (digits !== lastDay.digits) {
    const start = fromOtherText(text.slice(0, 10));
    if (start === null) return null;
    lastDay = { digits, start };
  }
  return lastDay.start + ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
}

const [HYPHEN, COLON, POINT, T, Z, ZERO] = [0x2d, 0x3a, 0x2e, 0x54, 0x5a, 0x30];

const hasMarks = (text: string): boolean =>
  text.charCodeAt(4) === HYPHEN &&
  text.charCodeAt(7) === HYPHEN &&
  text.charCodeAt(10) === T &&
  text.charCodeAt(13) === COLON &&
  text.charCodeAt(16) === COLON &&
  (text.length === 20 || text.charCodeAt(19) === POINT) &&
  text.charCodeAt(text.length - 1) === Z;

/** The two digits at this place as a number, NaN when they are not digits. */
function digitsAt(text: string, place: number): number {
  const tens = text.charCodeAt(place) - ZERO;
  const ones = text.charCodeAt(place + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Why a time cannot be accepted, in the words of the rejection; null when it can. */
export function timeProblem(
  time: number,
  now: number,
  notBefore: number | undefined,
): { readonly code: 'invalid_time' | 'time_in_future' | 'too_old'; readonly message: string } | null {
  if (time > now + AHEAD) {
    return {
      code: 'time_in_future',
      message:
        'time lies more than 5 minutes ahead of this machine: check the clock and the time zone of the sender',
    };
  }
  if (time < EARLIEST_TIME)
    return { code: 'invalid_time', message: 'time lies before 2011, when there was no Zoom' };
  if (notBefore !== undefined && time < notBefore) {
    return {
      code: 'too_old',
      message: `time lies before ${new Date(notBefore).toISOString()}, the beginning of what is kept`,
    };
  }
  return null;
}

function fromNumber(value: number): number | null {
  // A fraction such as 1700000000.123 is not exact in binary: a thousandth of a millisecond makes up for it.
  const time = Math.abs(value) < SECONDS_BELOW ? Math.floor(value * 1000 + 0.001) : Math.floor(value);
  return isTime(time) ? time : null;
}

/** ECMAScript's range of times; NaN and infinities are outside. */
const isTime = (time: number): boolean => Math.abs(time) <= 8.64e15;

/** Lines of one second share their text. */
const fromOtherText = memoise(
  (text: string): number | null => {
    const trimmed = text.trim();
    const iso = ISO.exec(trimmed);
    if (iso !== null) {
      const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = iso;
      return assemble(
        Number(year),
        Number(month),
        Number(day),
        Number(hour),
        Number(minute),
        Number(second),
        fraction,
        zone,
      );
    }
    const common = COMMON_LOG.exec(trimmed);
    if (common !== null) {
      const [, day, month = '', year, hour, minute, second, fraction = '', zone = 'Z'] = common;
      const index = MONTHS.indexOf(month) + 1;
      return assemble(
        Number(year),
        index,
        Number(day),
        Number(hour),
        Number(minute),
        Number(second),
        fraction,
        zone,
      );
    }
    const epoch = EPOCH.exec(trimmed);
    if (epoch?.[1] === undefined) return null;
    const whole = Number(epoch[1]);
    return whole < SECONDS_BELOW ? whole * 1000 + milliseconds(epoch[2] ?? '') : whole;
  },
  4096,
  48,
);

function assemble(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string,
  zone: string,
): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const date = Date.UTC(year, month - 1, day);
  // The 30th of February would become the 2nd of March.
  if (new Date(date).getUTCDate() !== day) return null;
  const offset = zoneOffset(zone);
  if (offset === null) return null;
  return date + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds(fraction) - offset * MINUTE;
}

/** Cut, not rounded: `.1239` is 123 ms. */
const milliseconds = (fraction: string): number => Number(fraction.padEnd(3, '0').slice(0, 3));

/** Minutes east of UTC; null when no such zone can be. */
function zoneOffset(zone: string): number | null {
  if (!/^[+-]/.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 18 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

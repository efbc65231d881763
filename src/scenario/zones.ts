import { DAY, HOUR, MINUTE } from '../core/time.ts';

/** Offsets by zone and UTC hour, on which the zones used here change: asking Intl for every call costs more than the call. */
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC at `time`, ms, from the IANA database: daylight saving included. */
export function offsetAt(zone: string, time: number): number {
  if (zone === 'UTC') return 0;
  const hour = Math.floor(time / HOUR);
  let known = offsets.get(zone);
  if (known === undefined) {
    known = new Map();
    offsets.set(zone, known);
  }
  let offset = known.get(hour);
  if (offset === undefined) {
    offset = askIntl(zone, hour * HOUR);
    known.set(hour, offset);
  }
  return offset;
}

/** Where a moment falls in the local week. */
export interface LocalTime {
  /** Days since 1970-01-01 by the local calendar. */
  readonly day: number;
  /** 0 = Monday … 6 = Sunday. */
  readonly weekday: number;
  /** 0–23. */
  readonly hour: number;
}

export function localTime(zone: string, time: number): LocalTime {
  const local = time + offsetAt(zone, time);
  const day = Math.floor(local / DAY);
  return { day, weekday: weekdayOf(day), hour: Math.floor((local - day * DAY) / HOUR) };
}

/** 0 = Monday … 6 = Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * The moment at which the clocks of `zone` show that local day and minute. A minute that daylight saving skips
 * becomes the one an hour later, as cron daemons do; of a minute that comes twice, the first.
 */
export function utcOf(zone: string, day: number, minuteOfDay: number): number {
  const local = day * DAY + minuteOfDay * MINUTE;
  const before = offsetAt(zone, local - DAY);
  const candidate = local - before;
  const offset = offsetAt(zone, candidate);
  if (offset === before) return candidate;
  const other = local - offset;
  return offsetAt(zone, other) === offset ? other : candidate;
}

/** Year, month (1–12) and day of month (1–31) of a local day. */
export function dateOf(day: number): { year: number; month: number; date: number } {
  const at = new Date(day * DAY);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

export function daysInMonth(day: number): number {
  const { year, month } = dateOf(day);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function askIntl(zone: string, time: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const local = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'],
    part['hour'],
    part['minute'],
  );
  return local - Math.floor(time / MINUTE) * MINUTE;
}

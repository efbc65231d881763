import { HOUR, type HourNumber, startOfHour } from '../time.ts';

export const WEEK_HOURS = 168;
/** 1970-01-01 was a Thursday; the week of the ring begins on Monday. */
const EPOCH_SHIFT = 3 * 24;

/** Hour of the week in UTC, 0 = Monday 00:00. */
export const hourOfWeek = (hour: HourNumber): number =>
  (((hour + EPOCH_SHIFT) % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;

/**
 * Hour of the week on the wall clock of `zone` (IANA name). Half-hour zones round down. Offsets are remembered, since Intl
 * is slow.
 */
export function localHourOfWeek(hour: HourNumber, zone: string): number {
  if (zone === 'UTC') return hourOfWeek(hour);
  return hourOfWeek(hour + Math.floor(offsetHours(hour, zone)));
}

const offsets = new Map<string, Map<number, number>>();

function offsetHours(hour: HourNumber, zone: string): number {
  let known = offsets.get(zone);
  if (known === undefined) {
    known = new Map();
    offsets.set(zone, known);
  }
  let offset = known.get(hour);
  if (offset === undefined) {
    // An hour's own offset, exact also on the day of a clock change; bounded to about five years of hours.
    if (known.size > 50_000) known.clear();
    offset = readOffset(startOfHour(hour), zone);
    known.set(hour, offset);
  }
  return offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function readOffset(time: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const wall = Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!);
  return (wall - Math.floor(time / 60_000) * 60_000) / HOUR;
}

/** True on Saturday and Sunday of the ring. */
export const isWeekend = (bin: number): boolean => bin >= 5 * 24;

/** 'Tuesday 03:00–04:00'. */
export function nameOfBin(bin: number): string {
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;
  return `${days[Math.floor(bin / 24)]} ${clock(bin % 24)}–${clock((bin % 24) + 1)}`;
}

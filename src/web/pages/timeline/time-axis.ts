import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts';

export interface Tick {
  readonly at: number;
  readonly text: string;
  /** Where a day begins, among ticks that are closer. */
  readonly major: boolean;
}

const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
  7 * DAY,
];
const MONTHS = [1, 2, 3, 6, 12, 24, 60];
const MONTH = 30.4 * DAY;

/** Round times of the zone, at most `most` of them. Both ends in epoch ms. */
export function ticksOf(from: number, to: number, zone: string, most: number): Tick[] {
  const step = STEPS.find((each) => (to - from) / each <= most);
  return step === undefined ? monthTicks(from, to, zone, most) : stepTicks(from, to, zone, step);
}

function stepTicks(from: number, to: number, zone: string, step: number): Tick[] {
  const ticks: Tick[] = [];
  // In the clock of the zone, so that ticks lie on its full hours and midnights.
  const begin = from + offsetOf(from, zone);
  for (let local = Math.ceil(begin / step) * step; ; local += step) {
    const at = local - offsetOf(local - offsetOf(from, zone), zone);
    if (at > to) return ticks;
    if (at < from) continue;
    const isDay = local % DAY === 0;
    const text = isDay ? format(at, zone, DAYS) : format(at, zone, step < MINUTE ? SECONDS : MINUTES);
    ticks.push({ at, text, major: isDay && step < DAY });
  }
}

function monthTicks(from: number, to: number, zone: string, most: number): Tick[] {
  const step = MONTHS.find((each) => (to - from) / (each * MONTH) <= most) ?? 120;
  const first = new Date(from + offsetOf(from, zone));
  const month = first.getUTCFullYear() * 12 + first.getUTCMonth();
  const ticks: Tick[] = [];
  for (let at = Math.ceil(month / step) * step; ; at += step) {
    const local = Date.UTC(Math.floor(at / 12), at % 12);
    const time = local - offsetOf(local, zone);
    if (time > to) return ticks;
    if (time < from) continue;
    ticks.push({ at: time, text: format(time, zone, YEARS), major: at % 12 === 0 && step < 12 });
  }
}

const DAYS = { day: 'numeric', month: 'short' } as const;
const MINUTES = { hour: '2-digit', minute: '2-digit' } as const;
const SECONDS = { ...MINUTES, second: '2-digit' } as const;
const YEARS = { month: 'short', year: 'numeric' } as const;

/** `03:12` of a bucket of minutes, `Tue 24 Nov 2026` of one of days: no finer than the bucket. @param step ms */
export function timeOfBucket(at: number, step: number, zone: string): string {
  const day = format(at, zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return step >= DAY ? day : `${day} ${format(at, zone, step < MINUTE ? SECONDS : MINUTES)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  return formatOf(zone, options).format(at).replace(/,/g, '');
}

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(name, made);
  return made;
}

/** How far the zone's clock is ahead of UTC at a time, ms. */
function offsetOf(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const whole = Math.floor(at / SECOND) * SECOND;
  const parts = Object.fromEntries(
    formatOf(zone, { year: 'numeric', month: 'numeric', day: 'numeric', ...SECONDS })
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

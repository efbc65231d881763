import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/core/time.ts';
import { isHoliday } from '../../src/scenario/calendar.ts';
import { daysInMonth, localTime, offsetAt, utcOf, weekdayOf } from '../../src/scenario/zones.ts';

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY;

describe('zones', () => {
  it.each([
    ['America/New_York', '2025-03-09T06:59:59Z', -5],
    ['America/New_York', '2025-03-09T07:00:00Z', -4],
    ['America/New_York', '2025-11-02T05:59:59Z', -4],
    ['America/New_York', '2025-11-02T06:00:00Z', -5],
    ['Europe/Berlin', '2025-03-30T00:59:59Z', 1],
    ['Europe/Berlin', '2025-03-30T01:00:00Z', 2],
    ['Europe/Berlin', '2025-10-26T01:00:00Z', 1],
    ['Asia/Kolkata', '2025-07-01T00:00:00Z', 5.5],
    ['UTC', '2025-07-01T00:00:00Z', 0],
  ])('%s at %s is %d hours from UTC', (zone, at, hours) => {
    expect(offsetAt(zone, Date.parse(at)) / HOUR).toBe(hours);
  });

  it('a local minute that daylight saving skips comes an hour later, one that comes twice the first time', () => {
    expect(new Date(utcOf('America/New_York', day('2025-03-09'), 150)).toISOString()).toBe(
      '2025-03-09T07:30:00.000Z',
    );
    expect(new Date(utcOf('America/New_York', day('2025-11-02'), 90)).toISOString()).toBe(
      '2025-11-02T05:30:00.000Z',
    );
    expect(new Date(utcOf('Europe/Berlin', day('2025-10-26'), 180)).toISOString()).toBe(
      '2025-10-26T02:00:00.000Z',
    );
  });

  it('utcOf undoes localTime', () => {
    const zones = ['America/Los_Angeles', 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 20_000, max: 21_000 }),
        fc.integer({ min: 4, max: 23 }),
        (zone, local, hour) => {
          const back = localTime(zone, utcOf(zone, local, hour * 60 + 10));
          expect(back).toEqual({ day: local, weekday: weekdayOf(local), hour });
        },
      ),
    );
  });

  it('knows weekdays and the length of months', () => {
    expect(weekdayOf(day('2025-06-02'))).toBe(0);
    expect(weekdayOf(day('2025-06-08'))).toBe(6);
    expect(daysInMonth(day('2024-02-10'))).toBe(29);
  });
});

describe('holidays', () => {
  it.each([
    ['us', '2025-11-27', true],
    ['us', '2025-11-28', true],
    ['us', '2026-11-26', true],
    ['us', '2025-05-26', true],
    ['us', '2025-09-01', true],
    ['us', '2025-01-20', true],
    ['us', '2025-05-01', false],
    ['us', '2025-11-20', false],
    ['eu', '2025-04-18', true],
    ['eu', '2025-04-21', true],
    ['eu', '2026-04-06', true],
    ['eu', '2025-05-29', true],
    ['eu', '2025-07-04', false],
    ['world', '2025-12-25', true],
    ['world', '2025-12-26', false],
  ] as const)('%s %s: %s', (calendar, date, expected) => {
    expect(isHoliday(calendar, day(date))).toBe(expected);
  });
});

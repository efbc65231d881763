import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOfWeek, localHourOfWeek, WEEK_HOURS } from '../../../src/core/stats/week.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** By the calendar of the platform, in words. */
function byCalendar(hour: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(
    format.formatToParts(new Date(hour * 3_600_000)).map(({ type, value }) => [type, value]),
  );
  return DAYS.indexOf(parts.get('weekday')!) * 24 + Number(parts.get('hour'));
}

/** 2015 to 2035. */
const anyHour = fc.integer({ min: 394_464, max: 569_784 });

describe('the hour of the week', () => {
  it('is that of the calendar, on any clock, also where it is put forward or back', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tokyo',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
    ];
    fc.assert(
      fc.property(anyHour, fc.constantFrom(...zones), (hour, zone) => {
        expect(localHourOfWeek(hour, zone)).toBe(byCalendar(hour, zone));
      }),
      { numRuns: 300 },
    );
    // The hours around both changes of 2026 in Berlin.
    for (const change of [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)]) {
      for (let hour = change / 3_600_000 - 5; hour <= change / 3_600_000 + 5; hour += 1) {
        expect(localHourOfWeek(hour, 'Europe/Berlin')).toBe(byCalendar(hour, 'Europe/Berlin'));
      }
    }
  });

  it('goes round', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (hour) => {
        expect(hourOfWeek(hour + WEEK_HOURS)).toBe(hourOfWeek(hour));
        expect(hourOfWeek(hour + 1)).toBe((hourOfWeek(hour) + 1) % WEEK_HOURS);
      }),
    );
  });
});

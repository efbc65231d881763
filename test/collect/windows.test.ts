import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextWindow } from '../../src/collect/windows.ts';
import { DAY } from '../../src/core/time.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const now = Date.parse('2026-10-20T09:30:00Z');

test('what is up to date reads yesterday and today again', () => {
  expect(nextWindow(day('2026-10-19'), now, 180, 7)).toEqual({
    window: { from: day('2026-10-19'), to: day('2026-10-20') },
    settledUntil: day('2026-10-19'),
    daysLeft: 0,
  });
});

test('history is read oldest first, up to the day before yesterday', () => {
  expect(nextWindow(day('2026-10-10'), now, 180, 7)).toEqual({
    window: { from: day('2026-10-10'), to: day('2026-10-16') },
    settledUntil: day('2026-10-17'),
    daysLeft: 4,
  });
  expect(nextWindow(day('2026-10-17'), now, 180, 7)).toMatchObject({
    window: { from: day('2026-10-17'), to: day('2026-10-18') },
    settledUntil: day('2026-10-19'),
    daysLeft: 2,
  });
});

test('after a long silence it begins where Zoom still has something', () => {
  expect(nextWindow(day('2025-01-01'), now, 180, 7).window.from).toBe(day('2026-10-20') - 180 * DAY);
});

test('from anywhere, step by step, every day is read up to today, and no range is too long', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 180 }),
      fc.integer({ min: 1, max: 30 }),
      (daysAgo, keeps, longest) => {
        let cursor = day('2026-10-20') - daysAgo * DAY;
        const first = Math.max(cursor, day('2026-10-20') - keeps * DAY);
        let covered = Math.min(first, day('2026-10-19'));
        for (let step = 0; step < 400; step += 1) {
          const { window, settledUntil, daysLeft } = nextWindow(cursor, now, keeps, longest);
          expect(window.from).toBeLessThanOrEqual(covered);
          expect((window.to - window.from) / DAY).toBeLessThan(Math.max(longest, 2));
          covered = window.to + DAY;
          cursor = Math.max(cursor, settledUntil);
          expect(daysLeft).toBe((day('2026-10-20') - window.to) / DAY);
          if (daysLeft === 0) break;
        }
        expect(covered).toBe(day('2026-10-21'));
        expect(cursor).toBe(Math.max(day('2026-10-20') - daysAgo * DAY, day('2026-10-19')));
      },
    ),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAt } from '../../src/collect/retry-after.ts';
import { DAY, HOUR, SECOND } from '../../src/core/time.ts';

const now = Date.parse('2026-10-20T09:30:00Z');
const after = (text: string): number | null => retryAt({ 'retry-after': text }, now);

test.each([
  ['2026-10-20T10:00:00Z', '2026-10-20T10:00:00Z'],
  ['2026-10-20T10:00:00.000+00:00', '2026-10-20T10:00:00Z'],
  ['2026-10-20T12:00:00+02:00', '2026-10-20T10:00:00Z'],
  ['2026-10-20T10:00:00', '2026-10-20T10:00:00Z'],
  ['2026-10-20 10:00:00', '2026-10-20T10:00:00Z'],
  ['1800', '2026-10-20T10:00:00Z'],
  ['Tue, 20 Oct 2026 10:00:00 GMT', '2026-10-20T10:00:00Z'],
])('Retry-After: %s is %s', (text, time) => {
  expect(after(text)).toBe(Date.parse(time));
});

test('what lies in the past is now, and nothing is further than the next day', () => {
  expect(after('2020-01-01T00:00:00Z')).toBe(now);
  expect(after('9999-12-31T00:00:00Z')).toBe(now + DAY + HOUR);
  expect(after('999999999')).toBe(now + DAY + HOUR);
});

test('without it X-RateLimit-Reset is asked', () => {
  const reset = String((now + 3 * SECOND) / SECOND);
  expect(retryAt({ 'x-ratelimit-reset': reset }, now)).toBe(now + 3 * SECOND);
  expect(retryAt({ 'retry-after': 'soon', 'x-ratelimit-reset': reset }, now)).toBe(now + 3 * SECOND);
  expect(retryAt({}, now)).toBeNull();
});

test('no header, however odd, makes it anything but null or a time within 25 hours', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.double().map(String)), (text) => {
      const time = after(text);
      expect(time === null || (time >= now && time <= now + DAY + HOUR)).toBe(true);
    }),
  );
});

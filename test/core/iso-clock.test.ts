import { describe, expect, it } from 'vitest';
import { isoClock } from '../../src/core/iso-clock.ts';
import { seeded } from '../monitor/support/traffic.ts';

describe('the ISO clock', () => {
  it('writes what Date writes, in any order of times', () => {
    const random = seeded(3);
    const from = Date.UTC(2011, 0, 1);
    for (let i = 0; i < 20_000; i += 1) {
      const time = from + Math.floor(random() * 40 * 365 * 86_400_000);
      expect(isoClock(time)).toBe(new Date(time).toISOString());
    }
  });

  it.each([
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '2024-02-29T12:00:00.007Z',
    '2026-03-29T01:00:00.070Z',
    '2026-12-31T23:59:59.999Z',
  ])('writes %s', (text) => {
    expect(isoClock(Date.parse(text))).toBe(text);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTime, timeProblem } from '../../src/ingest/time.ts';

const at = (iso: string): number => Date.parse(iso);

describe('parseTime', () => {
  test.each([
    ['2024-06-07T10:00:00Z', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07T10:00:00.1239Z', '2024-06-07T10:00:00.123Z'],
    ['2024-06-07T10:00:00.123Z', '2024-06-07T10:00:00.123Z'],
    ['2024-06-07t10:00:00z', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07T12:00:00+02:00', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07T04:30:00-0530', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07T10:00:00', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07T10:00Z', '2024-06-07T10:00:00.000Z'],
    ['2024-06-07', '2024-06-07T00:00:00.000Z'],
    ['2022-07-05 20:28:48', '2022-07-05T20:28:48.000Z'],
    ['2022-07-05 20:28:48 UTC', '2022-07-05T20:28:48.000Z'],
    ['2024-03-21 07:09:03:216', '2024-03-21T07:09:03.216Z'],
    ['2024-03-21 07:09:03,216', '2024-03-21T07:09:03.216Z'],
    ['17/May/2015:10:05:03 +0000', '2015-05-17T10:05:03.000Z'],
    ['17/May/2015:10:05:03 -0700', '2015-05-17T17:05:03.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000.1239', '2023-11-14T22:13:20.123Z'],
    ['1700000000123', '2023-11-14T22:13:20.123Z'],
    [1700000000, '2023-11-14T22:13:20.000Z'],
    [1700000000.123, '2023-11-14T22:13:20.123Z'],
    [1700000000123, '2023-11-14T22:13:20.123Z'],
    [1700000000123.9, '2023-11-14T22:13:20.123Z'],
    [0, '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (value, iso) => {
    expect(parseTime(value)).toBe(at(iso));
  });

  test.each([
    '',
    'NaN',
    'yesterday',
    '2024',
    '12:00',
    '2024-13-01T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-02-30T00:00:00.000Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:61:00Z',
    '2024-01-01T00:00:00+25:00',
    '32/May/2015:10:05:03 +0000',
    '17/Mai/2015:10:05:03 +0000',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    true,
    null,
    undefined,
    {},
    [],
    '9'.repeat(40),
  ])('%s is no time', (value) => {
    expect(parseTime(value)).toBeNull();
  });

  test('every form of a time is the same time, to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2011-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const time = date.getTime();
          const iso = date.toISOString();
          const forms = [
            iso,
            iso.replace('T', ' ').replace('Z', ''),
            iso.replace('Z', '+00:00'),
            iso.replace(/\.(\d+)Z/, ':$1').replace('T', ' '),
            time,
            String(time),
            time / 1000,
            `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}`,
          ];
          expect(forms.map(parseTime)).toEqual(forms.map(() => time));
        },
      ),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseTime(value)));
  });
});

describe('timeProblem', () => {
  const now = at('2026-01-01T00:00:00Z');

  test.each([
    ['2011-01-01T00:00:00Z', undefined, undefined],
    ['2010-12-31T23:59:59.999Z', undefined, 'invalid_time'],
    ['1970-01-01T00:00:00Z', undefined, 'invalid_time'],
    ['2026-01-01T00:05:00Z', undefined, undefined],
    ['2026-01-01T00:05:00.001Z', undefined, 'time_in_future'],
    ['2100-01-01T00:00:00Z', undefined, 'time_in_future'],
    ['2025-01-01T00:00:00Z', '2025-06-01T00:00:00Z', 'too_old'],
    ['2025-06-01T00:00:00Z', '2025-06-01T00:00:00Z', undefined],
  ])('%s, kept from %s on: %s', (iso, notBefore, code) => {
    expect(timeProblem(at(iso), now, notBefore === undefined ? undefined : at(notBefore))?.code).toBe(code);
  });
});

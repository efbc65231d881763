import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM } from '../../../src/core/counts/detector.ts';
import { judge, noise, scoresOf } from './support/series.ts';

const anyValue = fc.oneof(
  fc.integer({ min: 0, max: 500 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, -1, 1e300, -1e300, 5e-324),
);
const anySeries = fc.array(anyValue, { minLength: 1, maxLength: 400 });

describe('every row of any series', () => {
  it('gets a score from 0 to 1', () => {
    fc.assert(
      fc.property(anySeries, (values) => {
        const judgements = judge(values);
        expect(judgements).toHaveLength(values.length);
        for (const { score, bits, expected } of judgements) {
          expect(score >= 0 && score <= 1).toBe(true);
          expect(Number.isFinite(bits) && Number.isFinite(expected)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is judged without a look ahead: what follows changes nothing', () => {
    fc.assert(
      fc.property(anySeries, anySeries, (values, rest) => {
        expect(scoresOf([...values, ...rest]).slice(0, values.length)).toEqual(scoresOf(values));
      }),
      { numRuns: 100 },
    );
  });

  it('is judged the same in another unit', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 100, maxLength: 400 });
    fc.assert(
      fc.property(counts, fc.integer({ min: -6, max: 10 }), (values, power) => {
        // A power of two scales a double exactly. All zeros have no unit.
        fc.pre(new Set(values.slice(0, 30)).size > 1);
        const scaled = values.map((value) => value * 2 ** power);
        const [one, other] = [scoresOf(values), scoresOf(scaled)];
        for (const [i, score] of one.entries()) expect(other[i]).toBeCloseTo(score, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('is judged the same upside down', () => {
    const random = noise(3);
    const values = Array.from({ length: 600 }, () => Math.round(20 + 10 * random()));
    values[500] = 90;
    const flipped = scoresOf(values.map((value) => -value));
    for (const [i, score] of scoresOf(values).entries()) expect(flipped[i]).toBeCloseTo(score, 9);
  });
});

/** Quiet counts around a mean: a handful of calls, now more, now fewer. */
function quiet(rows: number, seed: number, mean = 10): number[] {
  const random = noise(seed);
  return Array.from({ length: rows }, () => Math.round(mean * (0.6 + 0.8 * random())));
}

/** A working day: busy from 8 to 18 on weekdays, 12 rows an hour. */
function working(days: number, seed: number): number[] {
  const random = noise(seed);
  return Array.from({ length: days * 288 }, (_, i) => {
    const [day, hour] = [Math.floor(i / 288) % 7, Math.floor(i / 12) % 24];
    const mean = day < 5 && hour >= 8 && hour < 18 ? 60 : 6;
    return Math.round(mean * (0.7 + 0.6 * random()));
  });
}

describe('what is an alarm', () => {
  it('a spike of 200 times in a quiet series scores above 0.9', () => {
    const row = fc.integer({ min: 100, max: 1999 });
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3000 }), row, (seed, mean, at) => {
        const values = quiet(2000, seed, mean);
        values[at] = 200 * mean;
        expect(scoresOf(values)[at]).toBeGreaterThan(0.9);
      }),
      { numRuns: 60 },
    );
  });

  it('a collapse is one too', () => {
    const values = quiet(1200, 6, 400);
    values.fill(0, 1000, 1010);
    expect(judge(values)[1000]!.score).toBeGreaterThanOrEqual(ALARM);
  });

  it('so is a working day on which nobody works, though no value of it is unusual', () => {
    const values = working(21, 7);
    const monday = 14 * 288;
    for (let i = monday + 8 * 12; i < monday + 18 * 12; i += 1) values[i] = 6;
    const scores = scoresOf(values).slice(monday + 8 * 12, monday + 12 * 12);
    expect(Math.max(...scores)).toBeGreaterThanOrEqual(ALARM);
    const ordinary = scoresOf(working(21, 7)).slice(monday + 8 * 12, monday + 12 * 12);
    expect(Math.max(...ordinary)).toBeLessThan(ALARM);
  });

  it('and a creeping rise ends as a record', () => {
    const values = quiet(2000, 8, 100).map((value, i) => value + Math.max(0, i - 1200) * 0.25);
    const late = judge(values).slice(1200);
    expect(late.some(({ score, reason }) => score >= ALARM && reason === 'record')).toBe(true);
  });
});

describe('what is none', () => {
  it.each([0, 7, -3.5, 1e9])('a constant series of %d', (value) => {
    expect(Math.max(...scoresOf(new Array<number>(3000).fill(value)))).toBeLessThan(ALARM);
  });

  it('noise, but for about one row in a thousand', () => {
    const alarms = [11, 12, 13, 14, 15].map(
      (seed) => scoresOf(quiet(4000, seed, 50)).filter((score) => score >= ALARM).length,
    );
    expect(alarms.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20);
  });

  it('a rhythm, once it is known', () => {
    const scores = scoresOf(working(28, 16)).slice(14 * 288);
    expect(scores.filter((score) => score >= ALARM).length).toBeLessThanOrEqual(4);
  });

  it('the rows after an alarm: one event gives one peak', () => {
    const values = quiet(900, 17);
    values.fill(200, 600, 640);
    const scores = scoresOf(values);
    const during = scores.slice(600, 660).filter((score) => score >= ALARM);
    expect(during.length).toBeGreaterThanOrEqual(1);
    expect(during.length).toBeLessThanOrEqual(4);
  });

  it('a new level, once it has stayed', () => {
    const values = [...quiet(1500, 18, 20), ...quiet(3000, 19, 60)];
    const settled = scoresOf(values).slice(2000);
    expect(settled.filter((score) => score >= ALARM).length).toBeLessThanOrEqual(4);
  });
});

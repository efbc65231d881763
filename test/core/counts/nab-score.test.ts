import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nabScore, type ScoredSeries, scaledSigmoid } from '../../../scripts/nab-score.mjs';

/** 100 rows (15 of them probation), a window of rows 40 to 49, and the rows that alarm. */
function series(
  alarms: Readonly<Record<number, number>>,
  windows: [number, number][] = [[40, 49]],
): ScoredSeries {
  return {
    name: 'series',
    timestamps: Array.from({ length: 100 }, (_, i) => `t${i}`),
    scores: Array.from({ length: 100 }, (_, i) => alarms[i] ?? 0),
    windows: windows.map(([first, last]) => [`t${first}`, `t${last}`]),
  };
}

const standard = (one: ScoredSeries, threshold = 0.5): number => nabScore([one], 'standard', threshold).score;

describe('the credit of a detection', () => {
  it('is that of the paper', () => {
    expect(scaledSigmoid(-1)).toBeCloseTo(0.98661, 5);
    expect(scaledSigmoid(-0.5)).toBeCloseTo(0.84828, 5);
    expect(scaledSigmoid(0)).toBe(0);
    expect(scaledSigmoid(1)).toBeCloseTo(-0.98661, 5);
    expect(scaledSigmoid(3)).toBe(-1);
  });
});

describe('the score of small corpora, by hand', () => {
  it('is 0 for silence and 100 for the first row of the window', () => {
    expect(standard(series({}))).toBe(0);
    expect(standard(series({ 40: 1 }))).toBeCloseTo(100, 10);
  });

  it('counts the earliest detection of a window, once', () => {
    // Row 45 stands 5 rows before the end of 10: −(49 − 45 + 1)/10 = −0.5, worth 0.84828/0.98661 = 0.85979 of 1.
    expect(standard(series({ 45: 1, 46: 1, 49: 1 }))).toBeCloseTo((100 * (0.85979 + 1)) / 2, 2);
  });

  it('takes 0.11 for a false alarm before any window, and less shortly after one', () => {
    expect(standard(series({ 20: 1, 40: 1 }))).toBeCloseTo((100 * (1 - 0.11 + 1)) / 2, 10);
    // Row 52 lies 3 rows past row 49 of a window 9 rows wide between its ends: σ(1/3) = 2/(1 + e^(5/3)) − 1 = −0.68226.
    expect(standard(series({ 40: 1, 52: 1 }))).toBeCloseTo((100 * (2 - 0.11 * 0.68226)) / 2, 2);
    expect(standard(series({ 40: 1, 99: 1 }))).toBeCloseTo((100 * (2 - 0.11)) / 2, 10);
  });

  it('leaves the probation out', () => {
    expect(standard(series({ 14: 1, 40: 1 }))).toBeCloseTo(100, 10);
    expect(standard(series({ 15: 1, 40: 1 }))).toBeLessThan(100);
  });

  it('weighs false alarms and misses as the profiles say', () => {
    const two = series({ 20: 1, 40: 1 }, [
      [40, 49],
      [70, 79],
    ]);
    expect(nabScore([two], 'standard', 0.5).score).toBeCloseTo((100 * (1 - 1 - 0.11 + 2)) / 4, 10);
    expect(nabScore([two], 'reward_low_FP_rate', 0.5).score).toBeCloseTo((100 * (1 - 1 - 0.22 + 2)) / 4, 10);
    expect(nabScore([two], 'reward_low_FN_rate', 0.5).score).toBeCloseTo((100 * (1 - 2 - 0.11 + 4)) / 6, 10);
  });

  it('may be below 0', () => {
    expect(standard(series({ 20: 1, 21: 1 }))).toBeCloseTo((100 * -0.22) / 2, 10);
  });
});

describe('the threshold', () => {
  it('is one for all series: the best', () => {
    const a = series({ 20: 0.3, 40: 0.6 });
    const b = { ...series({ 25: 0.7, 40: 0.9 }), name: 'other' };
    // 0.9 finds one window; 0.6 finds both for one false alarm; 0.3 adds another.
    const { score, threshold } = nabScore([a, b], 'standard');
    expect(threshold).toBe(0.6);
    expect(score).toBeCloseTo((100 * (2 - 0.11 + 2)) / 4, 10);
  });

  it('is never beaten by any other', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 10 }), (values, threshold) => {
        const one = series(Object.fromEntries(values.entries()));
        expect(nabScore([one], 'standard').score).toBeGreaterThanOrEqual(standard(one, threshold) - 1e-9);
      }),
    );
  });

  it('is out of reach when every alarm is false', () => {
    expect(nabScore([series({ 20: 1 })], 'standard')).toEqual({ score: 0, threshold: 1.1, windows: 1 });
  });
});

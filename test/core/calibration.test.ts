import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNTED_BITS,
  calibrate,
  episodesPerDay,
  MODERATE_BITS,
  REFERENCE_ONLY,
  thresholdFor,
} from '../../src/core/calibration.ts';
import { calibrationDay, type DailyPeak } from '../../src/core/daily-peaks.ts';
import { FleetCalibration } from '../../src/core/fleet-calibration.ts';
import { episodesPerUsedDay, scoreOf } from '../../src/core/reference.ts';

const YEARLY = 1 / 365;

/**
 * A fleet whose peaks fall off exponentially: `rate` a used day at ten bits, halved every `halving` bits.
 *
 * @param stolen as many more credentials, each with a theft of thirty bits a day
 */
function daysOf(rate: number, halving: number, usedDays = 200, days = 90, stolen = 0) {
  const peaks = Math.round(rate * usedDays);
  return Array.from({ length: days }, (_, day) => {
    const found: DailyPeak[] = Array.from({ length: usedDays }, (_unused, index) => {
      // Quantiles of the exponential, so that nothing is left to chance.
      const bits = index < peaks ? COUNTED_BITS - halving * Math.log2((index + 0.5) / peaks) : 2;
      return { credentialId: `c${(index + day * 61) % 2000}`, day, bits };
    });
    const thefts = Array.from({ length: stolen }, (_unused, index) => ({
      credentialId: `s${index}`,
      day,
      bits: 30,
    }));
    return calibrationDay(day, [...found, ...thefts]);
  });
}

describe('the threshold', () => {
  it('is the reference where nothing is known, aiming at 0.8 of the budget', () => {
    const threshold = thresholdFor(REFERENCE_ONLY, YEARLY);
    expect(episodesPerUsedDay(threshold)).toBeCloseTo(0.8 * YEARLY, 9);
    expect(REFERENCE_ONLY.ownDays).toBe(0);
  });

  it('falls for a quiet fleet, by no more than two bits', () => {
    const reference = scoreOf(0.8 * YEARLY);
    expect(thresholdFor(calibrate(daysOf(0.03, 1.3)), YEARLY)).toBeLessThan(reference - 0.3);
    expect(thresholdFor(calibrate(daysOf(0.005, 0.5)), YEARLY)).toBe(reference - 2);
  });

  it('hardly falls for one quiet credential in three months: the reference outweighs it', () => {
    const alone = calibrate(daysOf(0, 1, 1));
    expect(scoreOf(0.8 * YEARLY) - thresholdFor(alone, YEARLY)).toBeLessThan(0.5);
  });

  it('rises for a fleet with more peaks, and for one with a longer tail', () => {
    const reference = thresholdFor(REFERENCE_ONLY, YEARLY);
    const usual = thresholdFor(calibrate(daysOf(0.042, 1.4)), YEARLY);
    const more = thresholdFor(calibrate(daysOf(0.2, 1.4)), YEARLY);
    const longer = thresholdFor(calibrate(daysOf(0.042, 2.5)), YEARLY);
    expect(usual - reference).toBeLessThan(0.6);
    expect(more).toBeGreaterThan(usual + 1.5);
    expect(longer).toBeGreaterThan(usual + 1.5);
  });

  it('is the score at which λ meets 0.8 of the budget', () => {
    for (const calibration of [REFERENCE_ONLY, calibrate(daysOf(0.1, 2.2)), calibrate(daysOf(0.03, 1.3))]) {
      const threshold = thresholdFor(calibration, YEARLY);
      expect(episodesPerDay(calibration, threshold)).toBeCloseTo(0.8 * YEARLY, 6);
    }
  });

  it('does not rise, however many plain thefts are among the history', () => {
    const [quiet, robbed] = [daysOf(0.05, 1.4), daysOf(0.05, 1.4, 200, 90, 10)];
    expect(robbed.map(({ moderate, excess }) => [moderate, excess])).toEqual(
      quiet.map(({ moderate, excess }) => [moderate, excess]),
    );
    const difference = thresholdFor(calibrate(robbed), YEARLY) - thresholdFor(calibrate(quiet), YEARLY);
    expect(Math.abs(difference)).toBeLessThan(0.2);
    expect(difference).toBeLessThanOrEqual(0);
  });

  it('stays from two bits below to six above the reference, whatever the history says', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            usedDays: fc.nat(5000),
            moderate: fc.nat(5000),
            excess: fc.nat(7000 * 5000),
          }),
          { maxLength: 40 },
        ),
        fc.constantFrom(1 / 30, 1 / 90, YEARLY),
        (days, budget) => {
          const reference = scoreOf(0.8 * budget);
          const threshold = thresholdFor(calibrate(days), budget);
          expect(threshold).toBeGreaterThanOrEqual(reference - 2);
          expect(threshold).toBeLessThanOrEqual(reference + 6 + 1e-9);
        },
      ),
    );
  });
});

describe('a day is counted', () => {
  it('once for an episode of three days, unless it grows', () => {
    const peaks = (bits: readonly number[]): DailyPeak[] =>
      bits.map((one, day) => ({ credentialId: 'a', day, bits: one }));
    expect(calibrationDay(2, peaks([15, 12, 12])).moderate).toBe(0);
    expect(calibrationDay(2, peaks([12, 12, 15]))).toEqual({
      usedDays: 1,
      moderate: 1,
      excess: 5000,
    });
    expect(calibrationDay(2, peaks([1, 1, MODERATE_BITS])).moderate).toBe(0);
  });

  it('two days later, not before', () => {
    const fleet = new FleetCalibration();
    for (let index = 0; index < 300; index += 1) fleet.add({ credentialId: `c${index}`, day: 10, bits: 12 });
    expect(fleet.on(11)).toEqual(REFERENCE_ONLY);
    expect(fleet.on(12).ownDays).toBe(300);
    expect(fleet.on(10 + 2 + 90)).toEqual(REFERENCE_ONLY);
  });
});

describe('the calibration of a fleet that is replayed', () => {
  it('is the same whether it is asked day by day or not before the end', () => {
    const [daily, late] = [new FleetCalibration(), new FleetCalibration()];
    // Evidence that goes on for days is counted once.
    const peaks = Array.from({ length: 40 }, (_, day): DailyPeak[] =>
      ['a', 'b', 'c'].map((credentialId, index) => ({
        credentialId,
        day,
        bits: (day + index) % 8 < 4 ? 12 + index : 3,
      })),
    );
    const known = peaks.map((own, day) => {
      for (const peak of own) daily.add(peak);
      return daily.on(day);
    });
    for (const peak of peaks.flat()) late.add(peak);
    expect(peaks.map((_, day) => late.on(39 - day)).reverse()).toEqual(known);
    expect(known.at(-1)!.ownDays).toBe(38 * 3);
  });
});

describe('the reference', () => {
  it('falls with the score, and its inverse is its inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 6, max: 60, noNaN: true }), (bits) => {
        expect(episodesPerUsedDay(bits + 0.1)).toBeLessThan(episodesPerUsedDay(bits));
        expect(scoreOf(episodesPerUsedDay(bits))).toBeCloseTo(bits, 6);
      }),
    );
  });
});

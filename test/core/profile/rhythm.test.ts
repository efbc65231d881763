import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRhythm, foldRhythm, type Rhythm, rarityOfHour } from '../../../src/core/profile/rhythm.ts';
import { hourOfWeek, WEEK_HOURS } from '../../../src/core/stats/week.ts';

const START = 490_000;

const isWeekend = (bin: number): boolean => bin >= 120;
const kernel = new Map([
  [0, 0.5],
  [1, 0.2],
  [2, 0.05],
]);
const distance = (a: number, b: number): number => {
  const apart = Math.abs(a - b);
  return Math.min(apart, WEEK_HOURS - apart);
};

/** Whether the hours before lent this one less than a twentieth of its even share. */
function isStray(before: readonly number[], hour: number): boolean {
  if (before.length === 0) return false;
  const bin = hourOfWeek(hour);
  let [total, near, sameHour] = [0, 0, 0];
  for (const one of before) {
    const weight = 2 ** (-(hour - one) / 720);
    const other = hourOfWeek(one);
    total += weight;
    near += weight * (kernel.get(distance(bin, other)) ?? 0);
    if (other % 24 === bin % 24 && isWeekend(other) === isWeekend(bin)) sameHour += weight;
  }
  const own = near + (3 * (sameHour / (isWeekend(bin) ? 2 : 5))) / total;
  return own < (0.05 * (total + 3)) / WEEK_HOURS;
}

/*
 * The formula of the README of odd_hour, written for one clock and without any short cut: every weight is a sum over
 * every hour that was folded.
 */
function byDefinition(folded: readonly number[], hour: number): number {
  const age = (hour - folded[0]!) / 24;
  const last = folded.at(-1)!;
  const weights = folded.map((one) => ({ bin: hourOfWeek(one), weight: 2 ** (-(last - one) / 720) }));
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  const strays = folded.reduce(
    (sum, one, index) => sum + (isStray(folded.slice(0, index), one) ? 2 ** (-(hour - one) / 720) : 0),
    0,
  );
  const uniform = 0.5 + strays + 6 * 2 ** (-age / 7);
  // The week as it was lived, and, as far as it was not, like the same hours of the days that were.
  const seen = Array.from({ length: WEEK_HOURS }, (_, bin) =>
    weights.filter((one) => one.bin === bin).reduce((sum, { weight }) => sum + weight, 0),
  );
  const lived = new Set(
    Array.from({ length: Math.min(WEEK_HOURS, hour - folded[0]!) }, (_, back) => hourOfWeek(hour - 1 - back)),
  );
  const filled = seen.map((value, bin) => {
    if (lived.has(bin)) return value;
    const same = [...lived].filter((other) => other % 24 === bin % 24);
    return same.length === 0 ? 0 : same.reduce((sum, other) => sum + seen[other]!, 0) / same.length;
  });
  const share = total / filled.reduce((sum, value) => sum + value, 0);
  const weightOf = (bin: number): number => {
    let own = uniform / WEEK_HOURS;
    let sameHour = 0;
    filled.forEach((value, other) => {
      own += share * value * (kernel.get(distance(bin, other)) ?? 0);
      if (other % 24 === bin % 24 && isWeekend(other) === isWeekend(bin)) sameHour += share * value;
    });
    return own + (3 * (sameHour / (isWeekend(bin) ? 2 : 5))) / total;
  };
  const all = Array.from({ length: WEEK_HOURS }, (_, bin) => weightOf(bin));
  const mass = all.reduce((sum, weight) => sum + weight, 0);
  const limit = 2 * all[hourOfWeek(hour)]! * (1 + 1e-12);
  return all.filter((weight) => weight <= limit).reduce((sum, weight) => sum + weight, 0) / mass;
}

function learnt(hours: readonly number[]): Rhythm {
  const rhythm = emptyRhythm('UTC');
  for (const hour of hours) foldRhythm(rhythm, hour, 'UTC');
  return rhythm;
}

/** Hours at which somebody works: some of a span, ascending. */
const anyHistory = fc
  .uniqueArray(fc.nat(24 * 40), { minLength: 1, maxLength: 120 })
  .map((offsets) => offsets.sort((a, b) => a - b).map((offset) => START + offset));

describe('how odd an hour is', () => {
  it('is what the definition gives', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 200 }), (history, later) => {
        const hour = history.at(-1)! + later;
        const rarity = rarityOfHour(learnt(history), hour, 'UTC', 1);
        expect(rarity!.probability).toBeCloseTo(Math.min(1, byDefinition(history, hour)), 9);
      }),
    );
  });

  it('is the odder the less a credential strayed, and strays are forgotten as everything is', () => {
    const nightly = (days: number): number[] => Array.from({ length: days }, (_, day) => START + 24 * day);
    const stray = START + 24 * 19 + 9;
    const atNoonAfter = (days: number, strays: number[]): number => {
      const hours = [...nightly(days), ...strays].sort((a, b) => a - b);
      return rarityOfHour(learnt(hours), nightly(days).at(-1)! + 12, 'UTC', 1)!.probability;
    };
    expect(atNoonAfter(40, [])).toBeLessThan(0.03);
    expect(atNoonAfter(40, [stray])).toBeGreaterThan(1.3 * atNoonAfter(40, []));
    expect(atNoonAfter(400, [stray])).toBeLessThan(1.01 * atNoonAfter(400, []));
  });

  it('says nothing of a day of the week that has not come yet, and much of its night', () => {
    const monday = Math.ceil(START / WEEK_HOURS) * WEEK_HOURS + 4 * 24;
    expect(hourOfWeek(monday)).toBe(0);
    const sixDays = Array.from({ length: 6 }, (_, day) => monday + 24 * day).flatMap((midnight) =>
      Array.from({ length: 14 }, (_, hour) => midnight + 6 + hour),
    );
    const rhythm = learnt(sixDays);
    const sunday = monday + 6 * 24;
    expect(rarityOfHour(rhythm, sunday + 12, 'UTC', 1)!.probability).toBeGreaterThan(0.9);
    expect(rarityOfHour(rhythm, sunday + 2, 'UTC', 1)!.probability).toBeLessThan(0.1);
  });

  it('is left out only where it is surely common', () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (history, later, atMost) => {
          const rhythm = learnt(history);
          const hour = history.at(-1)! + later;
          const probability = rarityOfHour(rhythm, hour, 'UTC', 1)!.probability;
          const quick = rarityOfHour(rhythm, hour, 'UTC', atMost);
          if (quick === null) expect(probability).toBeGreaterThan(atMost);
          else expect(quick.probability).toBe(probability);
        },
      ),
    );
  });
});

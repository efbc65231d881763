import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory, foldValues, type ValueMemory } from '../../src/core/profile/value-memory.ts';
import { emptyRollup } from '../../src/core/rollup.ts';
import { type Habit, officeHabit, serviceHabit } from '../../src/core/signals/case.ts';
import { echoOf, hoursADay, newbornNovelty, noveltyOf } from '../../src/core/signals/novelty.ts';
import { unfamiliarOperation } from '../../src/core/signals/unfamiliar-operation/signal.ts';
import { NO_STANDING } from '../../src/core/standing.ts';
import { hourOf } from '../../src/core/time.ts';
import { learn, rollupOf } from './support/story.ts';

const NOW = hourOf(Date.parse('2026-03-06T12:00:00Z'));
const OLD = { hour: NOW, since: NOW - 90 * 24, activeHours: 2000 };

function memoryOf(hours: readonly (readonly string[])[]): ValueMemory {
  const memory = emptyMemory();
  const first = NOW - 3 - hours.length;
  for (const [i, values] of hours.entries()) {
    const uses = values.map((value) => [value, { calls: 1, among: 1, vouched: true }] as const);
    foldValues(memory, uses, first + i, i === 0);
  }
  return memory;
}

describe('hoursADay', () => {
  it.each([
    ['around the clock', 90, 90 * 24, 24],
    ['nightly', 90, 90, 1],
    ['monthly', 90, 3, 1],
    ['on its first day', 0.5, 6, 6],
    ['in office hours', 70, 400, 40 / 7],
  ])('of a credential that works %s', (_, days, activeHours, expected) => {
    expect(hoursADay({ hour: NOW, since: NOW - days * 24, activeHours })).toBeCloseTo(expected, 9);
  });
});

describe('noveltyOf', () => {
  it('is what its formula says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0.05, 0.002),
        (hours, prior) => {
          const memory = memoryOf(hours);
          const novelty = noveltyOf(memory, 'never seen', OLD, prior)!;
          const chance =
            (0.5 + memory.novelHours + newbornNovelty(OLD)) / (0.5 / prior + memory.observedHours);
          expect(2 ** -novelty.bits).toBeCloseTo(Math.min(1, chance), 12);
          expect(novelty.chance).toBeCloseTo(Math.min(1, chance), 12);
        },
      ),
    );
  });

  it('says nothing of a settled value, nor where nothing is known', () => {
    expect(noveltyOf(memoryOf([['a']]), 'a', OLD, 0.01)).toBeNull();
    expect(noveltyOf(emptyMemory(), 'a', OLD, 0.01)).toBeNull();
  });

  it('counts a distrusted value in full, settled or not', () => {
    const memory = memoryOf([['a'], ['b']]);
    expect(noveltyOf(memory, 'a', OLD, 0.01, 0, true)?.weight).toBe(1);
    expect(noveltyOf(memory, 'a', OLD, 0.01, 0, true)?.bits).toBe(noveltyOf(memory, 'z', OLD, 0.01)?.bits);
  });

  it('counts less what is on probation', () => {
    const memory = memoryOf([['a'], ['b'], ...Array.from({ length: 30 }, () => ['a'])]);
    const [echo, fresh] = [noveltyOf(memory, 'b', OLD, 0.01)!, noveltyOf(memory, 'z', OLD, 0.01)!];
    expect(echo.weight).toBe(echoOf(NOW - 34, NOW));
    expect(echo.bits).toBeCloseTo(fresh.bits * echo.weight, 12);
    expect(echo.bits).toBeLessThan(fresh.bits / 2);
  });

  it('is cheap in a newborn and dearer by the hour and by the day', () => {
    const lent = [0, 1, 6, 24, 100].map((activeHours) =>
      newbornNovelty({ hour: NOW, since: NOW - activeHours, activeHours }),
    );
    expect(lent).toEqual([...lent].sort((a, b) => b - a));
    expect(newbornNovelty({ hour: NOW, since: null, activeHours: 0 })).toBeGreaterThan(10);
    expect(newbornNovelty(OLD)).toBeLessThan(0.001);
  });
});

describe('new operations among those on probation', () => {
  it('never count for less than those alone', () => {
    const probation = ['POST /a/x', 'POST /b/x', 'POST /c/x', 'POST /d/x', 'POST /e/x'];
    const habits: Habit[] = [
      { ...serviceHabit, operations: ['GET /reports/{n}/{m}'] },
      { ...officeHabit, days: 4, operations: probation },
    ];
    const scene = { hour: NOW, profile: learn(habits, NOW), standing: NO_STANDING, from: 0 };
    const bits = (operations: readonly string[]): number =>
      unfamiliarOperation.measure({
        ...scene,
        rollup:
          operations.length === 0
            ? emptyRollup(NOW)
            : rollupOf(NOW, [{ from: '198.51.100.10', calls: operations.length, operations }]),
      })?.bits ?? 0;
    expect(bits(probation)).toBeGreaterThan(1);
    expect(bits([...probation, 'POST /a/new'])).toBeGreaterThanOrEqual(bits(probation));
  });
});

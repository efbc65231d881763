import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyMemory,
  familiarityOf,
  foldValues,
  type Use,
  type ValueMemory,
} from '../../../src/core/profile/value-memory.ts';

const NOW = 490_000;
const CAPACITY = 8;
const many = Array.from({ length: 20 }, (_, i) => `v${i}`);

const used = (values: readonly string[], use: Partial<Use> = {}): [string, Use][] =>
  values.map((value) => [value, { calls: 1, among: 1, vouched: true, ...use }]);

/** Folds one value once a day and says on which day it is believed; null within a year. */
function settlingDay(use: Use): number | null {
  const memory = emptyMemory();
  foldValues(memory, used(['own']), NOW, true);
  for (let day = 1; day <= 365; day += 1) {
    foldValues(memory, used(['new'], use), NOW + day * 24, false);
    if (familiarityOf(memory, 'new').kind === 'settled') return day - 1;
  }
  return null;
}

describe('a new value is believed', () => {
  it('after two weeks when something believed vouches for it', () => {
    expect(settlingDay({ calls: 3, among: 1000, vouched: true })).toBe(14);
  });

  it('after two weeks when it makes most of the calls, as after a move', () => {
    expect(settlingDay({ calls: 600, among: 1000, vouched: false })).toBe(14);
  });

  it('not for two months when it calls now and then beside the owner', () => {
    expect(settlingDay({ calls: 3, among: 1000, vouched: false })).toBe(60);
  });
});

describe('a full memory', () => {
  it('does not depend on the order in which an hour’s values come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.shuffledSubarray(many, { minLength: 1 }), { minLength: 1, maxLength: 12 }),
        (hours) => {
          const [given, sorted] = [emptyMemory(), emptyMemory()];
          hours.forEach((values, i) => {
            foldValues(given, used(values), NOW + i, i === 0, CAPACITY);
            foldValues(sorted, used([...values].sort()), NOW + i, i === 0, CAPACITY);
          });
          expect(given).toEqual(sorted);
          expect(given.values.size).toBeLessThanOrEqual(CAPACITY);
        },
      ),
    );
  });

  it('lets go of the same as one that sorts all of its values', () => {
    const sortedOut = (memory: ValueMemory, hour: number): string[] =>
      [...memory.values]
        .map(([value, { settled, lastHour }]) => ({
          value,
          lastHour,
          kept: settled && hour - lastHour < 720,
        }))
        .sort(
          (a, b) =>
            Number(a.kept) - Number(b.kept) || a.lastHour - b.lastHour || (a.value < b.value ? -1 : 1),
        )
        .slice(0, Math.max(0, memory.values.size - CAPACITY))
        .map(({ value }) => value);
    const step = fc.tuple(fc.constantFrom(1, 1, 24, 24, 300), fc.shuffledSubarray(many, { minLength: 1 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const [small, large] = [emptyMemory(), emptyMemory()];
        let hour = NOW;
        for (const [pause, values] of steps) {
          hour += pause;
          foldValues(small, used(values), hour, hour < NOW + 30, CAPACITY);
          foldValues(large, used(values), hour, hour < NOW + 30, many.length);
          for (const value of sortedOut(large, hour)) large.values.delete(value);
          expect(small).toEqual(large);
        }
      }),
    );
  });

  it('keeps what is settled and in use before any crowd of new values', () => {
    const memory = emptyMemory();
    foldValues(memory, used(['own']), NOW, true, CAPACITY);
    for (let i = 1; i < 500; i += 1)
      foldValues(memory, used([`x${i}`, `y${i}`, `z${i}`]), NOW + i, false, CAPACITY);
    expect(familiarityOf(memory, 'own').kind).toBe('settled');
    expect(memory.values.size).toBe(CAPACITY);
  });

  it('lets go of what was settled and is no longer used, so that others can settle', () => {
    const memory = emptyMemory();
    foldValues(memory, used(many.slice(0, CAPACITY)), NOW, true, CAPACITY);
    for (let day = 1; day < 60; day += 1)
      foldValues(memory, used(['moved']), NOW + day * 24, false, CAPACITY);
    expect(familiarityOf(memory, 'moved').kind).toBe('settled');
  });
});

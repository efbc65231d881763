import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory, familiarityOf, foldValues } from '../../../src/core/profile/value-memory.ts';

const NOW = 490_000;
const CAPACITY = 8;
const many = Array.from({ length: 20 }, (_, i) => `v${i}`);

describe('a full memory', () => {
  it('does not depend on the order in which an hour’s values come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.shuffledSubarray(many, { minLength: 1 }), { minLength: 1, maxLength: 12 }),
        (hours) => {
          const [given, sorted] = [emptyMemory(), emptyMemory()];
          hours.forEach((values, i) => {
            foldValues(given, values, NOW + i, i === 0, CAPACITY);
            foldValues(sorted, [...values].sort(), NOW + i, i === 0, CAPACITY);
          });
          expect(given).toEqual(sorted);
          expect(given.values.size).toBeLessThanOrEqual(CAPACITY);
        },
      ),
    );
  });

  it('keeps what is settled and in use before any crowd of new values', () => {
    const memory = emptyMemory();
    foldValues(memory, ['own'], NOW, true, CAPACITY);
    for (let i = 1; i < 500; i += 1)
      foldValues(memory, [`x${i}`, `y${i}`, `z${i}`], NOW + i, false, CAPACITY);
    expect(familiarityOf(memory, 'own').kind).toBe('settled');
    expect(memory.values.size).toBe(CAPACITY);
  });

  it('lets go of what was settled and is no longer used, so that others can settle', () => {
    const memory = emptyMemory();
    foldValues(memory, many.slice(0, CAPACITY), NOW, true, CAPACITY);
    for (let day = 1; day < 60; day += 1) foldValues(memory, ['moved'], NOW + day * 24, false, CAPACITY);
    expect(familiarityOf(memory, 'moved').kind).toBe('settled');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, bitsOfLog, logAdd } from '../../../src/core/stats/bits.ts';
import { decayBetween } from '../../../src/core/stats/decay.ts';

describe('bits', () => {
  it('are halvings, from a probability or from its logarithm', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1, noNaN: true }), (probability) => {
        expect(2 ** -bitsOf(probability) / probability).toBeCloseTo(1, 9);
        expect(bitsOfLog(Math.log(probability))).toBeCloseTo(bitsOf(probability), 9);
      }),
    );
  });

  it('add up in logarithms as the numbers do', () => {
    const number = fc.double({ min: 1e-100, max: 1e100, noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(logAdd(Math.log(a), Math.log(b))).toBeCloseTo(Math.log(a + b), 9);
      }),
    );
    expect(logAdd(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
    expect(logAdd(-5_000, Number.NEGATIVE_INFINITY)).toBe(-5_000);
  });
});

describe('what is learnt', () => {
  it('halves every thirty days, in however many steps', () => {
    const hours = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(hours, hours, hours, (start, first, second) => {
        const once = decayBetween(start, start + first + second);
        const twice =
          decayBetween(start, start + first) * decayBetween(start + first, start + first + second);
        expect(twice / once).toBeCloseTo(1, 9);
        expect(Math.log2(once)).toBeCloseTo(-(first + second) / 720, 9);
      }),
    );
    expect(decayBetween(10, 3)).toBe(1);
  });
});

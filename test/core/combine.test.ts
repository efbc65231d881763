import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../src/core/alert.ts';
import { type Part, sharesOf } from '../../src/core/combine.ts';

const anyParts: fc.Arbitrary<Part[]> = fc
  .tuple(
    fc.subarray([...SIGNALS], { minLength: 1 }),
    fc.array(fc.oneof(fc.constantFrom(0, 1, 5, 9), fc.double({ min: 0, max: 40, noNaN: true })), {
      minLength: SIGNALS.length,
      maxLength: SIGNALS.length,
    }),
  )
  .map(([names, bits]) => names.map((signal, i) => ({ signal, bits: bits[i]! })));

const sumOf = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0);

describe('the shares of the signals', () => {
  it('rise in sum, or stay, when any part rises', () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.nat(),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.boolean(),
        (parts, at, more, strange) => {
          const index = at % parts.length;
          const raised = parts.map((part, i) => (i === index ? { ...part, bits: part.bits + more } : part));
          expect(sumOf(sharesOf(raised, strange, 1))).toBeGreaterThanOrEqual(
            sumOf(sharesOf(parts, strange, 1)) - 1e-9,
          );
        },
      ),
    );
  });

  it('rise in sum, or stay, when a signal joins', () => {
    fc.assert(
      fc.property(anyParts, fc.boolean(), (parts, strange) => {
        expect(sumOf(sharesOf(parts, strange, 1))).toBeGreaterThanOrEqual(
          sumOf(sharesOf(parts.slice(1), strange, 1)) - 1e-9,
        );
      }),
    );
  });

  it('rise in sum, or stay, when a stranger comes', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(sumOf(sharesOf(parts, true, 1))).toBeGreaterThanOrEqual(
          sumOf(sharesOf(parts, false, 1)) - 1e-9,
        );
      }),
    );
  });

  it('are never more than the bits, and each in its place', () => {
    fc.assert(
      fc.property(anyParts, fc.boolean(), (parts, strange) => {
        const shares = sharesOf(parts, strange, 1);
        expect(shares).toHaveLength(parts.length);
        shares.forEach((share, i) => {
          expect(share).toBeLessThanOrEqual(parts[i]!.bits);
          expect(share).toBeGreaterThanOrEqual(0);
        });
        expect(Math.max(...shares)).toBe(Math.max(...parts.map(({ bits }) => bits)));
      }),
    );
  });

  it('count for less in a young credential, all of them alike', () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (parts, strange, maturity) => {
          const grown = sharesOf(parts, strange, 1);
          sharesOf(parts, strange, maturity).forEach((share, i) => {
            expect(share).toBeCloseTo(grown[i]! * maturity, 9);
          });
        },
      ),
    );
  });

  it('leave unrelated signals alone', () => {
    const parts: Part[] = [
      { signal: 'unfamiliar_network', bits: 9 },
      { signal: 'odd_hour', bits: 5 },
      { signal: 'dormant_awakes', bits: 7 },
    ];
    expect(sharesOf(parts, false, 1)).toEqual([9, 5, 7]);
  });

  it('count what one cause explains once, and the rest in part', () => {
    const sharesIn = (strange: boolean, ...parts: Part[]): number[] => sharesOf(parts, strange, 1);
    const [network, operation]: Part[] = [
      { signal: 'unfamiliar_network', bits: 10 },
      { signal: 'unfamiliar_operation', bits: 8 },
    ];
    expect(sharesIn(false, network!, operation!)).toEqual([10, 8 * 0.35]);
    expect(sharesIn(true, network!, operation!)).toEqual([10, 8]);
    const [company, spike]: Part[] = [
      { signal: 'concurrent_networks', bits: 5 },
      { signal: 'usage_spike', bits: 9 },
    ];
    expect(sharesIn(false, company!, spike!)).toEqual([2.5, 9]);
    expect(sharesIn(true, company!, spike!)).toEqual([5, 9]);
    expect(sharesIn(false, { signal: 'odd_hour', bits: 5 }, spike!)).toEqual([3, 9]);
    expect(sharesIn(true, spike!, { signal: 'data_spike', bits: 8 })[1]).toBeCloseTo(8 * 0.25 * 0.6, 9);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCalls, evidenceOfStrangers } from '../../../src/core/ledger/judge-window.ts';
import { lossRateOf } from '../../../src/core/ledger/loss-rate.ts';
import type { LedgerCall } from '../../../src/core/ledger/match-calls.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts';

const SKEW = 2 * MINUTE;
const SPAN = { from: 0, to: HOUR };
const call = (time: number, operation = 'GET /users', status = 200): LedgerCall => ({
  time,
  operation,
  status,
  trackingId: null,
});
/** A call every half a minute. */
const steady = (count = 120): LedgerCall[] => Array.from({ length: count }, (_, i) => call(i * 30 * SECOND));

describe('compareCalls', () => {
  it('accounts for every call that Zoom logged', () => {
    const anyCall = fc
      .tuple(
        fc.nat(HOUR),
        fc.constantFrom('GET /users', 'GET /groups', 'POST /users'),
        fc.constantFrom(200, 429),
      )
      .map(([time, operation, status]) => call(time, operation, status));
    fc.assert(
      fc.property(
        fc.array(anyCall, { maxLength: 60 }),
        fc.array(anyCall, { maxLength: 60 }),
        (zoom, ours) => {
          const { zoomSide, matched, uncovered, zoomOnly, operations } = compareCalls(zoom, ours, SPAN, SKEW);
          expect(zoomSide).toBe(zoom.length);
          expect(matched + uncovered + zoomOnly.length).toBe(zoom.length);
          const counts = Object.values(operations);
          expect(counts.reduce((sum, [both]) => sum + both, 0)).toBe(matched);
          expect(counts.reduce((sum, [, only]) => sum + only, 0)).toBe(zoomOnly.length);
        },
      ),
    );
  });

  it('sees a thief beside the owner', () => {
    const theft = [10, 11, 12].map((minute) => call(minute * MINUTE, 'GET /users/{userId}/recordings'));
    const { zoomOnly, matched } = compareCalls([...steady(), ...theft], steady(), SPAN, SKEW);
    expect(matched).toBe(120);
    expect(zoomOnly).toEqual([120, 121, 122]);
  });

  it('says nothing of calls that both logs have under other names', () => {
    const renamed = steady().map((one) => ({ ...one, operation: 'GET /users/{id}' }));
    expect(compareCalls(steady(), renamed, SPAN, SKEW)).toMatchObject({
      matched: 0,
      uncovered: 120,
      zoomOnly: [],
    });
  });

  it('says nothing of what happened while our log was down', () => {
    const down = (time: number): boolean => time > 20 * MINUTE && time < 45 * MINUTE;
    // As much is read of ours as the clocks may lie apart.
    const ours = steady(124).filter(({ time }) => !down(time));
    const { zoomOnly, uncovered } = compareCalls(steady(), ours, SPAN, SKEW);
    expect(zoomOnly).toEqual([]);
    expect(uncovered).toBeGreaterThan(40);
  });

  it('sees a thief while the owner pauses', () => {
    const pause = (time: number): boolean => time > 20 * MINUTE && time < 45 * MINUTE;
    const owner = steady().filter(({ time }) => !pause(time));
    const theft = [30, 31, 32].map((minute) => call(minute * MINUTE));
    expect(compareCalls([...owner, ...theft], owner, SPAN, SKEW).zoomOnly).toHaveLength(3);
  });
});

describe('the evidence', () => {
  it('grows with every call that only Zoom saw, and with a better log', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(40),
        fc.double({ min: 5e-4, max: 0.2, noNaN: true }),
        (both, only, loss) => {
          const bits = evidenceOfStrangers({ a: [both, only], b: [100, 0] }, loss);
          expect(evidenceOfStrangers({ a: [both, only + 1], b: [100, 0] }, loss)).toBeGreaterThanOrEqual(
            bits - 1e-6,
          );
          expect(evidenceOfStrangers({ a: [both, only], b: [100, 0] }, loss / 2)).toBeGreaterThanOrEqual(
            bits - 1e-6,
          );
        },
      ),
    );
  });

  it('is none where lines are lost as usual', () => {
    expect(evidenceOfStrangers({ a: [990, 10] }, 0.012)).toBeLessThan(2);
    expect(evidenceOfStrangers({}, 0.01)).toBe(0);
  });

  it('needs few calls of a kind that the owner does not make', () => {
    expect(evidenceOfStrangers({ a: [400, 0], b: [0, 2] }, 0.001)).toBeGreaterThan(15);
    expect(evidenceOfStrangers({ a: [400, 0], b: [0, 4] }, 0.01)).toBeGreaterThan(20);
  });
});

it('takes the share of lost lines on the careful side', () => {
  expect(lossRateOf({ matched: 0, zoomOnly: 0 })).toBeCloseTo(3 / 200, 3);
  expect(lossRateOf({ matched: 99_000, zoomOnly: 1_000 })).toBeGreaterThan(0.01);
  expect(lossRateOf({ matched: 99_000, zoomOnly: 1_000 })).toBeLessThan(0.011);
  expect(lossRateOf({ matched: 1e6, zoomOnly: 0 })).toBe(5e-4);
});

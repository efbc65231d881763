import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LedgerCall, matchCalls } from '../../../src/core/ledger/match-calls.ts';

const SKEW = 2_000;

const call = fc.record<LedgerCall>({
  time: fc.integer({ min: 0, max: 12_000 }),
  operation: fc.constantFrom('GET /users', 'GET /users/{userId}', null),
  status: fc.constantFrom(200, 404, null),
  trackingId: fc.constantFrom('a', 'b', null, null),
});
const calls = fc.array(call, { maxLength: 7 });

test('every pair is allowed, and none of ours explains two calls', () => {
  fc.assert(
    fc.property(calls, calls, (zoomSide, ourSide) => {
      const { ours } = matchCalls(zoomSide, ourSide, SKEW);
      const places = ours.filter((place) => place !== null);
      expect(new Set(places).size).toBe(places.length);
      ours.forEach((place, i) => {
        if (place !== null) expect(isAllowed(zoomSide[i]!, ourSide[place]!)).toBe(true);
      });
    }),
  );
});

test('no other way to match calls without tracking ids explains more of them', () => {
  const bare = calls.map((list) => list.map((each) => ({ ...each, trackingId: null })));
  fc.assert(
    fc.property(bare, bare, (zoomSide, ourSide) => {
      const matched = matchCalls(zoomSide, ourSide, SKEW).ours.filter((place) => place !== null).length;
      expect(matched).toBe(most(zoomSide, ourSide));
    }),
  );
});

test('what we logged of every call explains every call, in any order, within the skew of the clocks', () => {
  const logged = fc.array(
    fc.record({
      seen: call.filter(({ operation, status }) => operation !== null && status !== null),
      off: fc.integer({ min: -SKEW, max: SKEW }),
      hasId: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(logged, fc.integer(), (list, seed) => {
      const zoomSide = list.map(({ seen }, i) => ({ ...seen, trackingId: `id-${i}` }));
      const ourSide = list.map(({ seen, off, hasId }, i) => ({
        ...seen,
        time: seen.time + off,
        trackingId: hasId ? `id-${i}` : null,
      }));
      const order = ourSide.map((_, i) => i).sort((a, b) => ((a * 31 + seed) % 17) - ((b * 31 + seed) % 17));
      const { ours, byTrackingId } = matchCalls(
        zoomSide,
        order.map((i) => ourSide[i]!),
        SKEW,
      );
      expect(ours).not.toContain(null);
      expect(byTrackingId).toBe(list.filter(({ hasId }) => hasId).length);
    }),
  );
});

test('a call that nobody of ours made stays without a match', () => {
  const ours: LedgerCall[] = [{ time: 1_000, operation: 'GET /users', status: 200, trackingId: null }];
  const stranger: LedgerCall = { time: 9_000, operation: 'GET /users', status: 200, trackingId: 'x' };
  expect(matchCalls([ours[0]!, stranger], ours, SKEW).ours).toEqual([0, null]);
});

function isAllowed(zoom: LedgerCall, our: LedgerCall): boolean {
  if (zoom.trackingId !== null && zoom.trackingId === our.trackingId) return true;
  const same = zoom.operation === our.operation && zoom.status === our.status;
  return same && zoom.operation !== null && zoom.status !== null && Math.abs(zoom.time - our.time) <= SKEW;
}

/** By trying everything. */
function most(zoomSide: readonly LedgerCall[], ourSide: readonly LedgerCall[]): number {
  const [first, ...rest] = zoomSide;
  if (first === undefined) return 0;
  const choices = ourSide.flatMap((our, i) =>
    isAllowed(first, our) ? [1 + most(rest, [...ourSide.slice(0, i), ...ourSide.slice(i + 1)])] : [],
  );
  return Math.max(most(rest, ourSide), ...choices);
}

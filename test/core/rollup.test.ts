import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEvent, emptyRollup, MAX_VALUES, mergeRollup } from '../../src/core/rollup.ts';
import { rollupFromJson, rollupToJson } from '../../src/core/rollup-json.ts';
import { makesRoom } from '../../src/core/smallest-hashes.ts';
import { HOUR, hourOf, startOfHour } from '../../src/core/time.ts';
import { makeEvent } from '../support/event.ts';

const at = hourOf(Date.UTC(2026, 2, 2, 12));

const event = fc
  .record({
    offset: fc.integer({ min: 0, max: HOUR - 1 }),
    host: fc.integer({ min: 0, max: 2_000 }),
    operation: fc.integer({ min: 0, max: 60 }),
    status: fc.constantFrom(200, 204, 401, 403, 404, 429, 500, null),
    bytes: fc.integer({ min: 0, max: 1e9 }),
    asn: fc.constantFrom(null, 64500, 64501),
  })
  .map(({ offset, host, operation, status, bytes, asn }) =>
    makeEvent({
      time: startOfHour(at) + offset,
      sourceIp: `198.18.${host >> 8}.${host & 255}`,
      operation: `GET /thing/${operation}`,
      client: `client-${operation % 7}`,
      tokenFingerprint: host % 3 === 0 ? null : `token-${host % 5}`,
      status,
      responseBytes: bytes,
      asn,
    }),
  );

/** FNV-1a, written another way. */
const fnv = (text: string): number =>
  Number(
    [...Buffer.from(text)].reduce(
      (hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn,
      0x811c9dc5n,
    ),
  );

const rollOf = (events: readonly ReturnType<typeof makeEvent>[]) => {
  const rollup = emptyRollup(at);
  for (const one of events) addEvent(rollup, one);
  return rollup;
};
const text = (rollup: ReturnType<typeof emptyRollup>): string => JSON.stringify(rollupToJson(rollup));

describe('the hourly roll-up', () => {
  it('is the same whatever the order and the grouping of the events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), fc.infiniteStream(fc.integer()), (events, noise) => {
        const whole = rollOf(events);
        const shuffled = events
          .map((one) => ({ one, rank: noise.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const cut = Math.floor(shuffled.length / 3);
        const merged = rollOf(shuffled.slice(0, cut));
        mergeRollup(merged, rollOf(shuffled.slice(cut)));
        expect(text(merged)).toBe(text(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its bounds, and exact counts of what it keeps, in any order', () => {
    const events = Array.from({ length: 3_000 }, (_, i) =>
      makeEvent({ time: startOfHour(at) + i, sourceIp: `198.18.${i >> 8}.${i & 255}` }),
    );
    const forward = rollOf([...events, ...events]);
    const backward = rollOf([...events, ...events].reverse());
    expect(forward.addresses.size).toBe(MAX_VALUES.address);
    expect(text(backward)).toBe(text(forward));
    for (const sighting of forward.addresses.values()) expect(sighting.calls).toBe(2);
    expect(forward.calls).toBe(6_000);
  });

  it('holds the values with the smallest hash at any time, as if each were looked through anew', () => {
    const value = fc.integer({ min: 0, max: 5_000 }).map((n) => `value-${n}`);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), fc.integer({ min: 1, max: 40 }), (values, limit) => {
        const kept = new Map<string, unknown>();
        for (const [i, one] of values.entries()) {
          if (!kept.has(one) && makesRoom(kept, one, limit)) kept.set(one, i);
          const seen = [...new Set(values.slice(0, i + 1))].sort((a, b) => fnv(a) - fnv(b)).slice(0, limit);
          expect([...kept.keys()].sort()).toEqual(seen.sort());
        }
      }),
      { numRuns: 30 },
    );
  });

  it('survives storage', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 50 }), (events) => {
        const rollup = rollOf(events);
        expect(rollupFromJson(JSON.parse(text(rollup)))).toEqual(rollup);
      }),
      { numRuns: 50 },
    );
  });

  it('takes hostile names for what they are', () => {
    const rollup = rollOf([
      makeEvent({ operation: '__proto__', client: 'constructor', sourceIp: '192.0.2.1' }),
    ]);
    expect(rollup.operations.get('__proto__')?.calls).toBe(1);
    expect(rollupFromJson(JSON.parse(text(rollup))).clients.get('constructor')?.calls).toBe(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEvent } from '../../src/core/rollup.ts';
import { EVIDENCE_FLOOR, scoreHour } from '../../src/core/score.ts';
import { officeHabit, serviceHabit } from '../../src/core/signals/case.ts';
import { NO_STANDING } from '../../src/core/standing.ts';
import { HOUR, hourOf, startOfHour } from '../../src/core/time.ts';
import { makeEvent } from '../support/event.ts';
import { learn, rollupOf } from './support/story.ts';

const night = hourOf(Date.parse('2026-03-03T03:00:00Z'));
const office = learn([officeHabit], night);
const service = learn([serviceHabit], night);

const anyEvent = fc
  .record({
    offset: fc.integer({ min: 0, max: HOUR - 1 }),
    host: fc.integer({ min: 1, max: 250 }),
    known: fc.boolean(),
    status: fc.constantFrom(200, 401, 404),
    asn: fc.constantFrom(null, 64500),
  })
  .map(({ offset, host, known, status, asn }) =>
    makeEvent({
      time: startOfHour(night) + offset,
      sourceIp: known ? '198.51.100.10' : `203.0.113.${host}`,
      operation: 'GET /users',
      status,
      asn,
    }),
  );

describe('the score of an hour', () => {
  it.each([
    ['an office integration', office],
    ['a service', service],
  ])('never falls when events are added: %s', (_name, profile) => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 120 }), (events) => {
        const rollup = rollupOf(night, []);
        let before = 0;
        for (const event of events) {
          addEvent(rollup, event);
          const { bits } = scoreHour({ hour: night, rollup, profile, standing: NO_STANDING, from: 0 });
          expect(bits).toBeGreaterThanOrEqual(before - 1e-9);
          before = bits;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the sum of its signals, and its growth ends at it', () => {
    const rollup = rollupOf(night, [{ from: '203.0.113.66', calls: 300, minute: 12 }]);
    const { bits, score } = scoreHour({
      hour: night,
      rollup,
      profile: office,
      standing: NO_STANDING,
      from: 0,
    });
    expect(bits).toBeGreaterThan(EVIDENCE_FLOOR);
    expect(score!.signals.reduce((sum, signal) => sum + signal.bits, 0)).toBeCloseTo(bits, 9);
    expect(score!.growth.at(-1)![1]).toBeCloseTo(bits, 9);
    const times = score!.growth.map(([time]) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(startOfHour(night) + 12 * 60_000);
  });

  it('takes what came before the end of learning as learnt', () => {
    const rollup = rollupOf(night, [{ from: '203.0.113.66', calls: 3, minute: 12 }]);
    const scene = { hour: night, rollup, profile: office };
    expect(scoreHour({ ...scene, standing: NO_STANDING, from: 0 }).bits).toBeGreaterThan(EVIDENCE_FLOOR);
    expect(scoreHour({ ...scene, standing: NO_STANDING, from: HOUR - 1 }).bits).toBe(0);
  });

  it('names the strangers and what they called', () => {
    const rollup = rollupOf(night, [
      { from: '198.51.100.10', calls: 5, operations: ['GET /users/{userId}'] },
      { from: '203.0.113.66', calls: 7, operations: ['GET /users/{userId}/recordings'] },
    ]);
    const { score } = scoreHour({ hour: night, rollup, profile: office, standing: NO_STANDING, from: 0 });
    expect(score).toMatchObject({
      sourceIps: ['203.0.113.66'],
      operations: ['GET /users/{userId}/recordings'],
      eventCount: 7,
    });
  });
});

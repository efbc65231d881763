import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEvent, emptyRollup } from '../../src/core/rollup.ts';
import { EVIDENCE_FLOOR, scoreHour } from '../../src/core/score.ts';
import { officeHabit } from '../../src/core/signals/case.ts';
import { signals } from '../../src/core/signals/registry.ts';
import { NO_STANDING } from '../../src/core/standing.ts';
import { HOUR, startOfHour } from '../../src/core/time.ts';
import { anyEvent, NIGHT, PROFILES, STANDINGS } from './support/any-hour.ts';
import { learn, rollupOf } from './support/story.ts';

const office = learn([officeHabit], NIGHT);
const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 120 });
const anyStanding = fc.constantFrom(...STANDINGS);

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value >= values[i - 1]! - 1e-9);

describe.each(Object.entries(PROFILES))('the score of an hour of %s', (_name, profile) => {
  it('never falls when events are added', () => {
    fc.assert(
      fc.property(anyEvents, anyStanding, (events, standing) => {
        const rollup = emptyRollup(NIGHT);
        let before = 0;
        for (const event of events) {
          addEvent(rollup, event);
          const { bits } = scoreHour({ hour: NIGHT, rollup, profile, standing, from: 0 });
          expect(bits).toBeGreaterThanOrEqual(before - 1e-9);
          before = bits;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('grows in order of time up to its bits, signal by signal and in sum', () => {
    fc.assert(
      fc.property(
        anyEvents,
        anyStanding,
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: HOUR - 1 })),
        (events, standing, from) => {
          const rollup = emptyRollup(NIGHT);
          for (const event of events) addEvent(rollup, event);
          const scene = { hour: NIGHT, rollup, profile, standing, from };
          for (const signal of signals) {
            const reading = signal.measure(scene);
            if (reading === null) continue;
            const growth = signal.growth(scene, reading);
            expect(growth.at(-1)?.[1], signal.name).toBeCloseTo(reading.bits, 9);
            expect(isAscending(growth.map(([offset]) => offset)), `${signal.name} in time`).toBe(true);
            expect(isAscending(growth.map(([, bits]) => bits)), `${signal.name} in bits`).toBe(true);
            expect(growth[0]![0], signal.name).toBeGreaterThanOrEqual(from);
          }
          const { bits, score } = scoreHour(scene);
          if (score === null) return;
          expect(score.growth.at(-1)![1]).toBeCloseTo(bits, 9);
          expect(isAscending(score.growth.map(([time]) => time))).toBe(true);
          expect(isAscending(score.growth.map(([, sofar]) => sofar))).toBe(true);
          expect(score.signals.reduce((sum, signal) => sum + signal.bits, 0)).toBeCloseTo(bits, 9);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the score of an hour', () => {
  it('begins to grow with its first call', () => {
    const rollup = rollupOf(NIGHT, [{ from: '203.0.113.66', calls: 300, minute: 12 }]);
    const scene = { hour: NIGHT, rollup, profile: office, standing: NO_STANDING, from: 0 };
    const { bits, score } = scoreHour(scene);
    expect(bits).toBeGreaterThan(EVIDENCE_FLOOR);
    expect(score!.growth[0]![0]).toBe(startOfHour(NIGHT) + 12 * 60_000);
  });

  it('takes what came before the end of learning as learnt', () => {
    const rollup = rollupOf(NIGHT, [{ from: '203.0.113.66', calls: 3, minute: 12 }]);
    const scene = { hour: NIGHT, rollup, profile: office };
    expect(scoreHour({ ...scene, standing: NO_STANDING, from: 0 }).bits).toBeGreaterThan(EVIDENCE_FLOOR);
    expect(scoreHour({ ...scene, standing: NO_STANDING, from: HOUR - 1 }).bits).toBe(0);
  });

  it('names the strangers and what they called', () => {
    const rollup = rollupOf(NIGHT, [
      { from: '198.51.100.10', calls: 5, operations: ['GET /users/{userId}'] },
      { from: '203.0.113.66', calls: 7, operations: ['GET /users/{userId}/recordings'] },
    ]);
    const { score } = scoreHour({ hour: NIGHT, rollup, profile: office, standing: NO_STANDING, from: 0 });
    expect(score).toMatchObject({
      sourceIps: ['203.0.113.66'],
      operations: ['GET /users/{userId}/recordings'],
      eventCount: 7,
    });
  });
});

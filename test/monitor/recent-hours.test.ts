import { describe, expect, it } from 'vitest';
import { emptyRollup } from '../../src/core/rollup.ts';
import { HOURS_KEPT, RecentHours } from '../../src/monitor/recent-hours.ts';
import type { CredentialState } from '../../src/store/accept/credentials.ts';
import type { UsageHour } from '../../src/store/accept/usage-hours.ts';

const ID = '5b2c1d52-3c39-5f0b-9d8c-0d5a3a7a1f00';
const state = (historyVersion: number, hoursVersion: number, credentialId = ID): CredentialState => ({
  credentialId,
  credential: 'a-program',
  label: null,
  newestEventAt: 0,
  learnUntil: null,
  budget: null,
  timeZone: null,
  historyVersion,
  hoursVersion,
  hasDirectives: false,
});
const versions = { historyVersion: 1, hoursVersion: 7 };

const hours = (...numbers: number[]): Map<number, UsageHour> =>
  new Map(numbers.map((hour) => [hour, { rollup: emptyRollup(hour), bits: null, score: null, lateBy: 0 }]));

describe('recent hours', () => {
  it('come back under the same versions, once', () => {
    const recent = new RecentHours();
    const kept = hours(99, 100);
    recent.keep(ID, versions, 97, kept, 100);
    expect(recent.take(state(1, 7), 98)).toBe(kept);
    expect(recent.take(state(1, 7), 98)).toBeNull();
  });

  it('do not come back when another writer changed them, or what came before them', () => {
    const recent = new RecentHours();
    recent.keep(ID, versions, 97, hours(100), 100);
    expect(recent.take(state(1, 8), 98)).toBeNull();
    recent.keep(ID, versions, 97, hours(100), 100);
    expect(recent.take(state(2, 7), 98)).toBeNull();
  });

  it('do not come back when earlier ones are asked for than they reach', () => {
    const recent = new RecentHours();
    recent.keep(ID, versions, 97, hours(100), 100);
    expect(recent.take(state(1, 7), 96)).toBeNull();
  });

  it('let go of hours that nobody asks for any more', () => {
    const recent = new RecentHours();
    recent.keep(ID, versions, 0, hours(3, 100 - HOURS_KEPT, 100), 100);
    expect([...recent.take(state(1, 7), 100 - HOURS_KEPT)!.keys()]).toEqual([100 - HOURS_KEPT, 100]);
    recent.keep(ID, versions, 0, hours(3, 100), 100);
    expect(recent.take(state(1, 7), 3)).toBeNull();
  });

  it('are of the credentials that called last, when there is no room for all', () => {
    const recent = new RecentHours(12);
    for (const id of ['a', 'b', 'c', 'a', 'd']) recent.keep(id, versions, 97, hours(100), 100);
    expect(recent.take(state(1, 7, 'b'), 98)).toBeNull();
    expect(recent.take(state(1, 7, 'a'), 98)).not.toBeNull();
    expect(recent.take(state(1, 7, 'd'), 98)).not.toBeNull();
  });
});

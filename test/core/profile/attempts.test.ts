import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyProfile, foldHour, type Profile } from '../../../src/core/profile/profile.ts';
import type { Deed } from '../../../src/core/signals/case.ts';
import { signals } from '../../../src/core/signals/registry.ts';
import { standingAt } from '../../../src/core/standing.ts';
import { hourOf } from '../../../src/core/time.ts';
import { rollupOf } from '../support/story.ts';

/**
 * What a token says of itself is a claim: anybody can write `iss: zm:cid:YOUR_CLIENT_ID`. Zoom's answer says what it is
 * worth. A call answered 401 is an attempt against the credential, never its behaviour.
 */
const START = hourOf(Date.parse('2026-02-02T00:00:00Z'));
const DAYS = 28;
const own: Deed = {
  from: '192.0.2.20',
  calls: 40,
  operations: ['GET /users', 'GET /users/{userId}'],
  client: 'axios',
  token: 'own',
  asn: 64500,
  country: 'DE',
};

const attempts: fc.Arbitrary<Deed> = fc.record({
  from: fc.ipV4(),
  calls: fc.integer({ min: 1, max: 60 }),
  status: fc.constant(401),
  operations: fc.constantFrom(['DELETE /users/{userId}'], ['GET /roles', 'POST /users']),
  client: fc.constantFrom('curl', 'Go-http-client'),
  token: fc.constantFrom('forged-1', 'forged-2'),
  asn: fc.integer({ min: 64501, max: 64600 }),
  country: fc.constantFrom('US', 'RU', 'CN'),
});

/** Four weeks of a working credential, with what strangers tried in some of its hours, or in those between. */
function learn(tried: ReadonlyMap<number, Deed>): Profile {
  const profile = emptyProfile('UTC');
  for (let index = 0; index < DAYS * 24; index += 1) {
    const works = index % 24 >= 8 && index % 24 < 18;
    const attempt = tried.get(index);
    const deeds = [...(works ? [own] : []), ...(attempt === undefined ? [] : [attempt])];
    if (deeds.length > 0) foldHour(profile, rollupOf(START + index, deeds), standingAt([], START + index));
  }
  return profile;
}

const unchanged = learn(new Map());
/** What a profile knows but how much is usual: of that see below. */
const behaviour = ({ volume: _volume, totalCalls: _total, ...rest }: Profile): unknown => rest;

describe('attempts that Zoom refused', () => {
  test('teach nothing of networks, operations, clients, tokens, hours and pauses, whenever they come', () => {
    const when = fc.integer({ min: 0, max: DAYS * 24 - 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(when, attempts), { selector: ([hour]) => hour, maxLength: 40 }),
        (tried) => {
          expect(behaviour(learn(new Map(tried)))).toEqual(behaviour(unchanged));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('in hours of their own, teach nothing at all', () => {
    const night = fc.integer({ min: 0, max: DAYS - 1 }).map((day) => day * 24 + 3);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(night, attempts), { selector: ([hour]) => hour }), (tried) => {
        expect(learn(new Map(tried))).toEqual(unchanged);
      }),
      { numRuns: 30 },
    );
  });

  test('are evidence of attempts, and not of a new network, operation, client or hour', () => {
    const hour = START + DAYS * 24 + 3;
    fc.assert(
      fc.property(attempts, (attempt) => {
        const scene = {
          hour,
          rollup: rollupOf(hour, [attempt]),
          profile: unchanged,
          standing: standingAt([], hour),
          from: 0,
        };
        for (const signal of signals) {
          const bits = signal.measure(scene)?.bits ?? 0;
          // How many attempts there were is evidence of its own; what they claimed to do is none.
          if (signal.name !== 'failed_calls' && signal.name !== 'usage_spike')
            expect(bits, signal.name).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

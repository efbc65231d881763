import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTED_ENDPOINTS } from '../../../src/core/operation-endpoints.ts';
import { emptyProfile, foldHour, type Profile } from '../../../src/core/profile/profile.ts';
import { type ProfileJson, profileFromJson, profileToJson } from '../../../src/core/profile/profile-json.ts';
import { addEvent, emptyRollup, type HourRollup } from '../../../src/core/rollup.ts';
import { NO_STANDING } from '../../../src/core/standing.ts';
import { HOUR, type HourNumber, startOfHour } from '../../../src/core/time.ts';
import { makeEvent } from '../../support/event.ts';
import { anyEvent, NIGHT, PROFILES } from '../support/any-hour.ts';

const ZONE = 'Europe/Berlin';

const stored = (profile: Profile): string => JSON.stringify(profileToJson(profile));

function restored(text: string, zone: string): Profile {
  const profile = profileFromJson(JSON.parse(text) as ProfileJson, zone);
  if (profile === null) throw new Error('the checkpoint was refused');
  return profile;
}

describe('a checkpoint', () => {
  it.each(Object.entries(PROFILES))(
    'gives back the profile, and the folds that follow: %s',
    (_name, learnt) => {
      fc.assert(
        fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), (events) => {
          const rollup = emptyRollup(NIGHT);
          for (const event of events) addEvent(rollup, event);
          const [kept, read] = [restored(stored(learnt), 'UTC'), restored(stored(learnt), 'UTC')];
          expect(read).toEqual(learnt);
          foldHour(kept, rollup, NO_STANDING);
          const continued = restored(stored(kept), 'UTC');
          expect(continued).toEqual(kept);
          expect([...continued.networks.address.values]).toEqual([...kept.networks.address.values]);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('is not read for another zone or by another version', () => {
    const json = profileToJson(PROFILES['an office integration']);
    expect(profileFromJson(json, ZONE)).toBeNull();
    expect(profileFromJson({ ...json, version: json.version + 1 }, 'UTC')).toBeNull();
  });

  it('of a busy pool stays below 50 kB', { timeout: 240_000 }, () => {
    const profile = emptyProfile(ZONE);
    const random = generator(7);
    // Every eleventh hour comes to each hour of the week once.
    for (let hour = NIGHT - 90 * 24; hour < NIGHT; hour += 11) {
      foldHour(profile, poolHour(hour, random), NO_STANDING);
    }
    expect(profile.operations.values.size).toBe(OPERATIONS.length);
    expect(profile.clients.values.size).toBe(60);
    expect(stored(profile).length).toBeLessThan(50_000);
  });
});

const OPERATIONS = LISTED_ENDPOINTS.trim()
  .split('\n')
  .flatMap((line) => {
    const [path, ...methods] = line.split(' ');
    return methods.filter((_, i) => i % 2 === 0).map((method) => `${method} ${path}`);
  })
  .filter((_, i) => i % 2 === 0)
  .slice(0, 300);

/** A thousand addresses of a /12 and of an IPv6 /32, with all operations and clients. */
function poolHour(hour: HourNumber, random: (below: number) => number): HourRollup {
  const rollup = emptyRollup(hour);
  for (let call = 0; call < 1000; call += 1) {
    const sourceIp =
      call % 4 === 0
        ? `2001:db8:${random(4096).toString(16)}:${(random(65_535) + 1).toString(16)}::1`
        : `10.${16 + random(16)}.${random(256)}.${random(256)}`;
    addEvent(
      rollup,
      makeEvent({
        time: startOfHour(hour) + random(HOUR),
        sourceIp,
        asn: 64_500 + random(4),
        country: 'DE',
        operation: OPERATIONS[random(OPERATIONS.length)]!,
        client: `acme-internal-client-${'abcdefghijklmnopqrst'[random(20)]}${random(3)}`,
        tokenFingerprint: `token-${random(3)}`,
        responseBytes: random(100_000),
      }),
    );
  }
  return rollup;
}

/** Numerical Recipes' quick generator: the same pool on every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

import fc from 'fast-check';
import type { AccessEvent } from '../../../src/core/event.ts';
import { ALL_DAY, type Habit, officeHabit, serviceHabit } from '../../../src/core/signals/case.ts';
import { NO_STANDING, type Standing, standingAt } from '../../../src/core/standing.ts';
import { HOUR, hourOf, startOfHour } from '../../../src/core/time.ts';
import { makeEvent } from '../../support/event.ts';
import { learn } from './story.ts';

/** The hour that every property is about: the middle of a night. */
export const NIGHT = hourOf(Date.parse('2026-03-03T03:00:00Z'));

const KNOWN = { asn: 64500, client: 'okhttp', token: 'aa11', bytes: 20_000 };
const pool: Habit = { ...KNOWN, days: 42, hours: ALL_DAY, from: ['198.18.{n}.{m}'], calls: 10 };

/** Credentials of every way of life, as they have been learnt by then. */
export const PROFILES = {
  'an office integration': learn([{ ...officeHabit, ...KNOWN, operations: ['GET /users'] }], NIGHT),
  'a service on IPv4 and IPv6': learn(
    [
      { ...serviceHabit, ...KNOWN, days: 42 },
      { ...serviceHabit, ...KNOWN, days: 2, operations: ['GET /phone/recordings', 'GET /report/daily'] },
      { ...serviceHabit, ...KNOWN, days: 42, from: ['2001:db8:1:2::10'], calls: 5 },
    ],
    NIGHT,
  ),
  'a newborn': learn([{ ...officeHabit, ...KNOWN, days: 1 }], NIGHT),
  'a pool whose calls change, too': learn([{ ...pool, operations: ['GET /users', 'GET /x/{n}/{m}'] }], NIGHT),
  'a service that nobody knows the provider of': learn([{ ...serviceHabit, days: 21 }], NIGHT),
  'a credential that nobody knows': learn([], NIGHT),
} as const;

/** What owners may have said. */
export const STANDINGS: readonly Standing[] = [
  NO_STANDING,
  standingAt(
    [
      { since: 0, until: null, statement: { kind: 'asn', asn: 64501 } },
      { since: 0, until: null, statement: { kind: 'distrusted', cidr: '203.0.113.0/24' } },
      { since: 0, until: null, statement: { kind: 'volume', factor: 3 } },
    ],
    NIGHT,
  ),
];

/** Addresses with their providers, as one database would tell them; at most eight, so that tokens keep them all. */
const ADDRESSES: readonly (readonly [address: string, asn: number | null])[] = [
  ['198.51.100.10', null],
  ['198.51.100.11', 64500],
  ['198.18.7.9', 64500],
  ['203.0.113.66', 64501],
  ['203.0.113.67', null],
  ['192.0.2.8', 64502],
  ['2001:db8:1:2::10', 64500],
  ['2001:db8:ffff::1', 64503],
];

const OPERATIONS = [
  'GET /users',
  'PATCH /meetings/{meetingId}',
  'GET /roles',
  'GET /users/{userId}/recordings',
  'GET /phone/recordings',
  'GET /report/daily',
  'POST /marketplace/apps',
  'DELETE /users/{userId}',
  'GET /x/1/1',
  null,
];

/** Any event of the hour: familiar and strange in every respect. */
export const anyEvent: fc.Arbitrary<AccessEvent> = fc
  .record({
    offset: fc.integer({ min: 0, max: HOUR - 1 }),
    address: fc.constantFrom(...ADDRESSES, [null, null] as const),
    operation: fc.constantFrom(...OPERATIONS),
    status: fc.constantFrom(200, 201, 400, 401, 403, 404, 429, 500, null),
    client: fc.constantFrom('okhttp', 'curl', 'python-requests', null),
    tokenFingerprint: fc.constantFrom('aa11', 'bb22', null),
    responseBytes: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5_000_000 })),
  })
  .map(({ offset, address: [sourceIp, asn], ...fields }) =>
    makeEvent({ ...fields, time: startOfHour(NIGHT) + offset, sourceIp, asn }),
  );

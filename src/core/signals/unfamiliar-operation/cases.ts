import { ALL_DAY, officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const meetings = { ...officeHabit, operations: ['GET /users', 'POST /users/{userId}/meetings'] };

export const cases: readonly SignalCase[] = [
  {
    name: 'a scheduler that sweeps users, recordings, chat and call recordings',
    habits: [meetings],
    at: NOON,
    deeds: [
      {
        from: '203.0.113.66',
        calls: 40,
        operations: [
          'GET /users/{userId}/recordings',
          'GET /chat/users/{userId}/messages',
          'GET /phone/recordings',
          'GET /report/activities',
        ],
      },
    ],
    expect: { fires: 9 },
  },
  {
    name: 'a service that only reads deletes a user',
    habits: [serviceHabit],
    at: NOON,
    deeds: [{ from: OWN, calls: 1, operations: ['DELETE /users/{userId}'] }],
    expect: { fires: 6 },
  },
  {
    name: 'a foothold among its usual calls',
    habits: [meetings],
    at: NOON,
    deeds: [
      { from: OWN, calls: 20 },
      { from: OWN, calls: 2, minute: 30, operations: ['POST /marketplace/app/event_subscription'] },
    ],
    expect: { fires: 6 },
  },
  {
    name: 'what it always does',
    habits: [meetings],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, operations: ['POST /users/{userId}/meetings', 'GET /users'] }],
    expect: { silent: 1 },
  },
  {
    name: 'one new harmless call, as a new feature brings it',
    habits: [meetings],
    at: NOON,
    deeds: [{ from: OWN, calls: 5, operations: ['PATCH /meetings/{meetingId}'] }],
    expect: { silent: 7 },
  },
  {
    name: 'a feature of the day before yesterday',
    habits: [meetings, { ...meetings, days: 4, operations: ['GET /users/{userId}/recordings'] }],
    at: '2026-03-06T12:00:00Z',
    deeds: [{ from: OWN, calls: 5, operations: ['GET /users/{userId}/recordings'] }],
    expect: { silent: 3 },
  },
  {
    name: 'a tool with which people do something else every day',
    habits: [{ ...serviceHabit, hours: ALL_DAY, operations: ['GET /users', 'GET /reports/{n}/{m}'] }],
    at: NOON,
    deeds: [{ from: OWN, calls: 5, operations: ['GET /reports/monthly'] }],
    expect: { silent: 2 },
  },
  {
    name: 'attempts that were all answered 401',
    habits: [meetings],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 30, status: 401, operations: ['DELETE /users/{userId}'] }],
    expect: { silent: 1 },
  },
  {
    name: 'the first hour of a credential that nobody knows yet',
    habits: [],
    at: NOON,
    deeds: [{ from: OWN, calls: 5, operations: ['GET /phone/recordings'] }],
    expect: { silent: 1 },
  },
];

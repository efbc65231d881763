import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const java = { ...officeHabit, client: 'okhttp' };

export const cases: readonly SignalCase[] = [
  {
    name: 'curl with the credential of a Java service',
    habits: [java],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 3, client: 'curl' }],
    expect: { fires: 4 },
  },
  {
    name: "a thief's script beside the owner's program, from an address it may have",
    habits: [{ ...serviceHabit, client: 'Go-http-client' }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, client: 'Go-http-client' },
      { from: OWN, calls: 5, minute: 40, client: 'python-requests' },
    ],
    expect: { fires: 4 },
  },
  {
    name: 'the client it always had, from elsewhere',
    habits: [java],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 20, client: 'okhttp' }],
    expect: { silent: 1 },
  },
  {
    name: 'people who call with whatever they have at hand',
    habits: [
      java,
      ...['curl', 'PostmanRuntime', 'Chrome', 'HTTPie'].map((client, i) => ({
        ...officeHabit,
        hours: [9 + i],
        client,
      })),
    ],
    at: NOON,
    deeds: [{ from: OWN, calls: 3, client: 'HTTPie' }],
    expect: { silent: 1 },
  },
  {
    name: 'a library that was exchanged the day before yesterday',
    habits: [java, { ...java, days: 4, client: 'Java-http-client' }],
    at: '2026-03-06T12:00:00Z',
    deeds: [{ from: OWN, calls: 20, client: 'Java-http-client' }],
    expect: { silent: 2 },
  },
  {
    name: 'somebody with an old token, answered 401',
    habits: [java],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 20, status: 401, client: 'curl' }],
    expect: { silent: 1 },
  },
  {
    name: 'a log that has only begun to name clients',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, client: 'okhttp' }],
    expect: { silent: 1 },
  },
];

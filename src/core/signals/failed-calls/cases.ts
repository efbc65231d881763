import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const STRANGER = '203.0.113.66';

export const cases: readonly SignalCase[] = [
  {
    name: 'a stranger finds out what the key opens, and gets in',
    habits: [officeHabit],
    at: NOON,
    deeds: [
      { from: STRANGER, calls: 20, status: 403, until: 10, operations: ['GET /users', 'GET /roles'] },
      { from: STRANGER, calls: 10, minute: 10, operations: ['GET /users/{userId}/recordings'] },
    ],
    expect: { fires: 6 },
  },
  {
    name: 'a stranger whose stolen secret no longer works goes on trying',
    habits: [serviceHabit],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: STRANGER, calls: 120, status: 401 },
    ],
    expect: { fires: 5 },
  },
  {
    name: "the owner's own machine has lost a scope",
    habits: [serviceHabit],
    at: NOON,
    deeds: [{ from: OWN, calls: 500, status: 403 }],
    expect: { silent: 1 },
  },
  {
    name: 'another machine at the provider it uses, before its secret arrived',
    habits: [{ ...serviceHabit, asn: 64500 }],
    at: NOON,
    deeds: [{ from: '192.0.2.20', calls: 60, status: 401, asn: 64500 }],
    expect: { silent: 1 },
  },
  {
    name: 'an announced network that is being set up',
    habits: [officeHabit],
    said: [{ statement: { kind: 'network', cidr: '203.0.113.0/24' } }],
    at: NOON,
    deeds: [{ from: STRANGER, calls: 60, status: 401 }],
    expect: { silent: 1 },
  },
  {
    name: 'a stranger who found nothing, and was refused nothing',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: STRANGER, calls: 30, status: 404 }],
    expect: { silent: 1 },
  },
  {
    name: 'one refused call of a stranger',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: STRANGER, calls: 1, status: 403 }],
    expect: { silent: 3 },
  },
];

import { officeHabit, type SignalCase } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const revoked = { kind: 'revoked' } as const;

export const cases: readonly SignalCase[] = [
  {
    name: 'Zoom still answers a credential that was revoked half an hour ago',
    habits: [officeHabit],
    said: [{ statement: revoked, minute: 30 }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 20 }],
    expect: { breaks: 'critical' },
  },
  {
    name: 'a forgotten job goes on trying, and is refused',
    habits: [officeHabit],
    said: [{ statement: revoked, minute: 0 }],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, status: 401 }],
    expect: { breaks: 'medium' },
  },
  {
    name: 'it worked until it was revoked, and is refused since',
    habits: [officeHabit],
    said: [{ statement: revoked, minute: 30 }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 20, until: 30 },
      { from: OWN, calls: 10, minute: 30, status: 401 },
    ],
    expect: { breaks: 'medium' },
  },
  {
    name: 'its last calls, before it was revoked',
    habits: [officeHabit],
    said: [{ statement: revoked, minute: 30 }],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, until: 29 }],
    expect: { silent: 1 },
  },
  {
    name: 'it will be revoked next hour',
    habits: [officeHabit],
    said: [{ statement: revoked, minute: 60 }],
    at: NOON,
    deeds: [{ from: OWN, calls: 20 }],
    expect: { silent: 1 },
  },
  {
    name: 'nobody has revoked it',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, status: 401 }],
    expect: { silent: 1 },
  },
];

import { officeHabit, type SignalCase } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const decoy = { kind: 'decoy' } as const;

export const cases: readonly SignalCase[] = [
  {
    name: 'somebody uses the key that was left in a repository',
    habits: [],
    said: [{ statement: decoy }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 1 }],
    expect: { breaks: 'critical' },
  },
  {
    name: 'Zoom refuses it, which changes nothing',
    habits: [],
    said: [{ statement: decoy }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 4, status: 401 }],
    expect: { breaks: 'critical' },
  },
  {
    name: 'an old credential became a decoy this hour, and is used again',
    habits: [officeHabit],
    said: [{ statement: decoy, minute: 20 }],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 1, minute: 40 }],
    expect: { breaks: 'critical' },
  },
  {
    name: 'the last calls before it became a decoy',
    habits: [officeHabit],
    said: [{ statement: decoy, minute: 20 }],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 10, until: 19 }],
    expect: { silent: 1 },
  },
  {
    name: 'it will be a decoy next hour',
    habits: [officeHabit],
    said: [{ statement: decoy, minute: 60 }],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 10 }],
    expect: { silent: 1 },
  },
  {
    name: 'a stranger with a credential that is no decoy',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 10 }],
    expect: { silent: 1 },
  },
];

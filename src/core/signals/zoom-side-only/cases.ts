import { officeHabit, type SignalCase } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';

export const cases: readonly SignalCase[] = [
  {
    name: 'a thief who calls Zoom directly, while the owner works',
    habits: [officeHabit],
    at: NOON,
    deeds: [
      { from: '198.51.100.10', calls: 20 },
      {
        from: '',
        calls: 6,
        minute: 40,
        operations: ['ledger GET /users', 'ledger GET /users/{userId}/recordings'],
      },
    ],
    expect: { breaks: 'high' },
  },
  {
    name: 'a thief who calls Zoom directly, while nobody works',
    habits: [officeHabit],
    at: '2026-03-01T03:00:00Z',
    deeds: [{ from: '', calls: 3, operations: ['ledger GET /users'] }],
    expect: { breaks: 'high' },
  },
  {
    name: 'calls that our own log saw',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 60 }],
    expect: { silent: 1 },
  },
  {
    name: 'a stranger who crosses our network, which other signals tell of',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 60 }],
    expect: { silent: 1 },
  },
  {
    name: "what Zoom's webhooks report is no call",
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 5, operations: ['webhook user.updated'] }],
    expect: { silent: 1 },
  },
];

import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';

export const cases: readonly SignalCase[] = [
  {
    name: 'an integration that was given up five months ago',
    habits: [{ ...officeHabit, days: 206, ended: 150 }],
    at: NOON,
    deeds: [{ from: OWN, calls: 3 }],
    expect: { fires: 7 },
  },
  {
    name: 'a service that has been silent for six weeks',
    habits: [{ ...serviceHabit, days: 90, ended: 42 }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 100 }],
    expect: { fires: 5 },
  },
  {
    name: 'a Monday after the weekend',
    habits: [officeHabit],
    at: '2026-03-02T08:00:00Z',
    deeds: [{ from: OWN, calls: 20 }],
    expect: { silent: 1 },
  },
  {
    name: 'back after a fortnight, as after the last holidays',
    habits: [
      { ...officeHabit, days: 120, ended: 60 },
      { ...officeHabit, days: 46, ended: 14 },
    ],
    at: NOON,
    deeds: [{ from: OWN, calls: 20 }],
    expect: { silent: 2 },
  },
  {
    name: 'somebody tries an old secret after five months, in vain',
    habits: [{ ...officeHabit, days: 206, ended: 150 }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 3, status: 401 }],
    expect: { silent: 1 },
  },
  {
    name: 'the first hour of a credential that nobody knows yet',
    habits: [],
    at: NOON,
    deeds: [{ from: OWN, calls: 3 }],
    expect: { silent: 1 },
  },
];

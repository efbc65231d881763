import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

export const cases: readonly SignalCase[] = [
  {
    name: 'three at night for a credential of office hours',
    habits: [officeHabit],
    at: '2026-03-03T03:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 5 }],
    expect: { fires: 4 },
  },
  {
    name: 'a Sunday for a credential of office hours',
    habits: [officeHabit],
    at: '2026-03-08T04:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 5 }],
    expect: { fires: 4 },
  },
  {
    name: 'the middle of its working day',
    habits: [officeHabit],
    at: '2026-03-03T11:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 5 }],
    expect: { silent: 2 },
  },
  {
    name: 'any hour of a credential that never sleeps',
    habits: [serviceHabit],
    at: '2026-03-03T03:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 40 }],
    expect: { silent: 2 },
  },
  {
    name: 'the first Saturday of a credential that has only seen weekdays',
    habits: [{ days: 5, hours: [8, 9, 10, 11, 12], from: ['198.51.100.10'], calls: 5 }],
    at: '2026-03-07T10:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 5 }],
    expect: { silent: 2 },
  },
  {
    name: 'refused attempts at night do not count as use',
    habits: [officeHabit],
    at: '2026-03-03T03:00:00Z',
    deeds: [{ from: '203.0.113.66', calls: 5, status: 401 }],
    expect: { silent: 1 },
  },
  {
    name: 'an announced night shift',
    habits: [officeHabit],
    said: [{ statement: { kind: 'schedule', hours: [25, 26, 27, 28] } }],
    at: '2026-03-03T03:00:00Z',
    deeds: [{ from: '198.51.100.10', calls: 5 }],
    expect: { silent: 1 },
  },
];

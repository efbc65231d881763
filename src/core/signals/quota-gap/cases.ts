import { officeHabit, type SignalCase } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';

export const cases: readonly SignalCase[] = [
  {
    name: 'the first hour in which the count of an account fell too far',
    habits: [],
    at: NOON,
    deeds: [{ from: '', calls: 1, minute: 59, operations: ['quota Heavy 60000'] }],
    expect: { breaks: 'medium' },
  },
  {
    name: 'two limits at once, of an account of which it was told before',
    habits: [{ days: 3, hours: [2], from: [''], calls: 1, operations: ['quota Heavy 60000'] }],
    at: NOON,
    deeds: [{ from: '', calls: 2, minute: 59, operations: ['quota Heavy 60000', 'quota Light 6000'] }],
    expect: { breaks: 'medium' },
  },
  {
    name: 'many calls that our own log has',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 600 }],
    expect: { silent: 1 },
  },
  {
    name: 'calls that Zoom refused because the quota is spent',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 40, status: 429 }],
    expect: { silent: 1 },
  },
  {
    name: "calls that Zoom's own log has and ours lacks, which another signal tells of",
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '', calls: 6, operations: ['ledger GET /users'] }],
    expect: { silent: 1 },
  },
];

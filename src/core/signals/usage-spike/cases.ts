import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';

export const cases: readonly SignalCase[] = [
  {
    name: 'two hundred times the usual',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 4_000 }],
    expect: { fires: 11 },
  },
  {
    name: 'twenty times the usual',
    habits: [serviceHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 1_600 }],
    expect: { fires: 9 },
  },
  {
    name: 'a busy hour, twice the usual',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 40 }],
    expect: { silent: 6 },
  },
  {
    name: 'the usual',
    habits: [serviceHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 45 }],
    expect: { silent: 3 },
  },
  {
    name: 'a large first hour of a credential that nobody knows yet',
    habits: [],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 10_000 }],
    expect: { silent: 1 },
  },
  {
    name: 'twice the usual, all of it within five minutes',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 40, minute: 55 }],
    expect: { silent: 8 },
  },
  {
    name: 'an announced migration at twenty times the usual volume',
    habits: [serviceHabit],
    said: [{ statement: { kind: 'volume', factor: 20 } }],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 800 }],
    expect: { silent: 3 },
  },
];

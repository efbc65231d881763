import { officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const MB = 1_000_000;
const office = { ...officeHabit, bytes: 20_000 };

export const cases: readonly SignalCase[] = [
  {
    name: 'cloud recordings are fetched with the credential of a scheduler',
    habits: [office],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, bytes: 200 * MB, operations: ['GET /rec/download/{fileId}'] }],
    expect: { fires: 6 },
  },
  {
    name: 'a service returns fifty times the usual in the usual number of calls',
    habits: [{ ...serviceHabit, bytes: 20_000 }],
    at: NOON,
    deeds: [{ from: OWN, calls: 40, bytes: MB }],
    expect: { fires: 6 },
  },
  {
    name: 'twice the usual',
    habits: [office],
    at: NOON,
    deeds: [{ from: OWN, calls: 40, bytes: 20_000 }],
    expect: { silent: 7 },
  },
  {
    name: 'many calls that return hardly anything',
    habits: [office],
    at: NOON,
    deeds: [{ from: OWN, calls: 2_000, bytes: 100 }],
    expect: { silent: 1 },
  },
  {
    name: 'an announced export of five hundred times the usual volume',
    habits: [office],
    said: [{ statement: { kind: 'volume', factor: 500 } }],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, bytes: 10 * MB }],
    expect: { silent: 2 },
  },
  {
    name: 'a backup that fetches recordings every night',
    habits: [{ ...serviceHabit, bytes: 4 * MB }],
    at: NOON,
    deeds: [{ from: OWN, calls: 45, bytes: 5 * MB }],
    expect: { silent: 3 },
  },
  {
    name: 'a log that has only begun to name bytes',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: OWN, calls: 20, bytes: 200 * MB }],
    expect: { silent: 1 },
  },
];

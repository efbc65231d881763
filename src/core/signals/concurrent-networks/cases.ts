import { ALL_DAY, officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';

export const cases: readonly SignalCase[] = [
  {
    name: 'a stranger works beside the service for an hour',
    habits: [serviceHabit],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: '203.0.113.66', calls: 30 },
    ],
    expect: { fires: 4 },
  },
  {
    name: 'a stranger at the same provider works beside the office for half an hour',
    habits: [{ ...officeHabit, asn: 64500 }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 60, asn: 64500 },
      { from: '198.51.77.8', calls: 30, minute: 20, until: 50, asn: 64500 },
    ],
    expect: { fires: 3 },
  },
  {
    name: 'a redeployment: the new address takes over within five minutes',
    habits: [serviceHabit],
    at: NOON,
    deeds: [
      { from: OWN, calls: 30, until: 30 },
      { from: '198.51.100.77', calls: 30, minute: 28 },
    ],
    expect: { silent: 2 },
  },
  {
    name: 'a service that grows and shrinks: there is a new address beside the others all the time',
    habits: [{ ...serviceHabit, from: [OWN, '198.18.{n}.{m}'] }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: '198.18.199.200', calls: 40 },
    ],
    expect: { silent: 1.5 },
  },
  {
    name: 'two addresses that it has always used',
    habits: [serviceHabit],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: '198.51.100.11', calls: 40 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'an announced second data centre',
    habits: [serviceHabit],
    said: [{ statement: { kind: 'network', cidr: '203.0.113.0/24' } }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: '203.0.113.66', calls: 40 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'a machine that was added the day before yesterday',
    habits: [serviceHabit, { days: 2, hours: ALL_DAY, from: ['198.51.100.77'], calls: 20 }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40 },
      { from: '198.51.100.77', calls: 40 },
    ],
    expect: { silent: 2 },
  },
  {
    name: 'a stranger alone, while the office is closed',
    habits: [officeHabit],
    at: '2026-03-03T03:00:00Z',
    deeds: [{ from: '203.0.113.66', calls: 40 }],
    expect: { silent: 1 },
  },
];

import { ALL_DAY, officeHabit, type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';

export const cases: readonly SignalCase[] = [
  {
    name: 'a stranger from another part of the internet',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 1 }],
    expect: { fires: 8 },
  },
  {
    name: 'a stranger beside the owner',
    habits: [serviceHabit],
    at: NOON,
    deeds: [
      { from: '198.51.100.10', calls: 40 },
      { from: '203.0.113.66', calls: 3 },
    ],
    expect: { fires: 9 },
  },
  {
    name: 'a new provider for a credential whose addresses rotate',
    habits: [{ days: 56, hours: ALL_DAY, from: ['198.18.{n}.{m}'], calls: 10 }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 3 }],
    expect: { fires: 8 },
  },
  {
    name: 'the address it always had',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 20 }],
    expect: { silent: 1 },
  },
  {
    name: 'one more address of a pool that rotates',
    habits: [{ days: 56, hours: ALL_DAY, from: ['198.18.{n}.{m}'], calls: 10 }],
    at: NOON,
    deeds: [{ from: '198.18.199.200', calls: 10 }],
    expect: { silent: 2 },
  },
  {
    name: 'only refused attempts: whoever it is was not let in',
    habits: [officeHabit],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 50, status: 401 }],
    expect: { silent: 1 },
  },
  {
    name: 'the first hour of a credential that nobody knows yet',
    habits: [],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 5 }],
    expect: { silent: 1 },
  },
  {
    name: 'the second day of a credential that is being set up',
    habits: [{ days: 1, hours: [9, 10, 11], from: ['198.51.100.10'], calls: 5 }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 5 }],
    expect: { silent: 6 },
  },
  {
    name: 'an announced move to another provider',
    habits: [{ ...serviceHabit, asn: 64500 }],
    said: [{ statement: { kind: 'asn', asn: 64501 } }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 40, asn: 64501 }],
    expect: { silent: 1 },
  },
  {
    name: 'a network that an operator has called hostile, seen every day for two months',
    habits: [serviceHabit, { ...officeHabit, from: ['203.0.113.66'] }],
    said: [{ statement: { kind: 'distrusted', cidr: '203.0.113.0/24' } }],
    at: NOON,
    deeds: [{ from: '203.0.113.66', calls: 3 }],
    expect: { fires: 8 },
  },
];

import { type SignalCase, serviceHabit } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
const OWN = '198.51.100.10';
const STRANGER = '203.0.113.66';
const [token, other] = ['4f1d0c…', '9b7e22…'];
const service = { ...serviceHabit, token, asn: 64500 };

export const cases: readonly SignalCase[] = [
  {
    name: 'a token copied out of a log is used at another provider',
    habits: [service],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: STRANGER, calls: 3, minute: 30, token, asn: 64501 },
    ],
    expect: { fires: 7 },
  },
  {
    name: 'the same, where nobody knows the providers: it may be one cloud',
    habits: [{ ...serviceHabit, token }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token },
      { from: STRANGER, calls: 3, token },
    ],
    expect: { fires: 2.5 },
  },
  {
    name: 'a stranger with a token of his own',
    habits: [service],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: STRANGER, calls: 30, token: other, asn: 64501 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'machines of one cloud share a token, one of them is new',
    habits: [service],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: '192.0.2.9', calls: 30, token, asn: 64500 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'an announced second data centre with the same token',
    habits: [service],
    said: [{ statement: { kind: 'asn', asn: 64501 } }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: STRANGER, calls: 30, token, asn: 64501 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'a stranger whose copy had expired',
    habits: [service],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: STRANGER, calls: 30, token, asn: 64501, status: 401 },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'a program that hands its token to phones, each at home somewhere else',
    habits: [{ ...service, from: [OWN, '198.18.{n}.{m}'] }],
    at: NOON,
    deeds: [
      { from: OWN, calls: 40, token, asn: 64500 },
      { from: STRANGER, calls: 3, token, asn: 64500 },
    ],
    expect: { silent: 2 },
  },
];

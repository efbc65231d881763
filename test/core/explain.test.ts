import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/alert.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import { REFERENCE_ONLY } from '../../src/core/calibration.ts';
import { findingOf } from '../../src/core/finding.ts';
import { scoreHour } from '../../src/core/score.ts';
import { thresholdsOf } from '../../src/core/severity.ts';
import { type Deed, officeHabit, type SignalCase, serviceHabit } from '../../src/core/signals/case.ts';
import { sceneOf } from './support/story.ts';

const SUBJECT = {
  credential: 'abc',
  credentialId: '5b2c1d52-3c39-5f0b-9d8c-0d5a3a7a1f00',
  label: 'CRM sync',
};
const NOON = '2026-03-02T12:00:00Z';
const NIGHT = '2026-03-03T03:00:00Z';
const OWN = {
  from: '198.51.100.10',
  asn: 64500,
  asnName: 'Example Telecom',
  country: 'DE',
  client: 'okhttp',
};
const service = { ...serviceHabit, ...OWN, from: serviceHabit.from, token: 'aa11' };
const office = { ...officeHabit, ...OWN, from: officeHabit.from };
const droplet: Deed = {
  from: '165.227.31.9',
  calls: 12,
  asn: 14061,
  asnName: 'DIGITALOCEAN-ASN',
  country: 'DE',
  client: 'okhttp',
};

function alertOf(story: Pick<SignalCase, 'habits' | 'deeds' | 'said'>, at = NOON): Finding {
  const { score } = scoreHour(sceneOf({ name: '', at, expect: { silent: 0 }, ...story }));
  const finding = findingOf(
    { start: score!.hour, hours: [score!] },
    SUBJECT,
    thresholdsOf(parseBudget('1/365d'), REFERENCE_ONLY),
  );
  return finding!;
}

const headlineOf = ({ explanation }: Finding): string => `${explanation.split('. ')[0]}.`;

describe('the headline of an alert', () => {
  it('says where from, beside whom, and what it never did', () => {
    const alert = alertOf({
      habits: [service],
      deeds: [
        { ...OWN, calls: 30 },
        { ...droplet, operations: ['GET /users/{userId}/recordings'] },
      ],
    });
    expect(headlineOf(alert)).toBe(
      '"CRM sync" was used from a hosting provider it has never used, beside its own machines, to list cloud recordings, which it never did.',
    );
    expect(alert.explanation).toContain(
      '165.227.31.9 (DIGITALOCEAN-ASN, DE) belongs to a provider (AS14061) this credential has never used',
    );
    expect(alert.explanation).toContain('It is at a hosting provider, where anybody can rent a machine.');
    expect(alert.sourceIps).toEqual(['165.227.31.9']);
  });

  it('names an anonymising network for what it is known for', () => {
    const alert = alertOf(
      {
        habits: [office],
        deeds: [{ ...droplet, from: '185.220.101.4', asn: 60729, asnName: 'TORSERVERS-NET' }],
      },
      NIGHT,
    );
    expect(headlineOf(alert)).toBe(
      '"CRM sync" was used from a network known for anonymising exits, at an hour it sleeps.',
    );
    expect(alert.explanation).toContain('It is in a network known for anonymising exits.');
  });

  it('says whose token it was', () => {
    const alert = alertOf({
      habits: [service],
      deeds: [
        { ...OWN, calls: 30, token: 'aa11' },
        { ...droplet, token: 'aa11' },
      ],
    });
    expect(headlineOf(alert)).toBe(
      '"CRM sync" was used from a hosting provider it has never used, beside its own machines, with one of their access tokens.',
    );
  });

  it('says no more than three things, the most striking ones', () => {
    const alert = alertOf(
      {
        habits: [office],
        deeds: [
          {
            ...droplet,
            calls: 400,
            client: 'curl',
            operations: [
              'GET /phone/recordings',
              'GET /chat/users/{userId}/messages',
              'GET /users/{userId}/recordings',
              'DELETE /users/{userId}',
            ],
          },
        ],
      },
      NIGHT,
    );
    expect(headlineOf(alert)).toBe(
      '"CRM sync" was used from a hosting provider it has never used, far more than usual, to delete a user and make 3 other kinds of calls, none of which it ever did.',
    );
    expect(alert.severity).toBe('critical');
  });

  it('says what was touched where that is all usual', () => {
    const alert = alertOf(
      {
        habits: [{ ...office, operations: ['GET /users/{userId}/recordings'] }],
        deeds: [{ ...droplet, operations: ['GET /users/{userId}/recordings'] }],
      },
      NIGHT,
    );
    expect(headlineOf(alert)).toBe(
      '"CRM sync" was used from a hosting provider it has never used, at an hour it sleeps, to list cloud recordings.',
    );
  });

  it('does not lay at a stranger’s door what the owner’s machine did', () => {
    const alert = alertOf({
      habits: [service],
      deeds: [
        { ...OWN, calls: 30, operations: ['GET /users', 'DELETE /users/{userId}'] },
        { ...droplet, operations: ['GET /users'] },
      ],
    });
    expect(alert.operations).toEqual(['GET /users']);
    expect(headlineOf(alert)).not.toContain('delete');
  });

  it('begins with a broken rule', () => {
    const revoked = alertOf({
      habits: [office],
      said: [{ statement: { kind: 'revoked' }, minute: 30 }],
      deeds: [{ ...droplet, minute: 40 }],
    });
    expect(headlineOf(revoked)).toBe(
      '"CRM sync" was used although it is revoked, from a hosting provider it has never used.',
    );
    const decoy = alertOf({ habits: [], said: [{ statement: { kind: 'decoy' } }], deeds: [droplet] });
    expect(headlineOf(decoy)).toBe('"CRM sync", a decoy that nobody should use, was used.');
    expect(decoy.explanation).not.toContain('expected of an innocent credential');
    expect(decoy.counterfactual).toMatch(/^No alert budget silences it: nobody should ever use a decoy/);
  });

  it('is about the calls since a rule was broken', () => {
    const alert = alertOf({
      habits: [office],
      said: [{ statement: { kind: 'revoked' }, minute: 30 }],
      deeds: [
        { ...OWN, calls: 10, until: 25 },
        { ...OWN, calls: 5, minute: 40, status: 401 },
      ],
    });
    expect(alert).toMatchObject({ severity: 'medium', eventCount: 5 });
    expect(new Date(alert.firstEventAt).toISOString()).toBe('2026-03-02T12:40:00.000Z');
  });
});

describe('what would have kept an alert silent', () => {
  it('is the network, with all that is said of its address', () => {
    const alert = alertOf({
      habits: [service],
      deeds: [
        { ...OWN, calls: 30, token: 'aa11' },
        { ...droplet, token: 'aa11' },
      ],
    });
    expect(alert.counterfactual).toBe('It would be silent if you expected calls from AS14061.');
  });

  it('is not the network, where strangers of others are left', () => {
    const alert = alertOf(
      {
        habits: [office],
        deeds: [
          { ...droplet, client: 'curl', operations: ['GET /users/{userId}/recordings'] },
          { ...droplet, from: '45.77.3.2', asn: 20473, asnName: 'AS-CHOOPA', client: 'curl' },
        ],
      },
      NIGHT,
    );
    expect(alert.counterfactual).toMatch(/^No single fact would have kept it silent/);
    expect(alert.counterfactual).toContain('calls from AS');
  });

  it('adds up anew what is left', () => {
    // Calls, client and address are one release: without its largest share the next one counts in full.
    const alert = alertOf(
      {
        habits: [office],
        deeds: [
          {
            ...OWN,
            calls: 5,
            client: 'curl',
            operations: ['DELETE /users/{userId}', 'GET /phone/recordings', 'GET /roles'],
          },
        ],
      },
      NIGHT,
    );
    const [largest] = alert.signals;
    expect(largest!.signal).toBe('unfamiliar_operation');
    const raw = (name: string): number =>
      Number(alert.signals.find(({ signal }) => signal === name)?.inputs['raw_bits'] ?? 0);
    const left = alert.scoreBits - largest!.bits + 0.65 * raw('unfamiliar_client');
    expect(alert.counterfactual.includes('it to delete a user')).toBe(true);
    expect(alert.counterfactual.startsWith('It would be silent')).toBe(left < alert.thresholdBits);
  });
});

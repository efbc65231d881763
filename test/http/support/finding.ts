import type { Finding } from '../../../src/core/alert.ts';
import { REFERENCE_ONLY } from '../../../src/core/calibration.ts';
import { hourOf } from '../../../src/core/time.ts';
import { credentialIdOf } from '../../../src/ingest/identity.ts';

/** A finding as the detector writes it, with some fields of its own. */
export function makeFinding(fields: Partial<Finding> & { credential: string; raisedAt: number }): Finding {
  return {
    credentialId: credentialIdOf(fields.credential),
    episodeStart: hourOf(fields.raisedAt),
    severity: 'high',
    signals: [
      {
        signal: 'unfamiliar_network',
        bits: 13.5,
        observed: '203.0.113.7',
        expected: '192.0.2.10',
        summary: 'Never called from 203.0.113.7 before.',
        inputs: { novelty: 0.001 },
      },
      {
        signal: 'odd_hour',
        bits: 5.25,
        observed: 'Sunday 03:00 UTC',
        expected: 'weekdays',
        summary: 'It sleeps at this hour.',
        inputs: { share: 0.02 },
      },
    ],
    scoreBits: 18.75,
    thresholdBits: 15,
    budget: '1/365d',
    calibration: REFERENCE_ONLY,
    known: { days: 61, activeHours: 1240 },
    firstEventAt: fields.raisedAt,
    lastEventAt: fields.raisedAt + 600_000,
    sourceIps: ['203.0.113.7'],
    operations: ['GET /users'],
    eventCount: 3,
    explanation: `"${fields.credential}" was used from a network it has never used.`,
    counterfactual: 'Would be silent if 203.0.113.7 were expected.',
    lateBySeconds: 0,
    ...fields,
  };
}

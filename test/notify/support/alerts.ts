import { randomUUID } from 'node:crypto';
import type { Finding } from '../../../src/core/alert.ts';
import { REFERENCE_ONLY } from '../../../src/core/calibration.ts';
import { hourOf, toIso } from '../../../src/core/time.ts';
import type { DeliveryReason } from '../../../src/store/jobs.ts';
import { enqueueAlertDelivery } from '../../../src/store/jobs.ts';
import type { Store } from '../../../src/store/store.ts';

export const FIRST_EVENT = Date.UTC(2026, 10, 24, 3, 12, 5);

/** The leak that docs and tests tell of. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    credential: 'crm-sync-key',
    credentialId: randomUUID(),
    episodeStart: hourOf(FIRST_EVENT),
    severity: 'high',
    signals: [
      {
        signal: 'unfamiliar_network',
        bits: 20.1,
        observed: '203.0.113.9',
        expected: '192.0.2.0/24',
        summary: 'In 61 days and 41,200 calls it came only from two addresses of 192.0.2.0/24.',
        inputs: {},
      },
      {
        signal: 'odd_hour',
        bits: 8,
        observed: 'Tuesday 03:00',
        expected: '08:00 to 18:00',
        summary: 'It is active at this hour of a Tuesday in 0.4 % of weeks.',
        inputs: {},
      },
    ],
    scoreBits: 28.1,
    thresholdBits: 18.1,
    budget: '1/365d',
    calibration: REFERENCE_ONLY,
    known: { days: 61, activeHours: 1240 },
    firstEventAt: FIRST_EVENT,
    lastEventAt: FIRST_EVENT + 38 * 60_000,
    raisedAt: FIRST_EVENT + 60_000,
    sourceIps: ['203.0.113.9'],
    operations: ['GET /users/{userId}/recordings'],
    eventCount: 214,
    explanation:
      '"CRM sync" was used from a network it has never used, at an hour it sleeps, to list cloud recordings.',
    counterfactual: 'Would be silent if 203.0.113.0/24 were an expected network.',
    lateBySeconds: 0,
    ...changes,
  };
}

export interface InsertedAlert {
  readonly alertId: string;
  readonly credentialId: string;
  readonly finding: Finding;
}

/** Writes an alert's row as the monitor would, or changes one that is there. */
export async function putAlert(
  store: Store,
  found: Finding,
  alertId: string = randomUUID(),
): Promise<InsertedAlert> {
  const columns = {
    severity: found.severity,
    raised_at: toIso(found.raisedAt),
    first_event_at: toIso(found.firstEventAt),
    last_event_at: toIso(found.lastEventAt),
    event_count: found.eventCount,
    score_bits: found.scoreBits,
    finding: JSON.stringify(found),
  };
  await store.db
    .insertInto('credential')
    .values({ credential_id: found.credentialId, external_id: found.credential, label: 'CRM sync' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await store.db
    .insertInto('alert')
    .values({
      credential_id: found.credentialId,
      alert_id: alertId,
      episode_start: toIso(found.episodeStart * 3_600_000),
      ...columns,
    })
    .onConflict((conflict) => conflict.columns(['credential_id', 'alert_id']).doUpdateSet(columns))
    .execute();
  return { alertId, credentialId: found.credentialId, finding: found };
}

export async function enqueue(
  store: Store,
  alert: InsertedAlert,
  reason: DeliveryReason = 'raised',
): Promise<void> {
  const { credentialId, alertId } = alert;
  await store.db
    .transaction()
    .execute((trx) => enqueueAlertDelivery(trx, { credentialId, alertId, reason, at: Date.now() }));
}

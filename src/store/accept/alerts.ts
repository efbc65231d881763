import { type Kysely, sql } from 'kysely';
import type { Finding } from '../../core/alert.ts';
import { type HourNumber, hourOf, toIso } from '../../core/time.ts';
import type { Tables } from '../tables.ts';
import { hourToIso } from './usage-hours.ts';

export interface StoredAlert {
  readonly alertId: string;
  readonly episodeStart: HourNumber;
  readonly finding: Finding;
}

/** The alerts of one credential whose episodes began in this range of hours, both ends included. */
export async function readAlerts(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<StoredAlert[]> {
  const rows = await db
    .selectFrom('alert')
    .select(['alert_id', 'episode_start', 'finding'])
    .where('credential_id', '=', credentialId)
    .where('episode_start', '>=', new Date(hourToIso(from)))
    .where('episode_start', '<=', new Date(hourToIso(to)))
    .orderBy('episode_start')
    .execute();
  return rows.map((row) => ({
    alertId: row.alert_id,
    episodeStart: hourOf(row.episode_start.getTime()),
    finding: row.finding,
  }));
}

/** Writes what the detector found; what the operator wrote (status, disposition, notes) stays. */
export async function writeAlert(db: Kysely<Tables>, alertId: string, finding: Finding): Promise<void> {
  const columns = {
    episode_start: hourToIso(finding.episodeStart),
    severity: finding.severity,
    raised_at: toIso(finding.raisedAt),
    first_event_at: toIso(finding.firstEventAt),
    last_event_at: toIso(finding.lastEventAt),
    event_count: finding.eventCount,
    score_bits: finding.scoreBits,
    finding: JSON.stringify(finding),
  };
  await db
    .insertInto('alert')
    .values({ credential_id: finding.credentialId, alert_id: alertId, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['credential_id', 'alert_id'])
        .doUpdateSet({ ...columns, updated_at: sql<Date>`now()` }),
    )
    .execute();
}

/** An event between two episodes has made them one: what is of the later alert moves to the earlier, and it goes. */
export async function mergeAlerts(
  db: Kysely<Tables>,
  credentialId: string,
  into: string,
  from: readonly string[],
): Promise<void> {
  if (from.length === 0) return;
  await db
    .updateTable('alert_note')
    .set({ alert_id: into })
    .where('credential_id', '=', credentialId)
    .where('alert_id', 'in', from)
    .execute();
  await db
    .updateTable('directive')
    .set({ alert_id: into })
    .where('credential_id', '=', credentialId)
    .where('alert_id', 'in', from)
    .execute();
  await db
    .deleteFrom('alert')
    .where('credential_id', '=', credentialId)
    .where('alert_id', 'in', from)
    .execute();
}

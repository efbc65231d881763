import { sql } from 'kysely';
import type { AlertStatus, Severity } from '../../core/alert.ts';
import { HOUR } from '../../core/time.ts';
import type { Store } from '../store.ts';

/** As much of an alert as says that a page should read it anew. */
export interface ChangedAlert {
  readonly id: string;
  readonly credentialId: string;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly raisedAt: Date;
  readonly updatedAt: Date;
  /** To the microsecond, which tells two changes apart. */
  readonly version: string;
}

/** Alerts that changed in the last `withinMs` by the database's clock: the newest `limit`, the oldest of them first. */
export async function alertsChangedWithin(
  store: Store,
  withinMs: number,
  limit: number,
): Promise<ChangedAlert[]> {
  const rows = await store.db
    .selectFrom('alert')
    .select(['alert_id', 'credential_id', 'severity', 'status', 'raised_at', 'updated_at'])
    .select(sql<string>`updated_at::text`.as('version'))
    .where('updated_at', '>', sql<Date>`now() - make_interval(secs => ${withinMs / 1_000}::float8)`)
    .orderBy('updated_at', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse().map((row) => ({
    id: row.alert_id,
    credentialId: row.credential_id,
    severity: row.severity,
    status: row.status,
    raisedAt: row.raised_at,
    updatedAt: row.updated_at,
    version: row.version,
  }));
}

/** What came in since each of these hours began, in all replicas: by the hour (epoch milliseconds). */
export interface IntakeByHour {
  readonly accepted: ReadonlyMap<number, number>;
  readonly rejected: ReadonlyMap<number, number>;
}

/** Of the present hour and the one before. */
export async function readIntake(store: Store, now: number): Promise<IntakeByHour> {
  const from = new Date(now - (now % HOUR) - HOUR);
  const accepted = await store.db
    .selectFrom('coverage_hour')
    .select((eb) => ['hour', eb.fn.sum<string>('arrivals').as('lines')])
    .where('hour', '>=', from)
    .groupBy('hour')
    .execute();
  const rejected = await store.db
    .selectFrom('rejection_count')
    .select((eb) => ['hour', eb.fn.sum<string>('lines').as('lines')])
    .where('hour', '>=', from)
    .groupBy('hour')
    .execute();
  return { accepted: byHour(accepted), rejected: byHour(rejected) };
}

const byHour = (rows: readonly { hour: Date; lines: string }[]): Map<number, number> =>
  new Map(rows.map(({ hour, lines }) => [hour.getTime(), Number(lines)]));

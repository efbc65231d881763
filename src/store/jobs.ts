import { type Kysely, sql, type Transaction } from 'kysely';
import type { Severity, SignalName } from '../core/alert.ts';
import { toIso } from '../core/time.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Name of the queue's task that tells people of an alert. */
export const ALERT_DELIVERY = 'deliver_alert';

/**
 * More than a delivery can use up before its age ends it (notify/alert-delivery.ts): attempts that found Slack's
 * door closed count too.
 */
const MAX_ATTEMPTS = 1_000;

export type DeliveryReason = 'raised' | 'grown';

/** How far an alert had come: what the next message must tell at least. */
export interface AlertLevel {
  readonly severity: Severity;
  readonly signals: readonly SignalName[];
  readonly eventCount: number;
  readonly scoreBits: number;
}

/** What the queue keeps of a delivery. No address and no secret of where it goes: that is a setting. */
export interface AlertDelivery {
  readonly credentialId: string;
  readonly alertId: string;
  readonly reason: DeliveryReason;
  /** When it was asked for, epoch milliseconds. */
  readonly at: number;
  readonly level: AlertLevel;
}

/**
 * Queues one message about an alert, in the transaction that wrote the alert, so that neither is there without the
 * other. Enqueuing the same alert, reason and level (severity and kinds of evidence) again while the first waits
 * changes nothing. Call it after the alert's row is written.
 *
 * @throws {Error} when the alert is not there.
 */
export async function enqueueAlertDelivery(
  trx: Transaction<Tables>,
  request: { credentialId: string; alertId: string; reason: DeliveryReason; at: number },
): Promise<void> {
  const { credentialId, alertId, reason, at } = request;
  const { finding } = await trx
    .selectFrom('alert')
    .select('finding')
    .where('credential_id', '=', credentialId)
    .where('alert_id', '=', alertId)
    .executeTakeFirstOrThrow(() => new Error(`no alert ${alertId} of credential ${credentialId} to deliver`));
  const level: AlertLevel = {
    severity: finding.severity,
    signals: finding.signals.map(({ signal }) => signal).sort(),
    eventCount: finding.eventCount,
    scoreBits: finding.scoreBits,
  };
  const delivery: AlertDelivery = { credentialId, alertId, reason, at, level };
  const key = `alert:${alertId}:${reason}:${level.severity}:${level.signals.join('+')}`;
  // `unsafe_dedupe` leaves a job alone that waits or runs. It is unsafe where a later call brings news; here the
  // key names all that is new, and the message is made from the row as it is when it is sent.
  await sql`
    select graphile_worker.add_job(
      ${ALERT_DELIVERY}, payload => ${JSON.stringify(delivery)}::json, max_attempts => ${MAX_ATTEMPTS}::int,
      job_key => ${key}, job_key_mode => 'unsafe_dedupe')`.execute(trx);
}

export interface PendingDeliveries {
  /** Not delivered yet. */
  readonly queued: number;
  /** Of those, how many were tried in vain and will be tried again. */
  readonly failing: number;
  /** Since when the oldest of them waits. */
  readonly oldestAt: Date | null;
  /** Why one of the failing was not delivered. */
  readonly lastError: string | null;
}

/** What waits in the queue, for /metrics and `doctor`. */
export async function pendingDeliveries(store: Store): Promise<PendingDeliveries> {
  const found = await sql<PendingDeliveries>`
    select count(*) as queued,
           count(last_error) as failing,
           min(created_at) as "oldestAt",
           (array_agg(last_error order by run_at desc) filter (where last_error is not null))[1] as "lastError"
    from graphile_worker.jobs
    where task_identifier = ${ALERT_DELIVERY} and attempts < max_attempts`.execute(store.db);
  return found.rows[0] ?? { queued: 0, failing: 0, oldestAt: null, lastError: null };
}

/** A delivery that a worker has taken and not given back. */
export interface TakenDelivery {
  /** Stays the same for as long as the same worker holds the same attempt. */
  readonly hold: string;
  readonly worker: string;
}

export async function takenDeliveries(store: Store): Promise<TakenDelivery[]> {
  const found = await sql<TakenDelivery>`
    select concat_ws('/', id, locked_by, locked_at) as hold, locked_by as worker
    from graphile_worker.jobs
    where task_identifier = ${ALERT_DELIVERY} and locked_at is not null`.execute(store.db);
  return found.rows;
}

/** Gives back what these workers held, for others to take. For workers that are no longer there. */
export async function releaseWorkers(store: Store, workers: readonly string[]): Promise<void> {
  await sql`select graphile_worker.force_unlock_workers(${workers}::text[])`.execute(store.db);
}

/**
 * Failed deliveries that would wait beyond this time are tried then instead; returns how many. The queue's own
 * back-off doubles and more, up to six hours, which is long to be left untold of an attack after Slack is back.
 */
export async function retryBy(db: Kysely<Tables>, time: Date): Promise<number> {
  const moved = await sql`
    select graphile_worker.reschedule_jobs(array_agg(id), run_at => ${toIso(time.getTime())}::timestamptz)
    from graphile_worker.jobs
    where task_identifier = ${ALERT_DELIVERY} and locked_at is null and attempts between 1 and max_attempts - 1
      and run_at > ${time}
    having count(*) > 0`.execute(db);
  return moved.rows.length;
}

import { type Kysely, sql } from 'kysely';
import { type HourNumber, hourOf } from '../../core/time.ts';
import { hourToIso } from '../accept/usage-hours.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { StoreTransaction } from '../transaction.ts';

/*
 * What a recount of the stored data reads and mends. Nothing here is on the path of an event.
 */

/** A recount of one credential may read millions of its events; no statement of it reads more than a page. */
const STATEMENT_TIMEOUT = '60s';

/**
 * Runs `work` on one unchanging view of the database, beside everything that is written meanwhile. Months of events are
 * not dropped while it runs.
 */
export function onSnapshot<T>(store: Store, work: (trx: StoreTransaction) => Promise<T>): Promise<T> {
  return store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await keepMonths(trx);
      await sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`.execute(trx);
      return work(trx);
    });
}

/** No month of events is dropped until the transaction ends. The first statement, so that a snapshot is younger. */
export async function keepMonths(trx: StoreTransaction): Promise<void> {
  await sql`lock table access_event in access share mode`.execute(trx);
}

/** What a roll-up takes from a stored event, as the columns have it. */
export interface StoredUse {
  readonly occurred_at: Date;
  /** `occurred_at` with every digit that the database keeps. */
  readonly position: string;
  readonly event_id: string;
  readonly source_ip: string | null;
  readonly operation: string | null;
  readonly status: number | null;
  readonly request_bytes: number | null;
  readonly response_bytes: number | null;
  readonly user_agent: string | null;
  readonly token_fingerprint: string | null;
  readonly asn: number | null;
  readonly country: string | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
}

const PAGE = 5_000;

/** The events of one credential from the hour `from` to and with `to`, page by page, in order of time. */
export async function* readUses(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): AsyncGenerator<StoredUse[]> {
  let after: readonly [time: string, id: string] = [hourToIso(from), '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    // Only webhooks keep in `extra` what their client is read from.
    const { rows } = await sql<StoredUse>`
      select occurred_at, occurred_at::text as position, event_id, source_ip, operation, status, request_bytes, response_bytes, user_agent,
             token_fingerprint, asn, country,
             case when operation like 'webhook %' and user_agent is not null then extra end as extra
      from access_event
      where credential_id = ${credentialId}
        and occurred_at >= ${after[0]}::timestamptz and occurred_at < ${hourToIso(to + 1)}::timestamptz
        and (occurred_at, event_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)
      order by occurred_at, event_id limit ${PAGE}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    const last = rows.at(-1)!;
    after = [last.position, last.event_id];
  }
}

/** The first hour after `after` in which one credential has an event or a roll-up; null when there is none. */
export async function nextActiveHour(
  db: Kysely<Tables>,
  credentialId: string,
  after: HourNumber,
): Promise<HourNumber | null> {
  const { rows } = await sql<{ stored: Date | null; event: Date | null }>`
    select (select min(hour) from usage_hour
            where credential_id = ${credentialId} and hour >= ${hourToIso(after + 1)}::timestamptz) as stored,
           (select min(occurred_at) from access_event
            where credential_id = ${credentialId} and occurred_at >= ${hourToIso(after + 1)}::timestamptz) as event`.execute(
    db,
  );
  const { stored, event } = rows[0]!;
  const hours = [stored, event].flatMap((time) => (time === null ? [] : [hourOf(time.getTime())]));
  return hours.length === 0 ? null : Math.min(...hours);
}

/** What stands beside a roll-up in its row. */
export interface HourColumns {
  readonly calls: number;
  /** Null when it was only learnt. */
  readonly bits: number | null;
  /** How late the latest of its events came, ms. */
  readonly lateBy: number;
}

/** The rows of a range of hours without their roll-ups, which may be unreadable. */
export async function readHourColumns(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<Map<HourNumber, HourColumns>> {
  const { rows } = await sql<{ hour: Date; calls: number; bits: number | null; late_by_ms: number }>`
    select hour, calls, bits, late_by_ms from usage_hour
    where credential_id = ${credentialId}
      and hour between ${hourToIso(from)}::timestamptz and ${hourToIso(to)}::timestamptz
    order by hour`.execute(db);
  return new Map(
    rows.map((row) => [
      hourOf(row.hour.getTime()),
      { calls: row.calls, bits: row.bits, lateBy: row.late_by_ms },
    ]),
  );
}

/** The hours of one credential at which its profile was put down, ascending. */
export async function readCheckpointHours(db: Kysely<Tables>, credentialId: string): Promise<HourNumber[]> {
  const { rows } = await sql<{ through_hour: Date }>`
    select through_hour from profile where credential_id = ${credentialId} order by through_hour`.execute(db);
  return rows.map((row) => hourOf(row.through_hour.getTime()));
}

/** Epoch ms of the newest event that is stored of one credential; null when there is none any more. */
export async function newestEventTime(db: Kysely<Tables>, credentialId: string): Promise<number | null> {
  const { rows } = await sql<{ newest: Date | null }>`
    select max(occurred_at) as newest from access_event where credential_id = ${credentialId}`.execute(db);
  return rows[0]?.newest?.getTime() ?? null;
}

/** Removes roll-ups; the caller holds the lock of the credential. */
export async function deleteUsageHours(
  db: Kysely<Tables>,
  credentialId: string,
  hours: readonly HourNumber[],
): Promise<void> {
  if (hours.length === 0) return;
  await sql`
    delete from usage_hour
    where credential_id = ${credentialId} and hour = any(${hours.map(hourToIso)}::timestamptz[])`.execute(db);
}

/**
 * Makes every process drop what it remembers of a credential, and sets its newest event. The caller holds the lock.
 *
 * @param newestEventAt epoch ms; null: leave it as it is
 */
export async function renewHistory(
  db: Kysely<Tables>,
  credentialId: string,
  newestEventAt: number | null,
): Promise<void> {
  const newest = newestEventAt === null ? null : new Date(newestEventAt).toISOString();
  await sql`
    update credential_state
    set history_version = history_version + 1, newest_event_at = coalesce(${newest}::timestamptz, newest_event_at)
    where credential_id = ${credentialId}`.execute(db);
}

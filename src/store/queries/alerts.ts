import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { AlertStatus, Disposition, Finding, Severity, SignalName } from '../../core/alert.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { boundedRead } from './bounded-read.ts';

/** An alert with the operator's part of it. */
export interface StoredAlert {
  readonly id: string;
  readonly finding: Finding;
  readonly label: string | null;
  readonly status: AlertStatus;
  readonly disposition: Disposition | null;
  readonly assignee: string | null;
}

export interface AlertFilter {
  readonly statuses?: readonly AlertStatus[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly signals?: readonly SignalName[] | undefined;
  readonly credentialId?: string | undefined;
  /** By `raised_at`. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A page ends at an alert; the next one begins after it. */
export interface AlertPosition {
  readonly raisedAt: Date;
  readonly id: string;
}

/** Alerts that pass the filter, the newest first. */
export async function listAlerts(
  store: Store,
  filter: AlertFilter,
  page: { limit: number; after: AlertPosition | null },
): Promise<StoredAlert[]> {
  return boundedRead(store, async (db) => {
    const rows = await filtered(db, filter, page.after)
      .orderBy('alert.raised_at', 'desc')
      .orderBy('alert.alert_id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map(toStoredAlert);
  });
}

function filtered(db: Kysely<Tables>, filter: AlertFilter, after: AlertPosition | null) {
  let query = alerts(db);
  if (filter.statuses !== undefined) query = query.where('alert.status', 'in', filter.statuses);
  if (filter.severities !== undefined) query = query.where('alert.severity', 'in', filter.severities);
  if (filter.credentialId !== undefined) query = query.where('alert.credential_id', '=', filter.credentialId);
  if (filter.from !== undefined) query = query.where('alert.raised_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('alert.raised_at', '<', filter.to);
  const { signals } = filter;
  if (signals !== undefined) {
    query = query.where((eb) =>
      eb.or(
        signals.map((signal) => {
          const wanted = JSON.stringify({ signals: [{ signal }] });
          return sql<boolean>`alert.finding @> ${wanted}::jsonb`;
        }),
      ),
    );
  }
  if (after === null) return query;
  const { raisedAt, id } = after;
  return query.where(sql<boolean>`(alert.raised_at, alert.alert_id) < (${raisedAt}, ${id}::uuid)`);
}

export async function findAlert(store: Store, id: string): Promise<StoredAlert | null> {
  const row = await alerts(store.db).where('alert.alert_id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStoredAlert(row);
}

/** Those that there are, in no order. */
export async function listAlertsById(store: Store, ids: readonly string[]): Promise<StoredAlert[]> {
  if (ids.length === 0) return [];
  const rows = await alerts(store.db).where('alert.alert_id', 'in', ids).execute();
  return rows.map(toStoredAlert);
}

/** How many alerts nobody has dealt with, by severity. */
export async function countOpenAlerts(store: Store): Promise<{ severity: Severity; count: number }[]> {
  return store.db
    .selectFrom('alert')
    .select((eb) => ['severity', eb.fn.countAll<number>().as('count')])
    .where('status', '=', 'open')
    .groupBy('severity')
    .execute();
}

/** What an operator may set. What is left out stays. */
export interface AlertChange {
  readonly status?: AlertStatus | undefined;
  readonly disposition?: Disposition | null | undefined;
  readonly assignee?: string | null | undefined;
  readonly at: Date;
}

/** Changes an alert and answers it as it was found; null when there is none. */
export async function updateAlert(
  db: Kysely<Tables>,
  credentialId: string,
  id: string,
  { status, disposition, assignee, at }: AlertChange,
): Promise<{ finding: Finding } | null> {
  const row = await db
    .updateTable('alert')
    .set({
      updated_at: at,
      ...(status === undefined ? {} : { status }),
      ...(disposition === undefined ? {} : { disposition }),
      ...(assignee === undefined ? {} : { assignee }),
    })
    .where('credential_id', '=', credentialId)
    .where('alert_id', '=', id)
    .returning('finding')
    .executeTakeFirst();
  return row ?? null;
}

export async function addAlertNote(
  db: Kysely<Tables>,
  credentialId: string,
  alertId: string,
  note: { readonly at: Date; readonly author: string; readonly text: string },
): Promise<void> {
  await db
    .insertInto('alert_note')
    .values({
      credential_id: credentialId,
      alert_id: alertId,
      note_id: randomUUID(),
      written_at: note.at,
      author: note.author,
      note: note.text,
    })
    .execute();
}

function alerts(db: Kysely<Tables>) {
  return db
    .selectFrom('alert')
    .leftJoin('credential', 'credential.credential_id', 'alert.credential_id')
    .select([
      'alert.alert_id',
      'alert.finding',
      'alert.status',
      'alert.disposition',
      'alert.assignee',
      'credential.label',
    ]);
}

function toStoredAlert(row: {
  alert_id: string;
  finding: Finding;
  label: string | null;
  status: AlertStatus;
  disposition: Disposition | null;
  assignee: string | null;
}): StoredAlert {
  return {
    id: row.alert_id,
    finding: row.finding,
    label: row.label,
    status: row.status,
    disposition: row.disposition,
    assignee: row.assignee,
  };
}

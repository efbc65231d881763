import { sql } from 'kysely';
import type { Comparison, OperationCounts } from '../../core/ledger/judge-window.ts';
import type { LedgerCall } from '../../core/ledger/match-calls.ts';
import { DAY, HOUR, type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Calls of an hour that are read; an app that makes more is judged by the first of them. */
export const MOST_CALLS = 50_000;
/** How far back an hour's neighbours say how much of our log is lost. */
const LOSS_WINDOW = 14 * DAY;
/** Newest calls by which the sources of a credential are known. */
const SAMPLE = 1_000;

/** A call with what makes an event of it. */
export interface StoredCall extends LedgerCall {
  readonly eventId: string;
  readonly method: string | null;
  readonly path: string | null;
  readonly accountId: string | null;
}

/** Calls of one credential between two moments, in order of time. */
export async function callsBetween(
  store: Store,
  credentialId: string,
  from: number,
  to: number,
): Promise<StoredCall[]> {
  return boundedRead(store, async (db) => {
    const rows = await db
      .selectFrom('access_event')
      .select([
        'event_id',
        'occurred_at',
        'operation',
        'status',
        'tracking_id',
        'method',
        'path',
        'account_id',
      ])
      .where('credential_id', '=', credentialId)
      .where('occurred_at', '>=', new Date(from))
      .where('occurred_at', '<', new Date(to))
      .where('method', 'is not', null)
      .orderBy('occurred_at')
      .limit(MOST_CALLS)
      .execute();
    return rows.map((row) => ({
      eventId: row.event_id,
      time: row.occurred_at.getTime(),
      operation: row.operation,
      status: row.status,
      trackingId: row.tracking_id,
      method: row.method,
      path: row.path,
      accountId: row.account_id,
    }));
  });
}

/** The time of a credential's first and of its newest call; null when none is stored. */
export async function spanOfCalls(
  store: Store,
  credentialId: string,
): Promise<{ readonly first: number; readonly newest: number } | null> {
  const end = (direction: 'asc' | 'desc') =>
    store.db
      .selectFrom('access_event')
      .select('occurred_at')
      .where('credential_id', '=', credentialId)
      .where('method', 'is not', null)
      .orderBy('occurred_at', direction)
      .limit(1)
      .executeTakeFirst();
  const [first, newest] = [await end('asc'), await end('desc')];
  return first === undefined || newest === undefined
    ? null
    : { first: first.occurred_at.getTime(), newest: newest.occurred_at.getTime() };
}

/** The log sources that a credential's newest calls came by. */
export async function sourcesOf(store: Store, credentialId: string): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    select distinct source from (
      select source from access_event
      where credential_id = ${credentialId} and method is not null and source is not null
      order by occurred_at desc limit ${SAMPLE}) newest`.execute(store.db);
  return rows.map(({ source }) => source);
}

/** The newest hour of an app that was compared; null: none yet. */
export async function lastCompared(
  store: Store,
  appId: string,
  clientId: string,
): Promise<HourNumber | null> {
  const row = await store.db
    .selectFrom('ledger_hour')
    .select('hour')
    .where('app_id', '=', appId)
    .where('client_id', '=', clientId)
    .orderBy('hour', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : hourOf(row.hour.getTime());
}

/** Whether the strangers of an hour were told of stays said, whatever a later comparison finds. */
export async function noteComparison(
  store: Store,
  appId: string,
  clientId: string,
  hour: HourNumber,
  { zoomSide, matched, uncovered, operations }: Comparison,
  told: boolean,
): Promise<void> {
  await sql`
    insert into ledger_hour (app_id, hour, client_id, zoom_side, matched, uncovered, operations, told)
    values (${appId}, ${new Date(startOfHour(hour))}, ${clientId}, ${zoomSide}, ${matched}, ${uncovered},
            ${JSON.stringify(operations)}::jsonb, ${told})
    on conflict (app_id, hour) do update set
      client_id = excluded.client_id, zoom_side = excluded.zoom_side, matched = excluded.matched,
      uncovered = excluded.uncovered, operations = excluded.operations,
      told = excluded.told or (ledger_hour.told and ledger_hour.client_id = excluded.client_id)`.execute(
    store.db,
  );
}

/** An app and the credential that it is. */
interface Link {
  readonly appId: string;
  readonly clientId: string;
}

/**
 * What the two weeks before an hour say of our log: calls that both sides saw, and those that only Zoom saw and nobody was told
 * of.
 *
 * @param link null: of all apps
 */
export async function lossesBefore(
  store: Store,
  hour: HourNumber,
  link: Link | null,
): Promise<{ matched: number; zoomOnly: number }> {
  const to = startOfHour(hour);
  const which = link === null ? sql`true` : sql`app_id = ${link.appId} and client_id = ${link.clientId}`;
  const { rows } = await sql<{ matched: number; zoom_only: number }>`
    select coalesce(sum(matched), 0)::int as matched,
           coalesce(sum(zoom_side - matched - uncovered), 0)::int as zoom_only
    from ledger_hour
    where ${which} and not told
      and hour >= ${new Date(to - LOSS_WINDOW)} and hour < ${new Date(to)}`.execute(store.db);
  return { matched: rows[0]!.matched, zoomOnly: rows[0]!.zoom_only };
}

/** Counts by operation of the day that ends with an hour, that hour left out. */
export async function operationsOfDayBefore(
  store: Store,
  appId: string,
  clientId: string,
  hour: HourNumber,
): Promise<Readonly<Record<string, OperationCounts>>[]> {
  const to = startOfHour(hour);
  const rows = await store.db
    .selectFrom('ledger_hour')
    .select('operations')
    .where('app_id', '=', appId)
    .where('client_id', '=', clientId)
    .where('told', '=', false)
    .where('hour', '>=', new Date(to - DAY + HOUR))
    .where('hour', '<', new Date(to))
    .execute();
  return rows.map(({ operations }) => operations);
}

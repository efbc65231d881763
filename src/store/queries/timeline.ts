import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { eventsKeptSince } from '../partitions.ts';
import type { Store } from '../store.ts';
import type { AccessEventTable, Tables } from '../tables.ts';
import {
  allOf,
  callConditions,
  countedDimensions,
  type TimelineFilter,
  wantedLanes,
  wants,
} from '../timeline/filter.ts';
import type { Range } from '../timeline/ranges.ts';
import { windowsFor } from '../timeline/windows.ts';
import { accessEvents, toAccessEntry } from './access-events.ts';
import { boundedRead } from './bounded-read.ts';
import { NOTHING, TIMELINE_KINDS, type TimelineEntry, type TimelineSource } from './timeline-entry.ts';

/** A page ends at an entry; the next one begins after it. */
export interface TimelinePosition {
  readonly time: Date;
  readonly source: TimelineSource;
  /** Nil UUID where there is none. */
  readonly credentialId: string;
  readonly id: string;
}

/**
 * Everything that happened, the newest first: access events, alerts when they were raised, and what responders did.
 * Each kind is read in its own short query and merged here, so that a page costs the same whatever the history.
 */
export async function readTimeline(
  store: Store,
  filter: TimelineFilter,
  page: { limit: number; after: TimelinePosition | null },
): Promise<TimelineEntry[]> {
  return boundedRead(store, async (db) => {
    const parts = [
      wantedLanes(filter).length > 0 ? await readAccess(db, filter, page) : [],
      wants(filter, 'alert') ? await readAlerts(db, filter, page) : [],
      wants(filter, 'action') ? await readActions(db, filter, page) : [],
    ];
    return parts.flat().sort(newestFirst).slice(0, page.limit);
  });
}

export const timelinePositionOf = (entry: TimelineEntry): TimelinePosition => ({
  time: entry.time,
  source: entry.kind === 'alert' || entry.kind === 'action' ? entry.kind : 'access',
  credentialId: entry.credential_id ?? NIL,
  id: entry.id,
});

const NIL = '00000000-0000-0000-0000-000000000000';
type Page = { limit: number; after: TimelinePosition | null };

/**
 * Access events of a page. A credential is read by its key, several of them each by its own; what no index answers is
 * searched for only where there is some of it.
 */
async function readAccess(db: Kysely<Tables>, filter: TimelineFilter, page: Page): Promise<TimelineEntry[]> {
  const { credentialIds } = filter;
  const isSearch = credentialIds === undefined && countedDimensions(filter).length > 0;
  if (!isSearch && (credentialIds?.length ?? 1) === 1) {
    const [credentialId] = credentialIds ?? [];
    const ofCredential = sql<SqlBool>`credential_id = ${credentialId}::uuid`;
    return inOrder(
      db,
      sql`(select * from access_event
           where ${allOf([...accessConditions(filter, page), ...(credentialId === undefined ? [] : [ofCredential])])}
           ${NEWEST_FIRST} limit ${page.limit})`,
      page,
    );
  }
  const since = await eventsKeptSince(db);
  const range = {
    from: Math.max(since ?? LAST_TIME, filter.from?.getTime() ?? 0),
    to: Math.min(filter.to?.getTime() ?? LAST_TIME, (page.after?.time.getTime() ?? LAST_TIME) + 1),
  };
  if (!isSearch) return range.from < range.to ? inOrder(db, inWindows(filter, [range], page), page) : [];
  const found: TimelineEntry[] = [];
  for await (const windows of windowsFor(db, filter, range, page.limit)) {
    const wanted = { ...page, limit: page.limit - found.length };
    found.push(...(await inOrder(db, inWindows(filter, windows, wanted), wanted)));
    if (found.length >= page.limit) break;
  }
  return found;
}

/** Past every event: their times have four digits of a year. */
const LAST_TIME = Date.UTC(10_000, 0);
const NEWEST_FIRST = sql`order by occurred_at desc, credential_id desc, event_id desc`;

/** The newest of each window, and of each credential where some are asked for. */
function inWindows(
  filter: TimelineFilter,
  windows: readonly Range[],
  page: Page,
): RawBuilder<Selectable<AccessEventTable>> {
  const { credentialIds } = filter;
  const each =
    credentialIds === undefined
      ? sql``
      : sql`cross join unnest(${credentialIds}::uuid[]) as wanted (credential)`;
  return sql`(
    select e.* from unnest(${windows.map(({ from }) => new Date(from))}::timestamptz[],
                           ${windows.map(({ to }) => new Date(to))}::timestamptz[]) as r (first, past)
    ${each} cross join lateral (
      select * from access_event
      where occurred_at >= r.first and occurred_at < r.past
        ${credentialIds === undefined ? sql`` : sql`and credential_id = wanted.credential`}
        and ${allOf(accessConditions(filter, page))}
      ${NEWEST_FIRST} limit ${page.limit}) e)`;
}

function accessConditions(filter: TimelineFilter, page: Page): RawBuilder<SqlBool>[] {
  const columns = { time: sql`occurred_at`, credential: sql`credential_id`, id: sql`event_id` };
  return [...callConditions(filter), within(sql`occurred_at`, filter), older('access', page.after, columns)];
}

async function inOrder(
  db: Kysely<Tables>,
  events: RawBuilder<Selectable<AccessEventTable>>,
  page: Page,
): Promise<TimelineEntry[]> {
  const rows = await accessEvents(db, events)
    .orderBy('occurred_at', 'desc')
    .orderBy('access_event.credential_id', 'desc')
    .orderBy('event_id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(toAccessEntry);
}

async function readAlerts(db: Kysely<Tables>, filter: TimelineFilter, page: Page): Promise<TimelineEntry[]> {
  let query = db
    .selectFrom('alert')
    .leftJoin('credential', 'credential.credential_id', 'alert.credential_id')
    .select([
      'alert.credential_id',
      'alert_id',
      'raised_at',
      'severity',
      sql<string>`finding ->> 'credential'`.as('external_id'),
      sql<string>`finding ->> 'explanation'`.as('explanation'),
      'credential.label',
    ]);
  if (filter.credentialIds !== undefined)
    query = query.where('alert.credential_id', 'in', filter.credentialIds);
  query = query.where(within(sql`raised_at`, filter)).where(
    older('alert', page.after, {
      time: sql`raised_at`,
      credential: sql`alert.credential_id`,
      id: sql`alert_id`,
    }),
  );
  const rows = await query
    .orderBy('raised_at', 'desc')
    .orderBy('alert.credential_id', 'desc')
    .orderBy('alert_id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    ...NOTHING,
    kind: 'alert',
    time: row.raised_at,
    id: row.alert_id,
    credential: row.external_id,
    credential_id: row.credential_id,
    credential_label: row.label,
    severity: row.severity,
    summary: row.explanation,
  }));
}

/** What was done to something of a credential; the making of keys is not part of any credential's story. */
async function readActions(db: Kysely<Tables>, filter: TimelineFilter, page: Page): Promise<TimelineEntry[]> {
  const about = sql<string>`(audit.detail ->> 'credential_id')::uuid`;
  let query = db
    .selectFrom('audit')
    .leftJoin('credential', (join) => join.on('credential.credential_id', '=', about))
    .where(about, 'is not', null)
    .select([
      'audit_id',
      'at',
      'actor',
      'action',
      'detail',
      about.as('credential_id'),
      'credential.external_id',
      'credential.label',
    ]);
  if (filter.credentialIds !== undefined) query = query.where(about, 'in', filter.credentialIds);
  query = query
    .where(within(sql`at`, filter))
    .where(older('action', page.after, { time: sql`at`, credential: about, id: sql`audit_id` }));
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy(about, 'desc')
    .orderBy('audit_id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    ...NOTHING,
    kind: 'action',
    time: row.at,
    id: row.audit_id,
    credential: row.external_id,
    credential_id: row.credential_id,
    credential_label: row.label,
    actor: row.actor,
    summary: summaryOf(row),
  }));
}

/** `alert.changed: status acknowledged, note looking into it`. */
function summaryOf({ action, detail }: { action: string; detail: Record<string, unknown> | null }): string {
  const changes = Object.entries(detail ?? {}).filter(([name]) => name !== 'credential_id');
  return `${action}: ${changes.map(([name, value]) => `${name} ${inWords(value)}`).join(', ')}`;
}

/** `active → revoked` for what was changed (respond/credentials.ts). */
function inWords(value: unknown): string {
  const change = value as { before?: unknown; after?: unknown } | null;
  return change !== null && typeof change === 'object' && 'after' in change
    ? `${change.before ?? 'none'} → ${change.after ?? 'none'}`
    : String(value ?? 'none');
}

type Sql = RawBuilder<unknown>;

function within(time: Sql, { from, to }: TimelineFilter): RawBuilder<boolean> {
  const bounds = [
    ...(from === undefined ? [] : [sql`${time} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${time} < ${to}`]),
  ];
  return bounds.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(bounds, sql` and `)}`;
}

/** Entries of one kind that come after the position, in the order of `newestFirst`. */
function older(
  source: TimelineSource,
  position: TimelinePosition | null,
  columns: { time: Sql; credential: Sql; id: Sql },
): RawBuilder<boolean> {
  if (position === null) return sql<boolean>`true`;
  const { time, credential, id } = columns;
  const rank = rankOf(source) - rankOf(position.source);
  if (rank < 0) return sql<boolean>`${time} < ${position.time}`;
  // The plain bound is what lets the database leave newer partitions alone.
  const notNewer = sql<boolean>`${time} <= ${position.time}`;
  if (rank > 0) return notNewer;
  const here = sql`(${position.time}::timestamptz, ${position.credentialId}::uuid, ${position.id}::uuid)`;
  return sql<boolean>`${notNewer} and (${time}, ${credential}, ${id}) < ${here}`;
}

const rankOf = (source: TimelineSource): number => TIMELINE_KINDS.indexOf(source);

function newestFirst(a: TimelineEntry, b: TimelineEntry): number {
  const [left, right] = [timelinePositionOf(a), timelinePositionOf(b)];
  return (
    right.time.getTime() - left.time.getTime() ||
    rankOf(left.source) - rankOf(right.source) ||
    compare(right.credentialId, left.credentialId) ||
    compare(right.id, left.id)
  );
}

/** As the database orders uuids: byte by byte, which for lower-case hex is the order of the text. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { accessEvents, toAccessEntry } from './access-events.ts';
import { boundedRead } from './bounded-read.ts';
import { NOTHING, TIMELINE_KINDS, type TimelineEntry, type TimelineSource } from './timeline-entry.ts';

export interface TimelineFilter {
  readonly credentialId?: string | undefined;
  /** An address, or a network in CIDR form. */
  readonly sourceIp?: string | undefined;
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

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
  // Only calls have an address, an operation and a status: who asks for one is not asking for the rest.
  const callsOnly =
    filter.sourceIp !== undefined || filter.operation !== undefined || filter.status !== undefined;
  return boundedRead(store, async (db) => {
    const parts = [await readAccess(db, filter, page)];
    if (!callsOnly) parts.push(await readAlerts(db, filter, page), await readActions(db, filter, page));
    return parts.flat().sort(newestFirst).slice(0, page.limit);
  });
}

export const timelinePositionOf = (entry: TimelineEntry): TimelinePosition => ({
  time: entry.time,
  source: entry.kind === 'webhook' ? 'access' : entry.kind,
  credentialId: entry.credential_id ?? NIL,
  id: entry.id,
});

const NIL = '00000000-0000-0000-0000-000000000000';
type Page = { limit: number; after: TimelinePosition | null };

async function readAccess(db: Kysely<Tables>, filter: TimelineFilter, page: Page): Promise<TimelineEntry[]> {
  let query = accessEvents(db);
  if (filter.credentialId !== undefined)
    query = query.where('access_event.credential_id', '=', filter.credentialId);
  if (filter.sourceIp !== undefined) {
    const network = filter.sourceIp;
    query = query.where(
      network.includes('/')
        ? sql<boolean>`source_ip <<= ${network}::inet`
        : sql<boolean>`source_ip = ${network}::inet`,
    );
  }
  if (filter.operation !== undefined) query = query.where('operation', '=', filter.operation);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  query = query.where(within(sql`occurred_at`, filter)).where(
    older('access', page.after, {
      time: sql`occurred_at`,
      credential: sql`access_event.credential_id`,
      id: sql`event_id`,
    }),
  );
  const rows = await query
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
  if (filter.credentialId !== undefined) query = query.where('alert.credential_id', '=', filter.credentialId);
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
  if (filter.credentialId !== undefined) query = query.where(about, '=', filter.credentialId);
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

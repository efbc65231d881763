import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { laneOf } from '../../core/timeline-kinds.ts';
import type { Store } from '../store.ts';
import type { AccessEventTable, Tables } from '../tables.ts';
import { boundedRead } from './bounded-read.ts';
import { NOTHING, type TimelineEntry } from './timeline-entry.ts';

/** The calls that an alert is about, the oldest first: those of its addresses, first to last. */
export async function readEvidence(
  store: Store,
  about: { credentialId: string; sourceIps: readonly string[]; from: Date; to: Date },
  page: { limit: number; after: { time: Date; id: string } | null },
): Promise<TimelineEntry[]> {
  return boundedRead(store, async (db) => {
    let query = accessEvents(db)
      .where('access_event.credential_id', '=', about.credentialId)
      .where('occurred_at', '>=', about.from)
      .where('occurred_at', '<=', about.to);
    if (about.sourceIps.length > 0) {
      query = query.where(sql<boolean>`source_ip = any(${about.sourceIps}::inet[])`);
    }
    if (page.after !== null) {
      const { time, id } = page.after;
      query = query
        .where('occurred_at', '>=', time)
        .where(sql<boolean>`(occurred_at, event_id) > (${time}, ${id}::uuid)`);
    }
    const rows = await query.orderBy('occurred_at').orderBy('event_id').limit(page.limit).execute();
    return rows.map(toAccessEntry);
  });
}

/** Stored events, or those that `from` gives, with the names of their credentials. */
export function accessEvents(
  db: Kysely<Tables>,
  from: RawBuilder<Selectable<AccessEventTable>> = sql`access_event`,
) {
  return db
    .selectFrom(from.as('access_event'))
    .leftJoin('credential', 'credential.credential_id', 'access_event.credential_id')
    .select([
      'access_event.credential_id',
      'occurred_at',
      'event_id',
      'source_ip',
      'source_text',
      'method',
      'host',
      'path',
      'operation',
      'status',
      'request_bytes',
      'response_bytes',
      'duration_ms',
      'user_agent',
      'tracking_id',
      'token_fingerprint',
      'token_issued_at',
      'token_expires_at',
      'access_event.account_id',
      'source',
      'asn',
      'country',
      'extra',
      'credential.external_id',
      'credential.label',
    ]);
}

type AccessRow = Awaited<ReturnType<ReturnType<typeof accessEvents>['execute']>>[number];

export function toAccessEntry(row: AccessRow): TimelineEntry {
  const { occurred_at, event_id, external_id, label, ...fields } = row;
  return {
    ...NOTHING,
    ...fields,
    kind: laneOf(row.operation),
    time: occurred_at,
    id: event_id,
    credential: external_id,
    credential_label: label,
  };
}

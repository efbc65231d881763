import { type Kysely, sql } from 'kysely';
import type { AccessEvent } from '../../core/event.ts';
import { toIso } from '../../core/time.ts';
import type { Tables } from '../tables.ts';

type Column = readonly [name: string, type: string, value: (event: AccessEvent) => unknown];

const optionalTime = (time: number | null): string | null => (time === null ? null : toIso(time));

const COLUMNS: readonly Column[] = [
  ['credential_id', 'uuid', (e) => e.credentialId],
  ['occurred_at', 'timestamptz', (e) => toIso(e.time)],
  ['event_id', 'uuid', (e) => e.eventId],
  ['source_ip', 'inet', (e) => e.sourceIp],
  ['source_text', 'text', (e) => e.sourceText],
  ['method', 'text', (e) => e.method],
  ['host', 'text', (e) => e.host],
  ['path', 'text', (e) => e.path],
  ['operation', 'text', (e) => e.operation],
  ['status', 'smallint', (e) => e.status],
  ['request_bytes', 'bigint', (e) => e.requestBytes],
  ['response_bytes', 'bigint', (e) => e.responseBytes],
  ['duration_ms', 'integer', (e) => e.durationMs],
  ['user_agent', 'text', (e) => e.userAgent],
  ['tracking_id', 'text', (e) => e.trackingId],
  ['token_fingerprint', 'text', (e) => e.tokenFingerprint],
  ['token_issued_at', 'timestamptz', (e) => optionalTime(e.tokenIssuedAt)],
  ['token_expires_at', 'timestamptz', (e) => optionalTime(e.tokenExpiresAt)],
  ['account_id', 'text', (e) => e.accountId],
  ['source', 'text', (e) => e.source],
  ['sender_id', 'text', (e) => e.senderId],
  ['asn', 'bigint', (e) => e.asn],
  ['country', 'text', (e) => e.country],
  ['extra', 'jsonb', (e) => extraOf(e)],
];

/** Zoom's quota headers travel with the unknown fields: they are read by hour, not searched for. */
function extraOf(event: AccessEvent): string | null {
  const quota = {
    ratelimit_type: event.ratelimitType,
    ratelimit_category: event.ratelimitCategory,
    ratelimit_limit: event.ratelimitLimit,
    ratelimit_remaining: event.ratelimitRemaining,
  };
  const present = Object.entries(quota).filter(([, value]) => value !== null);
  if (event.extra === null && present.length === 0) return null;
  return JSON.stringify({ ...event.extra, ...Object.fromEntries(present) });
}

const NAMES = sql.raw(COLUMNS.map(([name]) => name).join(', '));

/** Identity of an event: the duplicate rule. */
export const eventKey = (credentialId: string, time: number, eventId: string): string =>
  `${credentialId}${time}${eventId}`;

/**
 * Inserts events that are not there yet and returns the keys of those that were new.
 *
 * @param events distinct, in ascending order of (credentialId, time, eventId): every writer inserts in this order,
 *   so that two of them cannot wait for each other. Their months must exist.
 */
export async function insertEvents(db: Kysely<Tables>, events: readonly AccessEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const arrays = sql.join(COLUMNS.map(([, type, value]) => sql`${events.map(value)}::${sql.raw(type)}[]`));
  const { rows } = await sql<{ credential_id: string; occurred_at: Date; event_id: string }>`
    insert into access_event (${NAMES})
    select * from unnest(${arrays})
    on conflict do nothing
    returning credential_id, occurred_at, event_id`.execute(db);
  return new Set(rows.map((row) => eventKey(row.credential_id, row.occurred_at.getTime(), row.event_id)));
}

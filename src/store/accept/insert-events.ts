import { type Kysely, sql } from 'kysely';
import type { AccessEvent } from '../../core/event.ts';
import { isoClock } from '../../core/iso-clock.ts';
import { breather } from '../breather.ts';
import type { Tables } from '../tables.ts';
import { copyInto, type StoreTransaction } from '../transaction.ts';

type Cell = string | number | null;
type Column = readonly [name: string, type: string, value: (event: AccessEvent) => Cell];

const optionalTime = (time: number | null): string | null => (time === null ? null : isoClock(time));

const COLUMNS: readonly Column[] = [
  ['credential_id', 'uuid', (e) => e.credentialId],
  ['occurred_at', 'timestamptz', (e) => isoClock(e.time)],
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
  const { ratelimitType, ratelimitCategory, ratelimitLimit, ratelimitRemaining } = event;
  const quota = ratelimitType ?? ratelimitCategory ?? ratelimitLimit ?? ratelimitRemaining;
  if (quota === null) return event.extra === null ? null : JSON.stringify(event.extra);
  const present = Object.entries({
    ratelimit_type: ratelimitType,
    ratelimit_category: ratelimitCategory,
    ratelimit_limit: ratelimitLimit,
    ratelimit_remaining: ratelimitRemaining,
  }).filter(([, value]) => value !== null);
  return JSON.stringify({ ...event.extra, ...Object.fromEntries(present) });
}

const NAMES = COLUMNS.map(([name]) => name).join(', ');

/** Identity of an event: the duplicate rule. */
const eventKey = (credentialId: string, time: number, eventId: string): string =>
  `${credentialId}${time}${eventId}`;

/**
 * Inserts events that are not there yet and returns those that were new, in the same order.
 *
 * @param events distinct, in ascending order of (credentialId, time, eventId): every writer inserts in this order,
 *   so that two of them cannot wait for each other. Their months must exist.
 */
export async function insertMissingEvents(
  db: Kysely<Tables>,
  events: readonly AccessEvent[],
): Promise<readonly AccessEvent[]> {
  const arrays = sql.join(COLUMNS.map(([, type, value]) => sql`${events.map(value)}::${sql.raw(type)}[]`));
  const { rows } = await sql<{ credential_id: string; occurred_at: Date; event_id: string }>`
    insert into access_event (${sql.raw(NAMES)})
    select * from unnest(${arrays})
    on conflict do nothing
    returning credential_id, occurred_at, event_id`.execute(db);
  if (rows.length === events.length) return events;
  const fresh = new Set(
    rows.map((row) => eventKey(row.credential_id, row.occurred_at.getTime(), row.event_id)),
  );
  return events.filter((event) => fresh.has(eventKey(event.credentialId, event.time, event.eventId)));
}

/**
 * Inserts events of which none is there yet: COPY, at half the cost of an insert that looks for conflicts.
 *
 * @param events as for `insertMissingEvents`
 * @throws a unique violation (SQLSTATE 23505) when one is there already; the transaction is aborted then
 */
export async function insertNewEvents(trx: StoreTransaction, events: readonly AccessEvent[]): Promise<void> {
  await copyInto(trx, `copy access_event (${NAMES}) from stdin`, await copyRows(events));
}

const ROWS_IN_CHUNK = 500;

/** The rows in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
async function copyRows(events: readonly AccessEvent[]): Promise<Buffer[]> {
  const breathe = breather();
  const chunks: Buffer[] = [];
  for (let from = 0; from < events.length; from += ROWS_IN_CHUNK) {
    chunks.push(
      Buffer.from(
        events
          .slice(from, from + ROWS_IN_CHUNK)
          .map(copyRow)
          .join(''),
      ),
    );
    await breathe();
  }
  return chunks;
}

function copyRow(event: AccessEvent): string {
  let text = '';
  for (let c = 0; c < COLUMNS.length; c += 1) {
    const cell = COLUMNS[c]![2](event);
    if (c > 0) text += '\t';
    text += cell === null ? '\\N' : typeof cell === 'number' ? cell : escaped(cell);
  }
  return `${text}\n`;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\n\r\t]/g, (special) => ESCAPES[special]!) : text;

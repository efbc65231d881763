import { sql } from 'kysely';
import type { AlertLevel, DeliveryReason } from './jobs.ts';
import { insertAudit } from './queries/audit.ts';
import type { Store } from './store.ts';

/** What people have been told of an alert, so that the next message says what is new. */
export interface Receipt extends AlertLevel {
  readonly reason: DeliveryReason;
  readonly sourceIps: readonly string[];
  readonly operations: readonly string[];
}

export interface TimedReceipt extends Receipt {
  readonly at: Date;
}

const NOTIFIED = 'alert.notified';
/** Receipts are for comparing; a stranger with a thousand addresses must not make them large. */
const KEPT_VALUES = 1_000;

/** Puts into the audit trail, and so on the timeline, that a message about this alert was accepted. */
export async function recordReceipt(
  store: Store,
  told: { credentialId: string; alertId: string; channel: string; at: Date; receipt: Receipt },
): Promise<void> {
  const { reason, severity, signals, eventCount, scoreBits } = told.receipt;
  await insertAudit(store.db, {
    at: told.at,
    actor: told.channel,
    action: NOTIFIED,
    subject: `alert:${told.alertId}`,
    detail: {
      credential_id: told.credentialId,
      reason,
      severity,
      signals,
      event_count: eventCount,
      score_bits: scoreBits,
      source_ips: told.receipt.sourceIps.slice(0, KEPT_VALUES),
      operations: told.receipt.operations.slice(0, KEPT_VALUES),
    },
  });
}

/** The newest receipt of an alert, or null when nobody was told. */
export async function lastReceipt(
  store: Store,
  alertId: string,
  channel: string,
): Promise<TimedReceipt | null> {
  const row = await store.db
    .selectFrom('audit')
    .select(['at', 'detail'])
    .where('subject', '=', `alert:${alertId}`)
    .where('action', '=', NOTIFIED)
    .where('actor', '=', channel)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.detail === null || row === undefined) return null;
  const detail = row.detail as unknown as {
    reason: Receipt['reason'];
    severity: Receipt['severity'];
    signals: Receipt['signals'];
    event_count: number;
    score_bits: number;
    source_ips: string[];
    operations: string[];
  };
  return {
    at: row.at,
    reason: detail.reason,
    severity: detail.severity,
    signals: detail.signals,
    eventCount: detail.event_count,
    scoreBits: detail.score_bits,
    sourceIps: detail.source_ips,
    operations: detail.operations,
  };
}

/** Milliseconds since the epoch by the database's clock, which all replicas share. */
const NOW = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)`;

/** Either when one may send, or how long nobody may. Milliseconds from now. */
export type Turn = { readonly waitMs: number } | { readonly heldForMs: number };

/**
 * Reserves the next moment at which a message may go to `channel`: `intervalMs` after the one before, over all
 * replicas. Reserves nothing when that is more than `maxWaitMs` away.
 */
export async function takeTurn(
  store: Store,
  channel: string,
  { intervalMs, maxWaitMs }: { intervalMs: number; maxWaitMs: number },
): Promise<Turn> {
  const name = turnOf(channel);
  const taken = await sql<{ waitMs: string }>`
    insert into installation as turn (name, value)
    values (${name}, (${NOW} + ${intervalMs}::int)::text)
    on conflict (name) do update
      set value = (greatest(${NOW}, turn.value::numeric) + ${intervalMs}::int)::text
      where turn.value::numeric <= ${NOW} + ${maxWaitMs}::int
    returning turn.value::numeric - ${intervalMs}::int - ${NOW} as "waitMs"`.execute(store.db);
  const own = taken.rows[0];
  if (own !== undefined) return { waitMs: Math.max(0, Number(own.waitMs)) };
  const held = await sql<{ heldForMs: string }>`
    select value::numeric - ${NOW} as "heldForMs" from installation where name = ${name}`.execute(store.db);
  return { heldForMs: Math.max(0, Number(held.rows[0]?.heldForMs ?? 0)) };
}

/** Nobody sends to `channel` for this long: it asked for peace. Never shortens an earlier hold. */
export async function holdTurns(store: Store, channel: string, forMs: number): Promise<void> {
  await sql`
    insert into installation as turn (name, value)
    values (${turnOf(channel)}, (${NOW} + ${Math.ceil(forMs)}::bigint)::text)
    on conflict (name) do update
      set value = greatest(turn.value::numeric, excluded.value::numeric)::text`.execute(store.db);
}

const turnOf = (channel: string): string => `next_message:${channel}`;

import type { AccessEvent, Rejection } from '../core/event.ts';
import { DAY } from '../core/time.ts';
import { keptSince } from '../ingest/kept-since.ts';
import { parseTime } from '../ingest/time.ts';
import { webhookToEvent } from '../ingest/zoom-webhook.ts';
import { firstArrivalOf } from '../store/queries/first-arrivals.ts';
import { hasDelivery } from '../store/queries/same-delivery.ts';
import type { Json } from './client.ts';
import { type Intake, noteRejections } from './take-records.ts';

/** The part of an address at which deliveries are taken (http/routes/webhooks.ts); the app's name may follow. */
const OWN_ADDRESS = /\/v1\/webhooks\/zoom(?:\/([A-Za-z0-9][\w.-]{0,63}))?\/?$/;
const DELIVERED = /^(?:success\w*|succeeded|delivered|ok|2\d\d)$/i;

/**
 * Takes in the deliveries to this service that Zoom could not make, from its log of attempts. Attempts of one delivery
 * have the same body, and a body is one event, so nothing is doubled: not by its retries, not when it came after all. Where
 * the log writes a body otherwise than it was sent, the event is known by what it says.
 *
 * The log is Zoom's own, read over TLS with our credentials: it needs no signature.
 *
 * @returns how many were new
 */
export async function recoverDeliveries(records: readonly Json[], intake: Intake): Promise<number> {
  let added = 0;
  const rejections = new Map<string, Rejection[]>();
  const reject = (source: string, rejection: Rejection): void => {
    rejections.set(source, [...(rejections.get(source) ?? []), rejection]);
  };
  const seen = new Set<string>();
  for (const record of records) {
    const delivery = missedDelivery(record);
    if (delivery === null) continue;
    const { app, body, trackingId } = delivery;
    // Four attempts of one delivery are the rule.
    const text = body.toString();
    if (seen.has(text)) continue;
    seen.add(text);
    // As http/routes/webhooks.ts calls it: it is the same source, by another way.
    const source = app === null ? 'zoom-webhook' : `zoom-webhook/${app}`;
    const now = intake.now();
    const options = {
      app,
      trackingId,
      source,
      now,
      notBefore: keptSince(intake.retentionDays, now),
      geo: intake.geo,
    };
    let reading = webhookToEvent(body, options);
    if (reading.kind === 'needs_first_arrival') {
      const sent = parseTime(record['date_time']) ?? now - DAY;
      const firstArrival = await firstArrivalOf(intake.store, reading.bodyHash, sent);
      reading = webhookToEvent(body, { ...options, firstArrival });
    }
    if (reading.kind === 'rejected') reject(source, reading.rejection);
    if (reading.kind === 'event' && (await takeMissed(reading.event, intake))) added += 1;
  }
  for (const [source, list] of rejections) await noteRejections(intake, source, list);
  return added;
}

async function takeMissed(event: AccessEvent, { store, sink }: Intake): Promise<boolean> {
  if (await hasDelivery(store, event)) return false;
  const [outcome] = await sink.accept([event], null);
  return outcome?.kind === 'accepted';
}

interface Missed {
  readonly app: string | null;
  readonly body: Buffer;
  readonly trackingId: string | undefined;
}

function missedDelivery(record: Json): Missed | null {
  const { status, endpoint, request_body: body, trace_id: trace } = record;
  if (DELIVERED.test(String(status ?? '').trim())) return null;
  const path = pathOf(endpoint);
  const own = path === null ? null : OWN_ADDRESS.exec(path);
  // An app may deliver to others, too, whose troubles are theirs.
  if (path !== null && own === null) return null;
  const text =
    typeof body === 'string' ? body : body === undefined || body === null ? '' : JSON.stringify(body);
  if (text === '') return null;
  return {
    app: own?.[1] ?? null,
    body: Buffer.from(text),
    trackingId: typeof trace === 'string' ? trace : undefined,
  };
}

const pathOf = (endpoint: unknown): string | null =>
  typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).pathname : null;

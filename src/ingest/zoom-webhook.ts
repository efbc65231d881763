import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { parseAddress } from '../core/address.ts';
import { nameWithChanges } from '../core/admin-change.ts';
import { changesReported } from '../core/admin-webhook.ts';
import { bareEvent } from '../core/bare-event.ts';
import type { AccessEvent, Rejection, RejectionCode } from '../core/event.ts';
import { webhookOperation } from '../core/operation.ts';
import { type GeoAnswer, NOWHERE } from '../enrich/geo.ts';
import { truncate } from './clean-text.ts';
import { credentialIdOf, hexToUuid, normaliseIdentifier } from './identity.ts';
import { redactField } from './redact.ts';
import { redactExtra } from './redact-value.ts';
import { rejectionOf } from './rejection.ts';
import { parseTime, timeProblem } from './time.ts';
import { looksLikeToken } from './token.ts';

export interface WebhookOptions {
  /** Name of the app whose secret fitted, as in `/v1/webhooks/zoom/APP`; null for the one app without a name. */
  readonly app: string | null;
  /** The `clientid` header. It is not signed, so it is kept to be looked at and decides nothing. */
  readonly clientIdHeader?: string | undefined;
  /** The `x-zm-trackingid` header. */
  readonly trackingId?: string | undefined;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly notBefore?: number | undefined;
  /** When this body first came, for deliveries that name no time; epoch milliseconds. */
  readonly firstArrival?: number | undefined;
  readonly geo?: ((address: string) => GeoAnswer) | undefined;
}

export type WebhookReading =
  | { readonly kind: 'event'; readonly event: AccessEvent }
  /** The body names no time: look up when it first came, and ask again with that. */
  | { readonly kind: 'needs_first_arrival'; readonly bodyHash: string }
  | { readonly kind: 'url_validation'; readonly plainToken: string }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

type Json = Readonly<Record<string, unknown>>;

/**
 * Makes the event of a delivery whose signature was verified: a use of the operator's or the signed-in user's
 * account, else of the app. Zoom's envelopes are irregular (no object, no time, numbers as texts): what is missing
 * is null. The id is a hash of the body, so that every retry is the same event.
 */
export function webhookToEvent(rawBody: Uint8Array, options: WebhookOptions): WebhookReading {
  const body = parseBody(rawBody);
  if (typeof body === 'string') return rejected(rawBody, body, 'the delivery is not a JSON object in UTF-8');
  const name = body['event'];
  if (typeof name !== 'string' || name === '') return rejected(rawBody, 'missing_field', 'event is missing');
  const payload = objectIn(body, 'payload');
  const plainToken = payload['plainToken'];
  if (name === 'endpoint.url_validation' && typeof plainToken === 'string')
    return { kind: 'url_validation', plainToken };
  const bodyHash = hexToUuid(hash('sha256', rawBody));
  const time = timeOf(body) ?? options.firstArrival;
  if (time === undefined) return { kind: 'needs_first_arrival', bodyHash };
  const problem = timeProblem(time, options.now, options.notBefore);
  if (problem !== null) return rejected(rawBody, problem.code, problem.message);
  return { kind: 'event', event: buildEvent(name, body, bodyHash, time, options) };
}

function buildEvent(
  name: string,
  body: Json,
  eventId: string,
  time: number,
  options: WebhookOptions,
): AccessEvent {
  const payload = objectIn(body, 'payload');
  const object = objectIn(payload, 'object');
  const signIn = SIGN_IN.test(name);
  const credential =
    (signIn ? person(object, 'email', 'id') : person(payload, 'operator', 'operator_id')) ??
    appOf(payload, options);
  const address = findAddress(object);
  const sourceIp = signIn ? address : null;
  const clientType = signIn ? text(object['client_type']) : null;
  const version = text(object['version']);
  return bareEvent({
    credential,
    credentialId: credentialIdOf(credential),
    eventId,
    time,
    sourceIp,
    sourceText: sourceIp === null ? address : null,
    operation: nameWithChanges(
      webhookOperation(name).operation,
      changesReported(name, object, payload['old_object']),
    ),
    userAgent: clientType === null ? null : version === null ? clientType : `${clientType} ${version}`,
    client: clientType?.toLowerCase() ?? null,
    trackingId: options.trackingId === undefined ? null : text(options.trackingId),
    accountId: text(payload['account_id']),
    source: options.source,
    extra: redactExtra(membersOf(body, options)),
    ...(sourceIp === null || options.geo === undefined ? NOWHERE : options.geo(sourceIp)),
  });
}

/**
 * The client of a stored delivery, from what is kept of it: the stored user agent is the client's type and its version,
 * and `extra` has the version by itself.
 */
export function clientOfDelivery(
  userAgent: string | null,
  extra: Readonly<Record<string, unknown>> | null,
): string | null {
  const version = text(extra?.['object.version']);
  const type =
    version !== null && userAgent?.endsWith(` ${version}`)
      ? userAgent.slice(0, -version.length - 1)
      : userAgent;
  return type?.toLowerCase() ?? null;
}

/** Events in which the object is the person who acts. */
const SIGN_IN = /\.(?:signed_in|signed_out|user_login|user_logout)$/;

/** The e-mail address of a person, else the id. */
function person(holder: Json, ...names: string[]): string | null {
  for (const name of names) {
    const value = holder[name];
    const sent = typeof value === 'number' ? String(value) : value;
    const identifier = typeof sent === 'string' && !looksLikeToken(sent) ? normaliseIdentifier(sent) : null;
    if (identifier !== null) return identifier;
  }
  return null;
}

const appOf = (payload: Json, options: WebhookOptions): string =>
  person(payload, 'client_id') ?? normaliseIdentifier(`app:${options.app ?? 'zoom'}`) ?? 'app:zoom';

/** Where a time has been seen, the best first; as number, as digits, or as a date. */
function timeOf(body: Json): number | null {
  const payload = objectIn(body, 'payload');
  const candidates = [
    body['event_ts'],
    payload['event_ts'],
    payload['time_stamp'],
    payload['deauthorization_time'],
    objectIn(payload, 'object')['date_time'],
  ];
  for (const candidate of candidates) {
    const time = candidate === undefined ? null : parseTime(candidate);
    if (time !== null) return time;
  }
  return null;
}

const ADDRESS_KEY =
  /^(?:public_ip|ip_address|signaling_ip_address|device_ip|caller_device_public_ip|callee_device_public_ip)$/;

/**
 * The first address in the object. Of a sign-in it is the user's; of a meeting or a call it is a participant's, which
 * says nothing about the credential and so is kept as text only.
 */
function findAddress(value: unknown, depth = 0): string | null {
  if (typeof value !== 'object' || value === null || depth > 4) return null;
  for (const [key, member] of Object.entries(value).slice(0, 100)) {
    const found =
      ADDRESS_KEY.test(key) && typeof member === 'string'
        ? parseAddress(member)
        : findAddress(member, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** What is kept of the delivery, one field for each member of the payload and of its objects, so that a large one drops alone. */
function membersOf(body: Json, options: WebhookOptions): [string, unknown][] {
  const payload = objectIn(body, 'payload');
  return [
    ...(options.app === null ? [] : [['app', options.app] as [string, unknown]]),
    ...(options.clientIdHeader === undefined
      ? []
      : [['client_id_header', options.clientIdHeader] as [string, unknown]]),
    ...members('', body, ['event', 'payload']),
    ...members('', payload, ['object', 'old_object', 'account_id']),
    ...members('object.', objectIn(payload, 'object'), []),
    ...members('old_object.', objectIn(payload, 'old_object'), []),
  ];
}

const members = (prefix: string, holder: Json, without: readonly string[]): [string, unknown][] =>
  Object.entries(holder)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => [`${prefix}${key}`, value]);

function objectIn(holder: Json, name: string): Json {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? truncate(redactField(value.slice(0, 1024)), 256) : null;

function parseBody(rawBody: Uint8Array): Json | RejectionCode {
  if (!isUtf8(rawBody)) return 'invalid_encoding';
  try {
    const value: unknown = JSON.parse(textOf(rawBody));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json)
      : 'not_an_object';
  } catch (error) {
    if (error instanceof SyntaxError) return 'malformed_json';
    throw error;
  }
}

function rejected(rawBody: Uint8Array, code: RejectionCode, message: string): WebhookReading {
  const line = {
    number: 1,
    length: rawBody.byteLength,
    hash: () => hash('sha256', rawBody),
    head: () => textOf(rawBody.subarray(0, 4096)),
  };
  return { kind: 'rejected', rejection: rejectionOf(line, code, message) };
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

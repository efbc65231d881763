import { hash } from 'node:crypto';
import { parseAddress } from '../core/address.ts';
import type { AccessEvent } from '../core/event.ts';
import { memoise } from '../core/memo.ts';
import { type GeoAnswer, NOWHERE } from '../enrich/geo.ts';
import { type Agent, type Call, queryOf, readAgent, readCall } from './call.ts';
import { truncate } from './clean-text.ts';
import { type Caller, readCaller, zoomSideOf } from './credential-field.ts';
import { type Fields, isEventField, LineProblem } from './fields.ts';
import { fingerprintOf, hexToUuid } from './identity.ts';
import { OptionalFields } from './optional-fields.ts';
import type { OrdinalCounter } from './ordinals.ts';
import type { RawRecord } from './readers/reader.ts';
import { redactField } from './redact.ts';
import { redactExtra } from './redact-value.ts';
import { parseTime, timeProblem } from './time.ts';
import { looksLikeToken } from './token.ts';

export interface NormaliserOptions {
  /** Constant for lines that name no credential themselves; normalised. */
  readonly credential: string | undefined;
  /** Name of the source of events that do not say it. */
  readonly source: string | undefined;
  readonly fingerprintKey: string | Uint8Array;
  /** The receiver's clock, epoch milliseconds. */
  readonly now: number;
  /** Events before are `too_old`, epoch milliseconds. */
  readonly notBefore: number | undefined;
  readonly geo: ((address: string) => GeoAnswer) | undefined;
}

const LONGEST_ID = 256;
const LONGEST_NAME = 128;
const LONGEST_ADDRESS = 128;
const MOST_BYTES = Number.MAX_SAFE_INTEGER;
const MOST_INTEGER = 2_147_483_647;

/**
 * Makes the AccessEvent of a raw record: checks every field against what the database can hold, takes the
 * identifier from tokens, removes secrets, and names the event so that a retry is recognised. Only time and
 * credential have to be readable: any other field that is not becomes null, with a note in `extra`.
 *
 * @param damaged whether the line was not UTF-8
 * @param ordinals of the file or request that the record comes from
 */
export function normalise(
  record: RawRecord,
  damaged: boolean,
  ordinals: OrdinalCounter,
  options: NormaliserOptions,
): AccessEvent | LineProblem {
  try {
    return buildEvent(record, damaged, ordinals, options);
  } catch (error) {
    if (error instanceof LineProblem) return error;
    throw error;
  }
}

function buildEvent(
  record: RawRecord,
  damaged: boolean,
  ordinals: OrdinalCounter,
  options: NormaliserOptions,
): AccessEvent {
  const { fields } = record;
  const optional = new OptionalFields();
  const time = readTime(fields, options);
  const caller = callerOfRecord(record, optional, options);
  const address = optional.text(fields['source_ip'], 'source_ip');
  const sourceIp = address === null ? null : parseAddress(address);
  const call = readCall(fields, optional);
  const agent = readAgent(fields, optional);
  const status = optional.whole(fields['status'], 'status', 100, 599);
  const requestBytes = optional.whole(fields['request_bytes'], 'request_bytes', 0, MOST_BYTES);
  const responseBytes = optional.whole(fields['response_bytes'], 'response_bytes', 0, MOST_BYTES);
  const durationMs = optional.whole(fields['duration_ms'], 'duration_ms', 0, MOST_INTEGER);
  const senderId = optional.id(fields['id'], 'id');
  const trackingId = shortText(optional.id(fields['tracking_id'], 'tracking_id'), LONGEST_ID);
  const sentFingerprint = readFingerprint(fields, optional, options);
  const tokenIssuedAt =
    optional.tokenTime(fields['token_issued_at'], 'token_issued_at') ?? caller.tokenIssuedAt;
  const geo = sourceIp === null || options.geo === undefined ? NOWHERE : options.geo(sourceIp);
  return {
    credential: caller.credential,
    credentialId: caller.credentialId,
    eventId:
      senderId === null
        ? hashedId(
            record,
            ordinals,
            [
              time,
              address,
              status,
              requestBytes,
              responseBytes,
              durationMs,
              trackingId,
              sentFingerprint,
              tokenIssuedAt,
              ...(record.distinct === undefined ? [] : [record.distinct]),
            ],
            call,
            agent,
          )
        : sentEventId(senderId),
    senderId: shortText(senderId, LONGEST_ID),
    time,
    sourceIp,
    sourceText: address === null || sourceIp !== null ? null : shortText(address, LONGEST_ADDRESS),
    method: call.method,
    host: call.host,
    path: call.path,
    operation: record.deed?.operation ?? call.operation,
    status,
    requestBytes,
    responseBytes,
    durationMs,
    userAgent: agent.userAgent,
    client: agent.client,
    trackingId,
    tokenFingerprint: sentFingerprint ?? caller.tokenFingerprint,
    tokenIssuedAt,
    tokenExpiresAt:
      optional.tokenTime(fields['token_expires_at'], 'token_expires_at') ?? caller.tokenExpiresAt,
    accountId: shortName(optional.id(fields['account_id'], 'account_id')) ?? caller.accountId,
    source: shortName(optional.text(fields['source'], 'source')) ?? options.source ?? null,
    ratelimitType: shortName(optional.text(fields['ratelimit_type'], 'ratelimit_type')),
    ratelimitCategory: shortName(optional.text(fields['ratelimit_category'], 'ratelimit_category')),
    ratelimitLimit: optional.whole(fields['ratelimit_limit'], 'ratelimit_limit', 0, MOST_INTEGER),
    ratelimitRemaining: optional.whole(fields['ratelimit_remaining'], 'ratelimit_remaining', 0, MOST_INTEGER),
    extra: readExtra(record, caller, optional.unreadable, damaged),
    asn: geo.asn,
    asnName: geo.asnName,
    country: geo.country,
  };
}

/** Who made the call; of one that only Zoom has seen, the app by itself (docs/decisions/0010-records-that-are-no-calls.md). */
function callerOfRecord(record: RawRecord, optional: OptionalFields, options: NormaliserOptions): Caller {
  const caller = readCaller(record, optional, options);
  return record.deed?.zoomSide === true ? zoomSideOf(caller) : caller;
}

function readTime(fields: Fields, options: NormaliserOptions): number {
  const sent = fields['time'];
  if (sent === undefined || sent === null || sent === '') {
    throw new LineProblem('missing_field', 'time is missing');
  }
  const time = parseTime(sent);
  if (time === null) {
    throw new LineProblem('invalid_time', 'time is neither RFC 3339 nor epoch seconds or milliseconds');
  }
  const problem = timeProblem(time, options.now, options.notBefore);
  if (problem !== null) throw new LineProblem(problem.code, problem.message);
  return time;
}

/** Whether a sender's fingerprint can be nothing else. */
export const isFingerprint = (sent: string): boolean => /^(?:sha256:)?[0-9a-f]{8,64}$/i.test(sent);

/** A sender's fingerprint as it is, unless it is the token itself: then our keyed hash of it. */
function readFingerprint(
  fields: Fields,
  optional: OptionalFields,
  options: NormaliserOptions,
): string | null {
  const sent = optional.text(fields['token_fingerprint'], 'token_fingerprint');
  if (sent === null || isFingerprint(sent)) return sent;
  return looksLikeToken(sent) || sent.length > 64 || redactField(sent) !== sent
    ? fingerprintOf(sent, options.fingerprintKey)
    : sent;
}

/** The id of an event by the one that its sender gave. */
export const sentEventId = (senderId: string): string => hexToUuid(hash('sha256', `id\n${senderId}`));

/**
 * The id of an event whose sender gave none: a hash of what does not change when it is sent again, and for a log of
 * its place among like lines.
 */
function hashedId(
  record: RawRecord,
  ordinals: OrdinalCounter,
  values: readonly (string | number | null)[],
  call: Call,
  agent: Agent,
): string {
  const stable = [...values, call.method, call.host, call.path, queryOf(record.fields), agent.userAgent].join(
    '\n',
  );
  const digest = hash('sha256', stable);
  const ordinal = record.isLog ? ordinals.next(digest.slice(0, 32)) : 0;
  return hexToUuid(ordinal === 0 ? digest : hash('sha256', `${digest}\n${ordinal}`));
}

/** The note that says what an event is a record of, where it is no call. Only the edge writes it: no sender may. */
const RECORD = 'record_of';

/** Unknown fields, behind the edge's own notes on the line: those come first, so that they always fit. */
function readExtra(
  { fields, isLog, deed }: RawRecord,
  caller: Caller,
  unreadable: Readonly<Record<string, unknown>> | null,
  damaged: boolean,
): Record<string, unknown> | null {
  let members: [string, unknown][] | null = null;
  for (const name of Object.keys(fields)) {
    if (isEventField(name) || name === RECORD) continue;
    if (isLog && name === 'remote_user' && fields[name] === caller.credential) continue;
    members ??= [];
    members.push([name, fields[name]]);
  }
  if (unreadable !== null) members = withNote(['unreadable', unreadable], members);
  if (damaged) members = withNote(['invalid_utf8', true], members);
  const extra = members === null ? null : redactExtra(members);
  if (deed === undefined) return extra;
  const notes = { [RECORD]: deed.record, ...deed.kept };
  return { ...notes, ...extra, ...notes };
}

const withNote = (
  note: [string, unknown],
  members: readonly [string, unknown][] | null,
): [string, unknown][] => [note, ...(members ?? []).filter(([name]) => name !== note[0])];

const shortText = (text: string | null, limit: number): string | null =>
  text === null ? null : truncate(redactField(text.slice(0, 4 * limit)), limit);

/** Names repeat, so that what they become is remembered. */
const shortName = (text: string | null): string | null => (text === null ? null : nameOf(text));
const nameOf = memoise((text: string) =>
  truncate(redactField(text.slice(0, 4 * LONGEST_NAME)), LONGEST_NAME),
);

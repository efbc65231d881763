import type { RejectionCode } from '../core/event.ts';

/** The fields of one line by the contract's names, values as they were sent; unknown names beside them. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Why a line cannot be accepted: thrown where a required field is read, returned where a line is. The message names the field
 * and never quotes its value, which may be a secret.
 */
export class LineProblem extends Error {
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string) {
    super(message);
    this.name = 'LineProblem';
    this.code = code;
  }
}

/** The access event's fields, as the contract names them. */
export const EVENT_FIELDS = [
  'time',
  'credential',
  'authorization',
  'source_ip',
  'method',
  'path',
  'host',
  'status',
  'request_bytes',
  'response_bytes',
  'user_agent',
  'duration_ms',
  'id',
  'tracking_id',
  'token_fingerprint',
  'token_issued_at',
  'token_expires_at',
  'account_id',
  'source',
  'ratelimit_type',
  'ratelimit_category',
  'ratelimit_limit',
  'ratelimit_remaining',
] as const;

const KNOWN: ReadonlySet<string> = new Set(EVENT_FIELDS);

export const isEventField = (name: string): boolean => KNOWN.has(name);

/** What logs write for "none". */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === '-';

/**
 * A text that the event cannot do without; absent, empty and `-` are null.
 *
 * @throws LineProblem
 */
export function textIn(value: unknown, name: string): string | null {
  if (isAbsent(value)) return null;
  if (typeof value === 'string') return value;
  throw new LineProblem('invalid_field', `${name} is not a text`);
}

/**
 * An identifier that the event cannot do without, which some senders write as a number.
 *
 * @throws LineProblem
 */
export function idIn(value: unknown, name: string): string | null {
  if (isAbsent(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new LineProblem('invalid_field', `${name} is neither a text nor a number`);
}

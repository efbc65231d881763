import type { RejectionCode } from '../core/event.ts';

/** The fields of one line by the contract's names, values as they were sent; unknown names beside them. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Why a line cannot be accepted: thrown where a field is read, returned where a line is. The message names the field
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

const absent = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === '-';

/** A text; absent, empty and `-` (as logs write "none") are null. */
export function textIn(value: unknown, name: string): string | null {
  if (absent(value)) return null;
  if (typeof value === 'string') return value;
  throw new LineProblem('invalid_field', `${name} is not a text`);
}

/** An identifier, which some senders write as a number. */
export function idIn(value: unknown, name: string): string | null {
  if (absent(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new LineProblem('invalid_field', `${name} is neither a text nor a number`);
}

const DIGITS = /^\d{1,17}(?:\.\d{1,9})?$/;

/** A whole number in a range, as number or as digits; fractions are cut off. */
export function wholeIn(value: unknown, name: string, least: number, most: number): number | null {
  if (absent(value)) return null;
  const whole =
    typeof value === 'number'
      ? Math.trunc(value)
      : typeof value === 'string' && DIGITS.test(value)
        ? Math.trunc(Number(value))
        : Number.NaN;
  if (whole >= least && whole <= most) return whole;
  throw new LineProblem('invalid_field', `${name} is not a number from ${least} to ${most}`);
}

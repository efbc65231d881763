import { DAY, HOUR, SECOND } from '../core/time.ts';

/** Longer than until the next midnight anywhere: what asks for more is a mistake, and we ask again then. */
const LONGEST = DAY + HOUR;

/**
 * When Zoom wants the next call: `Retry-After` as Zoom's daily limit writes it (an ISO 8601 date and time), as RFC 9110
 * has it (seconds, or an HTTP date), or `X-RateLimit-Reset` (epoch seconds). Null when there is none that can be read. Never
 * in the past, and at most 25 hours ahead.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 */
export function retryAt(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null {
  const after = single(headers['retry-after']);
  const time =
    (after === null ? null : readRetryAfter(after, now)) ?? readReset(single(headers['x-ratelimit-reset']));
  return time === null ? null : Math.min(Math.max(time, now), now + LONGEST);
}

function readRetryAfter(text: string, now: number): number | null {
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return now + Number(text) * SECOND;
  // A date and time without a zone is meant in UTC, as Zoom's limits are.
  const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
    ? `${text.replace(' ', 'T')}Z`
    : text;
  const time = /^\d{4}-|^[A-Z][a-z]{2},/.test(zoned) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

const readReset = (text: string | null): number | null =>
  text !== null && /^\d{9,11}$/.test(text) ? Number(text) * SECOND : null;

const single = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header)?.trim() ?? null;

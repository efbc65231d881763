import { createHmac, timingSafeEqual } from 'node:crypto';
import { DAY } from '../core/time.ts';
import { AHEAD } from './time.ts';

/** How old a delivery may be. Zoom retries for 85 minutes and may keep the first time stamp; replays are duplicates. */
const BACK = DAY;
/** Below it a time stamp counts seconds, above it milliseconds: both have been seen. */
const SECONDS_BELOW = 1e11;

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type SignatureCheck =
  /** `secret` is the index of the secret that fits. */
  | { readonly ok: true; readonly secret: number }
  | { readonly ok: false; readonly problem: 'malformed' | 'bad_signature' | 'stale' | 'future' };

/**
 * The signature of a delivery: `v0=` and the hex HMAC-SHA-256 of `v0:TIMESTAMP:BODY` under the app's secret token
 * (developers.zoom.us/docs/api/webhooks, github.com/zoom/webhook-sample). Over the bytes as they came: JSON that was
 * parsed and written again does not fit.
 */
export function zoomSignature(secret: string, timestamp: string, rawBody: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(rawBody).digest('hex')}`;
}

/**
 * Whether Zoom sent a delivery: signed with one of the secrets, at most 24 hours old and 5 minutes ahead. The age is
 * only looked at when the signature fits, so `stale` and `future` are said of true deliveries alone. Takes the same
 * time whichever byte of a signature is wrong.
 *
 * @param headers with names in lower case
 * @param secrets the app's secret tokens, several while one is being replaced
 * @param now epoch milliseconds
 */
export function verifyZoomSignature(
  rawBody: Uint8Array,
  headers: Headers,
  secrets: readonly string[],
  now: number,
): SignatureCheck {
  const timestamp = headers['x-zm-request-timestamp'];
  const signature = headers['x-zm-signature'];
  if (typeof timestamp !== 'string' || !/^\d{9,14}$/.test(timestamp))
    return { ok: false, problem: 'malformed' };
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature))
    return { ok: false, problem: 'malformed' };
  const fits = secrets.map((secret) =>
    timingSafeEqual(Buffer.from(signature), Buffer.from(zoomSignature(secret, timestamp, rawBody))),
  );
  const secret = fits.indexOf(true);
  if (secret < 0) return { ok: false, problem: 'bad_signature' };
  const stamp = Number(timestamp);
  const sentAt = stamp < SECONDS_BELOW ? stamp * 1000 : stamp;
  if (sentAt < now - BACK) return { ok: false, problem: 'stale' };
  if (sentAt > now + AHEAD) return { ok: false, problem: 'future' };
  return { ok: true, secret };
}

/**
 * The answer to `endpoint.url_validation`. Only for deliveries whose signature was verified: the answer is an HMAC
 * under the secret, so whoever could ask for any would be able to sign deliveries. For the same reason a challenge
 * that looks like a message to sign gets no answer (null).
 */
export function answerUrlValidation(
  plainToken: string,
  secret: string,
): { readonly plainToken: string; readonly encryptedToken: string } | null {
  if (plainToken.startsWith('v0:')) return null;
  return { plainToken, encryptedToken: createHmac('sha256', secret).update(plainToken).digest('hex') };
}

import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
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
  return `v0=${macOf(secret, timestamp).update(rawBody).digest('hex')}`;
}

/**
 * Whether Zoom sent a delivery: signed with one of the secrets, at most 24 hours old and 5 minutes ahead. The age is
 * only looked at when the signature fits, so `stale` and `future` are said of true deliveries alone. Takes the same
 * time whichever byte of a signature is wrong. The body may come in pieces, none of which is held.
 */
export class DeliverySignature {
  readonly #timestamp: string;
  readonly #signature: string;
  /** One for each secret; none when the headers alone show that it cannot fit. */
  readonly #macs: readonly Hmac[];

  /**
   * @param headers with names in lower case
   * @param secrets the app's secret tokens, several while one is being replaced
   */
  constructor(headers: Headers, secrets: readonly string[]) {
    const timestamp = headers['x-zm-request-timestamp'];
    const signature = headers['x-zm-signature'];
    const wellFormed =
      typeof timestamp === 'string' &&
      /^\d{9,14}$/.test(timestamp) &&
      typeof signature === 'string' &&
      /^v0=[0-9a-f]{64}$/.test(signature);
    this.#timestamp = wellFormed ? timestamp : '';
    this.#signature = wellFormed ? signature : '';
    this.#macs = wellFormed ? secrets.map((secret) => macOf(secret, timestamp)) : [];
  }

  update(bytes: Uint8Array): void {
    for (const mac of this.#macs) mac.update(bytes);
  }

  /**
   * To be asked once, after the last piece.
   *
   * @param now epoch milliseconds
   */
  check(now: number): SignatureCheck {
    if (this.#signature === '') return { ok: false, problem: 'malformed' };
    const given = Buffer.from(this.#signature);
    const fits = this.#macs.map((mac) => timingSafeEqual(given, Buffer.from(`v0=${mac.digest('hex')}`)));
    const secret = fits.indexOf(true);
    if (secret < 0) return { ok: false, problem: 'bad_signature' };
    const stamp = Number(this.#timestamp);
    const sentAt = stamp < SECONDS_BELOW ? stamp * 1000 : stamp;
    if (sentAt < now - BACK) return { ok: false, problem: 'stale' };
    if (sentAt > now + AHEAD) return { ok: false, problem: 'future' };
    return { ok: true, secret };
  }
}

/** As `DeliverySignature`, of a body that is there as a whole. */
export function verifyZoomSignature(
  rawBody: Uint8Array,
  headers: Headers,
  secrets: readonly string[],
  now: number,
): SignatureCheck {
  const signature = new DeliverySignature(headers, secrets);
  signature.update(rawBody);
  return signature.check(now);
}

const macOf = (secret: string, timestamp: string): Hmac =>
  createHmac('sha256', secret).update(`v0:${timestamp}:`);

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

import { createHmac, hash } from 'node:crypto';
import { memoise } from '../core/memo.ts';
import { isClean } from './clean-text.ts';
import { bareToken, readToken, type TokenClaims, type TokenProblem } from './token.ts';

/** Namespace of our credential ids (RFC 9562, 5.5). Never changes: every stored id depends on it. */
const NAMESPACE = Buffer.from('ff6b6858c4414c64a35e754e68c5dfbe', 'hex');
const LONGEST_IDENTIFIER = 256;

/**
 * The id of a credential: UUIDv5 (SHA-1) of its normalised identifier, so that file, service and replicas agree on
 * it without a look-up.
 */
export const credentialIdOf: (identifier: string) => string = memoise((identifier) => {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(identifier)]), 'buffer');
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return hexToUuid(digest.toString('hex', 0, 16));
}, 16_384);

const UUID = Buffer.from('00000000-0000-0000-0000-000000000000');
/** Where its digits stand. */
const UUID_DIGITS = [...UUID.keys()].filter((place) => UUID.toString('latin1', place, place + 1) !== '-');

/** 32 hex digits, or the first 32 of more, in UUID form. Written into one buffer, since every event needs it. */
export function hexToUuid(hex: string): string {
  for (let i = 0; i < UUID_DIGITS.length; i += 1) UUID[UUID_DIGITS[i]!] = hex.charCodeAt(i);
  return UUID.toString('latin1');
}

/**
 * The one spelling of a credential's identifier: trimmed, without `zm:cid:` (as access tokens write client ids),
 * e-mail addresses in lower case. Null when it is empty, longer than 256 characters or holds a control character.
 */
export const normaliseIdentifier: (text: string) => string | null = memoise((text) => {
  const trimmed = text
    .trim()
    .replace(/^zm:cid:/, '')
    .normalize('NFC');
  if (trimmed === '' || trimmed.length > LONGEST_IDENTIFIER || !isClean(trimmed)) return null;
  return /^[^\s@/:]+@[^\s@/:]+$/.test(trimmed) ? trimmed.toLowerCase() : trimmed;
}, 16_384);

export interface Identity extends TokenClaims {
  /** See `fingerprintOf`. */
  readonly fingerprint: string;
}

/** A token that does not say whose it is; it can still be told from others. */
export interface Unidentified {
  readonly problem: TokenProblem;
  readonly fingerprint: string;
}

/**
 * Takes the stable identifier from an Authorization value or a bare token: `Bearer` with an access token of Zoom, a
 * JWT made from an API key or an SDK key, or `Basic` with client id and secret. The caller drops the value at once.
 *
 * @param fingerprintKey the installation's secret (FINGERPRINT_KEY)
 */
export function identifyAuthorization(
  value: string,
  fingerprintKey: string | Uint8Array,
): Identity | Unidentified {
  const fingerprint = fingerprintOf(value, fingerprintKey);
  const claims = readToken(value);
  if (typeof claims === 'string') return { problem: claims, fingerprint };
  const identifier = normaliseIdentifier(claims.identifier);
  return identifier === null ? { problem: 'malformed', fingerprint } : { ...claims, identifier, fingerprint };
}

/**
 * Tells tokens apart and never gives one back: HMAC-SHA-256 of the token in an Authorization value, whatever kind it
 * is, under the installation's key; the first 32 hex digits.
 */
export function fingerprintOf(value: string, fingerprintKey: string | Uint8Array): string {
  const { token } = bareToken(value);
  return createHmac('sha256', fingerprintKey).update(token).digest('hex').slice(0, 32);
}

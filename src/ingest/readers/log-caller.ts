import { isAbsent } from '../fields.ts';
import { readToken } from '../token.ts';

/** What gateways write in place of a header that they keep to themselves. */
const MASKED = /^\W*(?:redacted|masked|hidden|filtered)?\W*$/i;

/**
 * Who called, where a gateway logs both the Authorization header and its own name for the caller: the token, if it
 * names a Zoom credential, else the gateway's name (and the token only tells tokens apart).
 *
 * @param authorization the header as logged
 * @param consumer the gateway's name for the caller
 */
export function nameCaller(fields: Record<string, unknown>, authorization: unknown, consumer: unknown): void {
  if (typeof authorization === 'string' && !MASKED.test(authorization)) {
    fields['authorization'] ??= authorization;
    if (typeof readToken(authorization) !== 'string') return;
  }
  if (!isAbsent(consumer)) fields['credential'] ??= consumer;
}

import type { IncomingMessage } from 'node:http';
import type { WebhookToken } from '../config/settings.ts';
import { SECOND } from '../core/time.ts';
import { DeliverySignature, type SignatureCheck } from '../ingest/zoom-signature.ts';
import { HttpProblem } from './problem.ts';
import { receiveInto } from './request-body.ts';

const MiB = 1024 * 1024;
/** Larger deliveries are checked and counted, not read: Zoom sends a few kilobytes. */
const LARGEST = 4 * MiB;
const WIRE = { maxBytes: 64 * MiB, maxPause: 10 * SECOND };
const APP_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * The tokens that may sign a delivery to the address of an app, or to the one without a name. Tokens without a name
 * are good for every app that has none of its own. None: nothing can be verified.
 */
export function tokensFor(name: string | null, tokens: readonly WebhookToken[]): readonly WebhookToken[] {
  if (name === null) return tokens;
  if (!APP_NAME.test(name)) return [];
  const own = tokens.filter(({ app }) => app === name);
  return own.length > 0 ? own : tokens.filter(({ app }) => app === null);
}

export interface ReadDelivery {
  readonly check: SignatureCheck;
  /** The bytes as they came; null when they were too many to be held. */
  readonly body: Buffer | null;
}

/**
 * Reads a delivery to its end, holding little of it, and checks who signed it.
 *
 * @throws {HttpProblem} `overloaded`, never a 4xx, for a body that came late, cut off or endless
 */
export async function readDelivery(
  request: IncomingMessage,
  tokens: readonly WebhookToken[],
  now: number,
): Promise<ReadDelivery> {
  const signature = new DeliverySignature(
    request.headers,
    tokens.map(({ token }) => token),
  );
  let held: Uint8Array[] | null = [];
  let size = 0;
  await receiveInto(request, WIRE, (chunk) => {
    signature.update(chunk);
    size += chunk.byteLength;
    if (size > LARGEST) held = null;
    held?.push(chunk);
  }).catch(comeAgain);
  return { check: signature.check(now), body: held === null ? null : Buffer.concat(held) };
}

/** What Zoom got a 4xx for it would never send again. */
function comeAgain(error: unknown): never {
  if (!(error instanceof HttpProblem)) throw error;
  throw new HttpProblem('overloaded', error.message, { headers: { 'retry-after': '60' }, cause: error });
}

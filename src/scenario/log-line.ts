import type { Directory, UserStyle } from './directory.ts';
import { logNormal } from './distributions.ts';
import type { ApiOperation } from './operations.ts';
import type { Random } from './random.ts';
import type { Token } from './tokens.ts';
import type { WireEvent } from './wire.ts';

/**
 * What one log source writes down. `full`: a gateway that ends TLS; `no_token`: an nginx without the token's hash;
 * `no_client`: no user agent; `no_bytes`: an application's own log, and `no_address`: one that does not know where it
 * runs; `tunnel`: a CONNECT proxy, which sees a host and an address.
 */
export type LogStyle = 'full' | 'no_token' | 'no_client' | 'no_bytes' | 'no_address' | 'tunnel';

export const LOG_STYLES: readonly (readonly [LogStyle, number])[] = [
  ['full', 65],
  ['no_token', 17],
  ['no_client', 7],
  ['no_bytes', 6],
  ['no_address', 2],
  ['tunnel', 3],
];

/** What all lines of one credential have in common. */
export interface LogContext {
  readonly credential: string;
  readonly accountId: string;
  readonly source: string;
  readonly log: LogStyle;
  readonly directory: Directory;
  readonly userStyle: UserStyle;
}

/** One call, as it happened. */
export interface Call {
  readonly time: number;
  readonly id: string;
  readonly address: string;
  readonly operation: ApiOperation;
  readonly status: number;
  readonly userAgent: string;
  readonly token: Token | null;
  /** Size of the answer against the usual one of that operation. */
  readonly bytesFactor: number;
}

/** The line that the source writes of a call. */
export function logLine(context: LogContext, call: Call, random: Random): WireEvent {
  const { operation, status, token } = call;
  const tunnel = context.log === 'tunnel';
  const failed = status >= 400;
  const bytes = failed ? 180 : operation.bytes * logNormal(random, call.bytesFactor, 0.55);
  const sent = operation.method === 'GET' || operation.method === 'DELETE' ? 0 : logNormal(random, 420, 0.4);
  const duration = status === 504 ? 30_000 : logNormal(random, failed ? 90 : operation.duration, 0.45);
  const noBytes = context.log === 'no_bytes';
  const fingerprint = tunnel || context.log === 'no_token' || token === null ? null : token;
  return {
    time: call.time,
    credential: context.credential,
    id: call.id,
    source_ip: context.log === 'no_address' ? undefined : call.address,
    method: tunnel ? 'CONNECT' : operation.method,
    host: operation.host,
    path: tunnel ? undefined : pathOf(operation, context, random),
    status: tunnel ? 200 : status,
    request_bytes: noBytes ? undefined : Math.round(sent),
    response_bytes: noBytes ? undefined : Math.round(tunnel ? bytes + 4_200 : bytes),
    user_agent: tunnel || context.log === 'no_client' ? undefined : call.userAgent,
    duration_ms: Math.round(duration),
    token_fingerprint: fingerprint?.fingerprint,
    token_issued_at: fingerprint?.issuedAt,
    token_expires_at: fingerprint?.expiresAt,
    account_id: context.accountId,
    source: context.source,
  };
}

/** What Zoom answers when all is well. */
export function successStatus(operation: ApiOperation): number {
  if (operation.bytes === 0) return 204;
  return operation.method === 'POST' && operation.host === 'api.zoom.us' ? 201 : 200;
}

function pathOf(operation: ApiOperation, context: LogContext, random: Random): string {
  const { literals, ids } = operation;
  let path = literals[0] as string;
  for (let i = 0; i < ids.length; i += 1) {
    path +=
      context.directory.id(ids[i] as (typeof ids)[number], context.userStyle, random) +
      (literals[i + 1] as string);
  }
  return path + operation.query;
}

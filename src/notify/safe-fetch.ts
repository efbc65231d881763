import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { classifyAddress } from './address-policy.ts';

export type SafeFetchErrorCode =
  | 'url_not_allowed'
  | 'address_not_allowed'
  | 'name_not_resolved'
  | 'timed_out'
  | 'connection_failed'
  | 'response_too_large';

/**
 * Why a request was not made or not answered. The message never holds the path or the query of the URL, which may
 * be a secret (a Slack webhook is one), and no cause is attached, since it might.
 */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly code: SafeFetchErrorCode;
  /** Status of the response, when the failure came after it. */
  readonly status: number | undefined;

  constructor(code: SafeFetchErrorCode, message: string, status?: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name, in the order in which they should be tried. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface SafeFetchOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Also connect to loopback, RFC 1918, unique local and carrier-grade NAT addresses, and there without TLS too.
   * For an operator who posts to a host of the own network. Default false.
   */
  readonly allowPrivate?: boolean;
  /** For everything together, from the look-up to the last byte. Default 10 s. */
  readonly timeoutMs?: number;
  /** Default 64 kB (65,536 bytes). */
  readonly maxResponseBytes?: number;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
}

export interface SafeResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * The one way out: every request that this program makes to an address somebody configured goes through here.
 * A literal address is checked as the URL parser understood it (so decimal, hex and octal forms are seen through);
 * a name is resolved once, all its addresses are checked, and the connection is pinned to them, so that a second
 * look-up cannot give another answer. No redirect is followed (the caller sees the 3xx), no proxy from the
 * environment is used, no connection is kept.
 *
 * @throws {SafeFetchError}
 */
export async function safeFetch(url: string, options: SafeFetchOptions = {}): Promise<SafeResponse> {
  const target = checkedUrl(url, options.allowPrivate ?? false);
  const deadline = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const agent = new Agent({ connect: guardedConnector(options), pipelining: 0 });
  try {
    return await Promise.race([exchange(target, agent, deadline, options), rejectedAt(deadline)]);
  } catch (error) {
    if (error instanceof SafeFetchError) throw error;
    if (deadline.aborted) {
      throw new SafeFetchError(
        'timed_out',
        `no complete answer within ${options.timeoutMs ?? TIMEOUT_MS} ms`,
      );
    }
    throw new SafeFetchError('connection_failed', `the connection failed (${codeOf(error)})`);
  } finally {
    await agent.destroy();
  }
}

function checkedUrl(url: string, allowPrivate: boolean): URL {
  if (!URL.canParse(url)) throw new SafeFetchError('url_not_allowed', 'the URL cannot be read');
  const target = new URL(url);
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(target.protocol)) {
    throw new SafeFetchError('url_not_allowed', `the URL must begin with ${protocols.join('// or ')}//`);
  }
  if (target.username !== '' || target.password !== '') {
    throw new SafeFetchError('url_not_allowed', 'the URL must not hold a user name or password');
  }
  return target;
}

async function exchange(
  target: URL,
  dispatcher: Agent,
  signal: AbortSignal,
  options: SafeFetchOptions,
): Promise<SafeResponse> {
  const response = await request(target, {
    dispatcher,
    signal,
    method: options.method ?? 'GET',
    headers: options.headers ?? {},
    body: options.body ?? null,
  });
  const limit = options.maxResponseBytes ?? MAX_RESPONSE_BYTES;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) {
        const { statusCode } = response;
        throw new SafeFetchError(
          'response_too_large',
          `the answer is longer than ${limit} bytes`,
          statusCode,
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SafeFetchError) throw error;
    const [code, what] = signal.aborted
      ? (['timed_out', 'did not end in time'] as const)
      : (['connection_failed', `broke off (${codeOf(error)})`] as const);
    throw new SafeFetchError(code, `the answer began, and ${what}`, response.statusCode);
  }
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** A resolver or a peer that hangs must not outlast the deadline, whatever undici waits for. */
function rejectedAt(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    // A turn later than undici's own listener, which knows the status of an answer that had begun.
    signal.addEventListener('abort', () => setImmediate(reject, signal.reason), { once: true });
  });
}

function guardedConnector(options: SafeFetchOptions): buildConnector.connector {
  const allowPrivate = options.allowPrivate ?? false;
  const lookup = options.lookup ?? resolveAll;
  return (target, callback) => {
    pinnedAddresses(target.hostname, lookup)
      .then((addresses) => {
        for (const { address } of addresses) checkAddress(address, target.protocol, allowPrivate);
        const connect = buildConnector({
          lookup: pinnedLookup(addresses),
          autoSelectFamily: true,
          timeout: 0,
        });
        connect(target, (...result) => {
          const [error, socket] = result;
          if (error === null) {
            try {
              checkAddress(socket.remoteAddress ?? '', target.protocol, allowPrivate);
            } catch (refusal) {
              socket.destroy();
              callback(refusal as Error, null);
              return;
            }
          }
          callback(...result);
        });
      })
      .catch((error: Error) => callback(error, null));
  };
}

function checkAddress(address: string, protocol: string, allowPrivate: boolean): void {
  const kind = classifyAddress(address);
  const allowed = kind === 'public' ? protocol === 'https:' : kind === 'private' && allowPrivate;
  if (allowed) return;
  throw new SafeFetchError(
    'address_not_allowed',
    kind === 'public'
      ? `nothing is sent to ${address} without TLS`
      : `nothing is sent to ${address}: it is not a public address${kind === 'private' ? '' : ' and never allowed'}`,
  );
}

async function pinnedAddresses(hostname: string, lookup: Lookup): Promise<readonly ResolvedAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await lookup(hostname);
  } catch (error) {
    throw new SafeFetchError('name_not_resolved', `${hostname} cannot be resolved (${codeOf(error)})`);
  }
  if (addresses.length === 0)
    throw new SafeFetchError('name_not_resolved', `${hostname} resolves to no address`);
  return addresses;
}

/** Gives the socket the addresses that were checked, and no others. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new Error(`no address for ${hostname}`), '');
  };
}

function resolveAll(hostname: string): Promise<ResolvedAddress[]> {
  return systemLookup(hostname, { all: true, verbatim: true });
}

/** Codes are ours or the system's (`ECONNREFUSED`, `UND_ERR_SOCKET`); messages might quote the URL. */
function codeOf(error: unknown): string {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}

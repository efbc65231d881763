import { Agent, request } from 'undici';
import { guardedConnector, type Lookup } from './guarded-connector.ts';
import { codeOf, SafeFetchError } from './safe-fetch-error.ts';

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
  const { allowPrivate = false, timeoutMs = TIMEOUT_MS, lookup } = options;
  const target = checkedUrl(url, allowPrivate);
  const deadline = AbortSignal.timeout(timeoutMs);
  const connect = guardedConnector({ allowPrivate, timeoutMs, lookup });
  const agent = new Agent({ connect, pipelining: 0 });
  try {
    return await Promise.race([exchange(target, agent, deadline, options), rejectedAt(deadline)]);
  } catch (error) {
    if (error instanceof SafeFetchError) throw error;
    if (deadline.aborted) {
      throw new SafeFetchError('timed_out', `no complete answer within ${timeoutMs} ms`);
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

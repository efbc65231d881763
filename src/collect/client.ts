import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../core/time.ts';
import { type SafeResponse, safeFetch } from '../net/safe-fetch.ts';
import { SafeFetchError } from '../net/safe-fetch-error.ts';
import { explainRefusal, explainTokenRefusal } from './explain-refusal.ts';
import type { Limiter } from './limiter.ts';
import type { Label } from './limits.ts';
import { retryAt } from './retry-after.ts';
import { PausedUntil, TokenRefused, ZoomProblem } from './zoom-problem.ts';

export interface ZoomAccess {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `https://api.zoom.us`, or a stand-in's, or a gateway's. */
  readonly apiUrl: string;
  /** `https://zoom.us`. */
  readonly oauthUrl: string;
}

export interface ZoomRequest {
  /** Below `/v2`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly label: Label;
  /** For the words of a refusal: `the sign-in report`, and the scope that it needs. */
  readonly what: string;
  readonly scope: string | null;
}

export type Json = Readonly<Record<string, unknown>>;

/** A page of 300 deliveries with their bodies is a few megabytes. */
const LARGEST_ANSWER = 16 * 1024 * 1024;
const TIMEOUT = 60 * SECOND;
/** Tries of a request whose answers are 5xx or do not come. */
const ATTEMPTS = 5;
const FIRST_PAUSE = SECOND;
/** A token is given up this long before its end. */
const TOKEN_MARGIN = 5 * MINUTE;
/** Clocks further apart make tokens and signatures fail. */
const MAX_SKEW = 2 * MINUTE;

/** Reads Zoom's API as a Server-to-Server OAuth app. The secret and the tokens stay in here. */
export class ZoomClient {
  readonly #access: ZoomAccess;
  readonly #limiter: Limiter;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  #token: { readonly value: string; readonly until: number } | null = null;
  /** By what is asked for: what Zoom's answers said of its limits, where that is not what is written. */
  readonly #labels = new Map<string, Label>();
  /** How far Zoom's clock was from ours with the last answer, milliseconds; null while they agree. */
  skew: number | null = null;

  constructor(access: ZoomAccess, limiter: Limiter, now: () => number, signal: AbortSignal) {
    this.#access = access;
    this.#limiter = limiter;
    this.#now = now;
    this.#signal = signal;
  }

  /**
   * One GET, tried again where that can help, as slowly as Zoom's limits want it.
   *
   * @throws {ZoomProblem} what the operator has to know; {StalePageToken} the range is to be read anew
   */
  async get(request: ZoomRequest): Promise<Json> {
    for (let refused = 0; ; refused += 1) {
      try {
        return await this.#get(request);
      } catch (error) {
        if (!(error instanceof TokenRefused)) throw error;
        this.#token = null;
        if (refused === 0) continue;
        throw new ZoomProblem(
          'app_disabled',
          'Zoom refuses access tokens that it has just given out. The app was deactivated, or this clock is wrong: compare it with the time in the notice "clock_skew", if there is one.',
        );
      }
    }
  }

  /** On which limits a request draws, as far as is known. */
  labelOf({ what, label }: Pick<ZoomRequest, 'what' | 'label'>): Label {
    return this.#labels.get(what) ?? label;
  }

  async #get(request: ZoomRequest): Promise<Json> {
    const { path, query, what, scope } = request;
    const url = new URL(`${this.#access.apiUrl}/v2${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const paged = query['next_page_token'] !== undefined;
    for (;;) {
      const response = await this.#insist(what, async () => {
        const token = await this.#accessToken();
        await this.#limiter.take(this.labelOf(request));
        return this.#fetch(url.href, 'GET', { authorization: `Bearer ${token}` });
      });
      this.#labels.set(what, await this.#limiter.learn(this.labelOf(request), response));
      const { status } = response;
      if (status === 429) continue;
      const body = objectIn(response.body);
      if (status >= 200 && status < 300) {
        if (body !== null) return body;
        throw new ZoomProblem(
          'unexpected_answer',
          `Zoom's answer for ${what} is not a JSON object. Is a proxy in between?`,
        );
      }
      throw explainRefusal(status, body ?? {}, { what, scope, paged });
    }
  }

  async #accessToken(): Promise<string> {
    if (this.#token !== null && this.#token.until > this.#now()) return this.#token.value;
    const { accountId, clientId, clientSecret, oauthUrl } = this.#access;
    const url = new URL(`${oauthUrl}/oauth/token`);
    url.searchParams.set('grant_type', 'account_credentials');
    url.searchParams.set('account_id', accountId);
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const { status, headers, body } = await this.#insist('an access token', () =>
      this.#fetch(url.href, 'POST', { authorization: `Basic ${basic}` }),
    );
    const found = objectIn(body) ?? {};
    if (status === 429) {
      const until = retryAt(headers, this.#now()) ?? this.#now() + MINUTE;
      throw new PausedUntil(until, '', 'Zoom gives out no more access tokens for now (429).');
    }
    if (status !== 200) throw explainTokenRefusal(status, found);
    const { access_token: value, expires_in: seconds } = found;
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new ZoomProblem(
        'unexpected_answer',
        'The answer of the token endpoint holds no access token. Is a proxy in between?',
      );
    }
    const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds * SECOND : 60 * MINUTE;
    this.#token = { value, until: this.#now() + Math.max(lifetime - TOKEN_MARGIN, lifetime / 2) };
    return value;
  }

  /** Tries again after a 5xx or without an answer, with growing pauses. */
  async #insist(what: string, attempt: () => Promise<SafeResponse>): Promise<SafeResponse> {
    for (let tried = 1; ; tried += 1) {
      let why: string;
      try {
        const response = await attempt();
        if (response.status < 500) return response;
        why = `status ${response.status}`;
      } catch (error) {
        if (!(error instanceof SafeFetchError) || error.code.endsWith('not_allowed'))
          throw wrapped(error, what);
        if (error.code === 'response_too_large') throw wrapped(error, what);
        why = error.message;
      }
      if (tried === ATTEMPTS) {
        throw new ZoomProblem(
          'unavailable',
          `Zoom did not answer for ${what} (${why}); tried ${ATTEMPTS} times. It is tried again with the next pull. See status.zoom.us, and that this machine reaches Zoom.`,
        );
      }
      const pause = FIRST_PAUSE * 2 ** (tried - 1);
      await sleep(pause / 2 + Math.random() * pause, undefined, { signal: this.#signal });
    }
  }

  async #fetch(url: string, method: 'GET' | 'POST', headers: Record<string, string>): Promise<SafeResponse> {
    const answer = safeFetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      // Plain http is accepted for this machine alone (config/values.ts).
      allowPrivate: url.startsWith('http:'),
      timeoutMs: TIMEOUT,
      maxResponseBytes: LARGEST_ANSWER,
    });
    const response = await orAborted(answer, this.#signal);
    const date = Date.parse(String(response.headers['date'] ?? ''));
    const skew = Number.isNaN(date) ? 0 : date - this.#now();
    this.skew = Math.abs(skew) > MAX_SKEW ? skew : null;
    return response;
  }
}

/** Who ends does not wait for an answer that may take a minute. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    done.abort();
  }
}

const wrapped = (error: unknown, what: string): unknown =>
  error instanceof SafeFetchError
    ? new ZoomProblem('unexpected_answer', `The request for ${what} failed: ${error.message}.`)
    : error;

function objectIn(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A client id and secret that the stand-in knows, as a Server-to-Server OAuth app would have them. */
export interface StandInApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accountId: string;
}

/** A Zoom API on loopback that looks like the real one to a proxy: statuses, headers, bodies, token form. */
export interface ZoomApiStandIn {
  readonly port: number;
  /** Method, host and path (without query) of every call that arrived, oldest first. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** Zoom's limits per second by label for a Business account (marketplace.zoom.us/docs/api-reference/rate-limits). */
const LIMITS = { Light: 80, Medium: 60, Heavy: 40 } as const;
type Label = keyof typeof LIMITS;

export interface StandInOptions {
  readonly apps: readonly StandInApp[];
  /** PEM; with it the stand-in speaks HTTPS, as a gateway that verifies its upstream needs. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The clock by which tokens are issued and expire, epoch ms. */
  readonly now?: () => number;
}

/** Starts it on 127.0.0.1 at a free port. */
export async function startZoomApiStandIn(options: StandInOptions): Promise<ZoomApiStandIn> {
  const tokens = new Tokens(options.now ?? Date.now);
  const calls: string[] = [];
  const quota = new Quota();
  const answer: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    calls.push(`${request.method} ${request.headers.host}${url.pathname}`);
    response.setHeader('x-zm-trackingid', `v=2.0;clid=us06;rid=WEB_${randomUUID().replaceAll('-', '')}`);
    if (url.pathname === '/oauth/token') answerToken(request, response, url, options.apps, tokens);
    else if (url.pathname.startsWith('/v2/')) answerApi(request, response, url, tokens, quota);
    else json(response, 404, { code: 404, message: 'Not found.' });
    request.resume();
  };
  const server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function answerToken(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  apps: readonly StandInApp[],
  tokens: Tokens,
): void {
  const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [clientId, clientSecret] = Buffer.from(basic, 'base64').toString().split(':');
  const app = apps.find((known) => known.clientId === clientId && known.clientSecret === clientSecret);
  if (app === undefined || url.searchParams.get('account_id') !== app.accountId) {
    json(response, 400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
    return;
  }
  json(response, 200, {
    access_token: tokens.issue(app),
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'user:read:list_users:admin',
    api_url: 'https://api.zoom.us',
  });
}

function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  tokens: Tokens,
  quota: Quota,
): void {
  const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const verdict = tokens.verify(token);
  if (verdict !== 'valid') {
    // Zoom gives both the same code and tells them apart by text (developers.zoom.us/docs/api/marketplace).
    const message = verdict === 'expired' ? 'Access token is expired.' : 'Invalid access token.';
    json(response, 401, { code: 124, message });
    return;
  }
  const path = url.pathname.slice('/v2'.length);
  const label = labelOf(path);
  response.setHeader('x-ratelimit-category', label);
  response.setHeader('x-ratelimit-type', 'QPS');
  response.setHeader('x-ratelimit-limit', String(LIMITS[label]));
  response.setHeader('x-ratelimit-remaining', String(quota.take(label)));
  if (path.startsWith('/users/nobody')) {
    json(response, 404, { code: 1001, message: 'User does not exist: nobody.' });
  } else if (request.method === 'GET') {
    json(response, 200, listing(path, Number(url.searchParams.get('page_size') ?? 30)));
  } else if (request.method === 'POST') {
    json(response, 201, { id: randomUUID(), created_at: new Date().toISOString() });
  } else {
    response.writeHead(204).end();
  }
}

function labelOf(path: string): Label {
  if (path.startsWith('/report/') || path.startsWith('/metrics/')) return 'Heavy';
  return /^\/(users$|users\/[^/]+\/(meetings|recordings)|chat\/)/.test(path) ? 'Medium' : 'Light';
}

/** A page of `size` records, so that the number of bytes returned says how much was taken. */
function listing(path: string, size: number): Record<string, unknown> {
  const kind = path.split('/').at(-1) ?? 'items';
  const records = Array.from({ length: Math.min(Math.max(size, 1), 300) }, (_, index) => ({
    id: `${kind}-${index}`,
    email: `user${index}@example.com`,
    topic: `Record ${index} of ${kind}`,
    created_at: '2026-01-15T09:00:00Z',
  }));
  return { page_size: records.length, next_page_token: '', total_records: records.length, [kind]: records };
}

/** Calls left in this second, by label. Nothing is refused, so that weeks of calls can be played in seconds. */
class Quota {
  #second = 0;
  #used = new Map<Label, number>();

  take(label: Label): number {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#used.clear();
    }
    const used = (this.#used.get(label) ?? 0) + 1;
    this.#used.set(label, used);
    return Math.max(LIMITS[label] - used, 0);
  }
}

/**
 * Access tokens with the claims that Zoom's carry, living for an hour. The key that signs them is this object's alone:
 * as with Zoom's, nobody else can verify one.
 */
class Tokens {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(app: StandInApp): string {
    const issuedAt = Math.floor(this.#now() / 1000);
    const claims = {
      ver: 10,
      auid: randomBytes(16).toString('hex'),
      code: randomBytes(12).toString('base64url'),
      iss: `zm:cid:${app.clientId}`,
      gno: 0,
      type: 0,
      tid: 0,
      aud: 'https://oauth.zoom.us',
      uid: 'Gv8bWpQ2T0mB9x1sYzKfLA',
      nbf: issuedAt,
      exp: issuedAt + 3600,
      iat: issuedAt,
      aid: app.accountId,
    };
    const header = { alg: 'HS512', typ: 'JWT', kid: randomUUID() };
    const signed = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${this.#sign(signed).toString('base64url')}`;
  }

  verify(token: string): 'valid' | 'expired' | 'invalid' {
    const [header = '', claims = '', signature = ''] = token.split('.');
    const expected = this.#sign(`${header}.${claims}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
    const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return (parsed as { readonly exp: number }).exp * 1000 > this.#now() ? 'valid' : 'expired';
  }

  #sign(text: string): Buffer {
    return createHmac('sha512', this.#key).update(text).digest();
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

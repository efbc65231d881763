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
  /** Method and path (without query) of every call that arrived, oldest first. */
  readonly calls: readonly string[];
  /** An access token of this app as `POST /oauth/token` would give it, valid until `expiresAt` (epoch ms). */
  mint(app: StandInApp, expiresAt: number): string;
  close(): Promise<void>;
}

/** Zoom's limits per second by label for a Business account (marketplace.zoom.us/docs/api-reference/rate-limits). */
const LIMITS = { Light: 80, Medium: 60, Heavy: 40 } as const;
type Label = keyof typeof LIMITS;

/**
 * Starts it on 127.0.0.1 at a free port. With `tls` (PEM) it speaks HTTPS, as a gateway that verifies its upstream
 * needs.
 */
export async function startZoomApiStandIn(
  apps: readonly StandInApp[],
  tls?: { readonly key: string; readonly cert: string },
): Promise<ZoomApiStandIn> {
  const signingKey = randomBytes(32);
  const calls: string[] = [];
  const quota = new Quota();
  const mint = (app: StandInApp, expiresAt: number) => signToken(signingKey, app, expiresAt);
  const answer: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    calls.push(`${request.method} ${url.pathname}`);
    response.setHeader('x-zm-trackingid', `v=2.0;clid=us06;rid=WEB_${randomUUID().replaceAll('-', '')}`);
    if (url.pathname === '/oauth/token') answerToken(request, response, url, apps, mint);
    else if (url.pathname.startsWith('/v2/')) answerApi(request, response, url, signingKey, quota);
    else json(response, 404, { code: 404, message: 'Not found.' });
    request.resume();
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    mint,
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
  mint: ZoomApiStandIn['mint'],
): void {
  const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [clientId, clientSecret] = Buffer.from(basic, 'base64').toString().split(':');
  const app = apps.find((known) => known.clientId === clientId && known.clientSecret === clientSecret);
  if (app === undefined || url.searchParams.get('account_id') !== app.accountId) {
    json(response, 400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
    return;
  }
  const token = mint(app, Date.now() + 3_600_000);
  json(response, 200, {
    access_token: token,
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
  signingKey: Buffer,
  quota: Quota,
): void {
  const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const verdict = verifyToken(signingKey, token);
  if (verdict !== 'valid') {
    // Zoom gives both the same code and tells them apart by text (developers.zoom.us/docs/api/marketplace).
    const message = verdict === 'expired' ? 'Access token is expired.' : 'Invalid access token.';
    json(response, 401, { code: 124, message });
    return;
  }
  const path = url.pathname.slice('/v2'.length);
  const label = labelOf(path);
  const remaining = quota.take(label);
  response.setHeader('x-ratelimit-category', label);
  response.setHeader('x-ratelimit-type', 'QPS');
  response.setHeader('x-ratelimit-limit', String(LIMITS[label]));
  response.setHeader('x-ratelimit-remaining', String(Math.max(remaining, 0)));
  if (remaining < 0) {
    json(response, 429, {
      code: 429,
      message: 'You have reached the maximum per-second rate limit for this API.',
    });
  } else if (path.startsWith('/users/nobody')) {
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

/** Calls left in this second, by label. */
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
    return LIMITS[label] - used;
  }
}

/** The claims that Zoom's access tokens carry; the key that signs them is Zoom's alone, so nobody else can verify. */
function signToken(key: Buffer, app: StandInApp, expiresAt: number): string {
  const expires = Math.floor(expiresAt / 1000);
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
    nbf: expires - 3600,
    exp: expires,
    iat: expires - 3600,
    aid: app.accountId,
  };
  const header = { alg: 'HS512', typ: 'JWT', kid: randomUUID() };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha512', key).update(signed).digest('base64url')}`;
}

function verifyToken(key: Buffer, token: string): 'valid' | 'expired' | 'invalid' {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const expected = createHmac('sha512', key).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
  const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const expires = (parsed as { readonly exp: number }).exp;
  return expires * 1000 > Date.now() ? 'valid' : 'expired';
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

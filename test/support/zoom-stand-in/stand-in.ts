import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { LOG_ROUTES } from './logs.ts';
import { Pages } from './pages.ts';
import { type Label, Quota, type QuotaOptions } from './quota.ts';
import type { Reply } from './reply.ts';
import { answerToken, type StandInApp, Tokens } from './tokens.ts';
import { traceId, World } from './world.ts';

export type { StandInApp };

/** How one request is treated instead of being answered. */
type Fault =
  | Reply
  /** Takes the request and says nothing. */
  | 'hang'
  /** Takes the request and cuts the connection. */
  | 'cut';

/** A Zoom API on loopback that looks like the real one: statuses, headers, bodies, token form, pages, limits. */
export interface ZoomApiStandIn {
  readonly port: number;
  /** `http://127.0.0.1:PORT` (https with TLS): of the API and of the token endpoint alike. */
  readonly url: string;
  /** Method, host and path (without query) of every call that arrived, oldest first. */
  readonly calls: readonly string[];
  /** Path and query, in the same order. */
  readonly targets: readonly string[];
  /** What it serves to pulls. */
  readonly world: World;
  /** The next answers to requests whose path begins so. */
  script(path: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

export interface StandInOptions extends QuotaOptions {
  readonly apps: readonly StandInApp[];
  /** PEM; with it the stand-in speaks HTTPS, as a gateway that verifies its upstream needs. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The clock by which tokens are issued and expire, epoch ms. */
  readonly now?: () => number;
  readonly world?: World;
  /** Whether `api_call_logs` reads `from` and `to`. Default true. */
  readonly callLogDates?: boolean;
}

/** Starts it on 127.0.0.1 at a free port. */
export async function startZoomApiStandIn(options: StandInOptions): Promise<ZoomApiStandIn> {
  const now = options.now ?? Date.now;
  const world = options.world ?? new World();
  const context: Context = {
    options,
    now,
    world,
    tokens: new Tokens(now),
    pages: new Pages(now),
    quota: new Quota(options, now),
  };
  const calls: string[] = [];
  const targets: string[] = [];
  const scripted: { readonly path: string; readonly fault: Fault }[] = [];
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    calls.push(`${request.method} ${request.headers.host}${url.pathname}`);
    targets.push(`${url.pathname}${url.search}`);
    response.setHeader('x-zm-trackingid', traceId());
    response.setHeader('date', new Date(now()).toUTCString());
    const place = scripted.findIndex(({ path }) => url.pathname.startsWith(path));
    const fault = place === -1 ? undefined : scripted.splice(place, 1)[0]!.fault;
    request.resume();
    if (fault === 'cut') request.socket.destroy();
    else if (fault !== 'hang') write(response, fault ?? answer(request, url, context));
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    calls,
    targets,
    world,
    script: (path, ...faults) => void scripted.push(...faults.map((fault) => ({ path, fault }))),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

interface Context {
  readonly options: StandInOptions;
  readonly now: () => number;
  readonly world: World;
  readonly tokens: Tokens;
  readonly pages: Pages;
  readonly quota: Quota;
}

function answer(request: IncomingMessage, url: URL, context: Context): Reply {
  const { authorization } = request.headers;
  if (url.pathname === '/oauth/token')
    return answerToken(authorization, url, context.options.apps, context.tokens);
  if (!url.pathname.startsWith('/v2/')) return { status: 404, body: { code: 404, message: 'Not found.' } };
  const holder = context.tokens.verify(authorization);
  // Zoom gives both the same code and tells them apart by text (developers.zoom.us/docs/api/marketplace).
  if (holder === 'expired') return unauthorized('Access token is expired.');
  const app =
    holder === 'invalid'
      ? undefined
      : context.options.apps.find(({ clientId }) => clientId === holder.clientId);
  if (app === undefined || app.disabled === true) return unauthorized('Invalid access token.');
  return answerApi(request, url, app, context);
}

const unauthorized = (message: string): Reply => ({ status: 401, body: { code: 124, message } });

function answerApi(request: IncomingMessage, url: URL, app: StandInApp, context: Context): Reply {
  const route = request.method === 'GET' ? LOG_ROUTES.find(({ path }) => path.test(url.pathname)) : undefined;
  const { headers, refusal } = context.quota.take(route?.label ?? labelOf(url.pathname));
  if (refusal !== null) return refusal;
  if (route === undefined) return { ...answerOther(request.method, url), headers };
  if (app.scopes !== undefined && !route.scopes.some((scope) => app.scopes?.includes(scope))) {
    const message = `Invalid access token, does not contain scopes:[${route.scopes[0]}].`;
    return { status: 400, headers, body: { code: 4711, message } };
  }
  const { world, pages, now, options } = context;
  const match = route.path.exec(url.pathname)!;
  const { callLogDates = true } = options;
  const reply = route.answer(url, match, { world, pages, now: now(), callLogDates });
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

/** Anything else: what a proxy sees of Zoom. */
function answerOther(method: string | undefined, url: URL): Reply {
  const path = url.pathname.slice('/v2'.length);
  if (path.startsWith('/users/nobody'))
    return { status: 404, body: { code: 1001, message: 'User does not exist: nobody.' } };
  if (method === 'GET')
    return { status: 200, body: listing(path, Number(url.searchParams.get('page_size') ?? 30)) };
  return method === 'POST'
    ? { status: 201, body: { id: randomUUID(), created_at: new Date().toISOString() } }
    : { status: 204 };
}

function labelOf(pathname: string): Label {
  const path = pathname.slice('/v2'.length);
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

function write(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role, revokeApiKey } from '../../src/store/queries/api-keys.ts';
import { ADMIN_KEY, eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const READ: Role[] = ['read', 'respond', 'admin'];
const NOWHERE = '00000000-0000-4000-8000-000000000000';

/** Every route and who may call it. A route that is missing here fails the test below. */
const ROUTES: Record<string, Role[] | 'anybody'> = {
  'POST /v1/events': ['ingest', 'admin'],
  'POST /v1/webhooks/zoom': 'anybody',
  'POST /v1/webhooks/zoom/:app': 'anybody',
  'GET /v1/alerts': READ,
  'GET /v1/alerts/:id': READ,
  'GET /v1/alerts/:id/events': READ,
  'GET /v1/alerts/:id/history': READ,
  'GET /v1/alerts/:id/context': READ,
  'GET /v1/credentials/:id/context': READ,
  'GET /v1/overview': READ,
  'PATCH /v1/alerts/:id': ['respond', 'admin'],
  'GET /v1/credentials': READ,
  'GET /v1/credentials/:id': READ,
  'GET /v1/credentials/:id/profile': READ,
  'PATCH /v1/credentials/:id': ['respond', 'admin'],
  'GET /v1/expectations': READ,
  'POST /v1/expectations': ['respond', 'admin'],
  'DELETE /v1/expectations/:id': ['respond', 'admin'],
  'POST /v1/backtests': ['respond', 'admin'],
  'GET /v1/backtests/:id': READ,
  'GET /v1/budget': READ,
  'GET /v1/timeline': READ,
  'GET /v1/timeline/histogram': READ,
  'GET /v1/timeline/values': READ,
  'GET /v1/notices': READ,
  'GET /v1/rejections': READ,
  'GET /v1/keys': ['admin'],
  'POST /v1/keys': ['admin'],
  'DELETE /v1/keys/:id': ['admin'],
  'GET /v1/audit': READ,
  'GET /v1/sources': READ,
  'GET /v1/settings': ['admin'],
  'POST /v1/settings/slack/test': ['admin'],
  'GET /v1/session': 'anybody',
  'POST /v1/session': 'anybody',
  'DELETE /v1/session': 'anybody',
  'POST /v1/setup': 'anybody',
  'POST /v1/session/password': READ,
  'GET /v1/sessions': READ,
  'DELETE /v1/sessions/:id': READ,
  'GET /v1/users': ['admin'],
  'POST /v1/users': ['admin'],
  'PATCH /v1/users/:id': ['admin'],
  'GET /v1/oidc/start': 'anybody',
  'GET /v1/oidc/callback': 'anybody',
  'GET /v1/stream': READ,
  'GET /v1/coverage': READ,
  'GET /v1/zoom-apps': READ,
  'PATCH /v1/zoom-apps/:id': ['respond', 'admin'],
  'GET /metrics': READ,
  'GET /healthz': 'anybody',
  'GET /readyz': 'anybody',
  'GET /openapi.json': 'anybody',
  'GET /': 'anybody',
  'GET /alerts': 'anybody',
  'GET /alerts/:id': 'anybody',
  'GET /audit': 'anybody',
  'GET /credentials': 'anybody',
  'GET /credentials/:id': 'anybody',
  'GET /settings': 'anybody',
  'GET /sources': 'anybody',
  'GET /timeline': 'anybody',
  'GET /assets/:file': 'anybody',
};

const callRoute = (route: string, key: string | null): Promise<Response> => {
  const [method = '', path = ''] = route.split(' ');
  return service.call(path.replace(':id', NOWHERE).replace(':app', 'reporting'), {
    method,
    key,
    ...(method === 'PATCH' || method === 'POST'
      ? { headers: { 'content-type': 'application/json' }, body: '{"status":"open"}' }
      : {}),
  });
};

describe('roles', () => {
  it('are known for every route that there is', () => {
    const known = new Set(Object.keys(ROUTES).map((route) => route.split(' ')[1]));
    expect(new Set(printedPaths(service.app.printRoutes({ commonPrefix: false })))).toEqual(known);
  });

  describe.each(Object.entries(ROUTES))('%s', (route, allowed) => {
    it.each([...ROLES, null])('called by %s', async (role) => {
      const answer = await callRoute(route, role === null ? null : service.keys[role]);
      const refused = allowed !== 'anybody' && (role === null || !allowed.includes(role));
      if (!refused) {
        await answer.body?.cancel();
        if (allowed !== 'anybody') expect([401, 403]).not.toContain(answer.status);
        return;
      }
      expect(answer.status).toBe(role === null ? 401 : 403);
      const problem = (await answer.json()) as { code: string; detail: string };
      expect(problem.code).toBe(role === null ? 'unauthorized' : 'forbidden');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="zoom-usage-monitor"/);
      if (role !== null) for (const needed of allowed) expect(problem.detail).toContain(needed);
    });
  });
});

/** The tree that Fastify prints, as whole paths. */
function printedPaths(tree: string): string[] {
  const paths: string[] = [];
  const parents: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', part, methods] = /^([│ ]*)(?:├──|└──) (\S*)(?: \(([^)]+)\))?/.exec(line) ?? [];
    if (part === undefined) continue;
    const depth = indent.length / 4;
    parents.length = depth;
    parents[depth] = part;
    if (methods !== undefined) paths.push(parents.join(''));
  }
  return paths;
}

describe('a key', () => {
  const bearer = async (authorization: string | null): Promise<Response> =>
    service.call('/v1/alerts', authorization === null ? { key: null } : { headers: { authorization } });

  it.each([
    ['nothing', null, undefined],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'invalid_request'],
    ['no key', 'Bearer', 'invalid_request'],
    ['two keys', 'Bearer first-key second-key', 'invalid_request'],
    ['an unknown key', `Bearer zum_${'A'.repeat(43)}`, 'invalid_token'],
    ['something long', `Bearer ${'x'.repeat(5_000)}`, 'invalid_request'],
  ])('that is %s is refused, and not repeated', async (_, authorization, error) => {
    const answer = await bearer(authorization);
    expect(answer.status).toBe(401);
    const challenge = answer.headers.get('www-authenticate') ?? '';
    expect(challenge.includes('error=')).toBe(error !== undefined);
    if (error !== undefined) expect(challenge).toContain(`error="${error}"`);
    const given = authorization?.split(' ')[1] ?? 'nothing was given';
    expect(await answer.text()).not.toContain(given);
  });

  it('may be written with any case of Bearer', async () => {
    expect((await bearer(`bearer ${service.keys.read}`)).status).toBe(200);
  });

  it('from the settings is admin, and is not in the database', async () => {
    expect((await service.call('/v1/keys', { key: ADMIN_KEY })).status).toBe(200);
    expect((await service.call('/v1/keys', { key: `${ADMIN_KEY}x` })).status).toBe(401);
    expect((await service.send([eventLine()], '/v1/events', ADMIN_KEY)).status).toBe(200);
    const { keys } = (await (await service.call('/v1/keys', { key: ADMIN_KEY })).json()) as {
      keys: unknown[];
    };
    expect(keys).toHaveLength(ROLES.length);
  });

  it('works until it expires', async () => {
    const key = await service.makeKey({ expiresAt: new Date(Date.now() + 1_500) });
    expect((await service.call('/v1/alerts', { key })).status).toBe(200);
    await expect
      .poll(async () => (await service.call('/v1/alerts', { key })).status, { timeout: 5_000 })
      .toBe(401);
  });

  it('that is revoked here stops at once, one that is revoked elsewhere within seconds', async () => {
    const here = await service.makeKey({});
    const elsewhere = await service.makeKey({});
    const { keys } = (await (await service.call('/v1/keys', { key: ADMIN_KEY })).json()) as {
      keys: { id: string }[];
    };
    for (const key of [here, elsewhere]) expect((await service.call('/v1/alerts', { key })).status).toBe(200);
    const [second, first] = keys;
    await revokeApiKey(service.store, second!.id);
    expect((await service.call(`/v1/keys/${first!.id}`, { method: 'DELETE', key: ADMIN_KEY })).status).toBe(
      204,
    );
    expect((await service.call('/v1/alerts', { key: here })).status).toBe(401);
    await expect
      .poll(async () => (await service.call('/v1/alerts', { key: elsewhere })).status, { timeout: 5_000 })
      .toBe(401);
  });
});

describe('the admin of keys', () => {
  const create = (body: unknown): Promise<Response> =>
    service.call('/v1/keys', {
      key: ADMIN_KEY,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('makes, lists and revokes them, with a trace', async () => {
    const made = await create({ name: 'edge', role: 'ingest', source: 'edge-1', credential_pattern: 'a*' });
    expect(made.status).toBe(201);
    const { id, key } = (await made.json()) as { id: string; key: string };
    expect((await service.send([eventLine({ credential: 'a1' })], '/v1/events', key)).status).toBe(200);
    const listed = await (await service.call('/v1/keys', { key: ADMIN_KEY })).text();
    expect(listed).not.toContain(key);
    expect(JSON.parse(listed).keys).toContainEqual(
      expect.objectContaining({
        id,
        name: 'edge',
        source: 'edge-1',
        credential_pattern: 'a*',
        revoked_at: null,
      }),
    );
    expect((await service.call(`/v1/keys/${id}`, { method: 'DELETE', key: ADMIN_KEY })).status).toBe(204);
    const trail = await service.store.db
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', `key:${id}`)
      .execute();
    expect(trail.map(({ action, actor }) => `${action} by ${actor}`).sort()).toEqual([
      'key.created by admin (admin-key)',
      'key.revoked by admin (admin-key)',
    ]);
    expect((await service.call(`/v1/keys/${NOWHERE}`, { method: 'DELETE', key: ADMIN_KEY })).status).toBe(
      404,
    );
  });

  it.each([
    [400, 'name', { role: 'read' }],
    [400, 'role', { name: 'x', role: 'root' }],
    [400, 'extra', { name: 'x', role: 'read', extra: 1 }],
    [400, 'expires_at', { name: 'x', role: 'read', expires_at: 'tomorrow' }],
    [422, undefined, { name: 'x', role: 'read', source: 'edge' }],
    [422, undefined, { name: 'x', role: 'read', expires_at: '2020-01-01T00:00:00Z' }],
    [422, undefined, { name: ' ', role: 'read' }],
  ])('is told %i for %s', async (status, field, body) => {
    const answer = await create(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(field === undefined ? { code: 'contradictory' } : { field });
  });
});

describe('limits', () => {
  it('are by key, tell when to come back, and spare webhooks and probes', async () => {
    const limited = await startTestService({ rateLimitMax: 5 });
    try {
      const statuses = async (key: string | null, path = '/v1/alerts'): Promise<number[]> => {
        const answers: number[] = [];
        for (let i = 0; i < 7; i++) answers.push((await limited.call(path, { key })).status);
        return answers;
      };
      expect(await statuses(limited.keys.read)).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect((await limited.call('/v1/alerts', { key: limited.keys.respond })).status).toBe(200);
      const refused = await limited.call('/v1/alerts');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await refused.json()).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(await statuses(null, '/healthz')).toEqual(Array(7).fill(200));
      expect(await statuses(null, '/nowhere')).toEqual([404, 404, 404, 404, 404, 429, 429]);
      const hook = (): Promise<Response> =>
        limited.call('/v1/webhooks/zoom', { key: null, method: 'POST', body: '{}' });
      for (let i = 0; i < 7; i++) expect((await hook()).status).toBe(503);
    } finally {
      await limited.close();
    }
  });

  it('stop an address that tries wrong keys, and not the key that was good before', async () => {
    const limited = await startTestService({ rateLimitMax: 100_000 });
    try {
      expect((await limited.call('/v1/alerts')).status).toBe(200);
      const tried: number[] = [];
      for (let i = 0; i < 130; i++)
        tried.push((await limited.call('/v1/alerts', { key: `wrong-${i}` })).status);
      expect(tried.slice(0, 120)).toEqual(Array(120).fill(401));
      expect(tried.slice(120)).toEqual(Array(10).fill(429));
      expect((await limited.call('/v1/alerts')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('go by the client address that a listed proxy names, and by no other', async () => {
    const behind = await startTestService({ rateLimitMax: 3, trustedProxies: ['127.0.0.2/32'] });
    try {
      const from = (proxy: string, forwarded: string): Promise<number> =>
        new Promise((resolve, reject) => {
          const request = httpRequest(
            `${behind.url}/v1/session`,
            { localAddress: proxy, headers: { 'x-forwarded-for': forwarded } },
            (answer) => {
              answer.resume();
              resolve(answer.statusCode ?? 0);
            },
          );
          request.on('error', reject);
          request.end();
        });
      const four = async (proxy: string, forwarded: (i: number) => string): Promise<number[]> => {
        const statuses: number[] = [];
        for (let i = 0; i < 4; i++) statuses.push(await from(proxy, forwarded(i)));
        return statuses;
      };
      // One client behind the proxy that writes another address in front each time is still one client.
      expect(await four('127.0.0.2', (i) => `198.51.100.${i}, 192.0.2.1`)).toEqual([200, 200, 200, 429]);
      expect(await four('127.0.0.2', (i) => `192.0.2.${10 + i}`)).toEqual([200, 200, 200, 200]);
      // Who is no proxy may write what he likes.
      expect(await four('127.0.0.3', (i) => `192.0.2.${20 + i}`)).toEqual([200, 200, 200, 429]);
    } finally {
      await behind.close();
    }
  });
});

import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionList, SessionState } from '../../src/http/session-schema.ts';
import type { UserView } from '../../src/http/user-schema.ts';
import { ADMIN_KEY, startTestService, type TestService } from './support/service.ts';
import { type Visitor, visitor } from './support/visitor.ts';

const ADA = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'four quiet herons at dusk' };

/** A service with Ada, its admin, and the browser in which she is signed in. */
async function withAda(settings: Parameters<typeof startTestService>[0] = {}, options = {}) {
  const service = await startTestService(settings, options);
  const ada = visitor(service);
  expect((await ada.send('POST', '/v1/setup', { admin_key: ADMIN_KEY, ...ADA })).status).toBe(200);
  return { service, ada };
}

const stateOf = async (who: Visitor): Promise<SessionState> =>
  (await (await who.ask('/v1/session')).json()) as SessionState;

async function addUser(
  admin: Visitor,
  fields: { name: string; email: string; role: string; password?: string },
): Promise<UserView> {
  const answer = await admin.send('POST', '/v1/users', { password: 'a lamp beside the harbour', ...fields });
  expect(answer.status).toBe(201);
  return (await answer.json()) as UserView;
}

async function signedIn(service: TestService, email: string, password = 'a lamp beside the harbour') {
  const who = visitor(service);
  expect((await who.send('POST', '/v1/session', { email, password })).status).toBe(200);
  return who;
}

describe('the first user', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  it('is made with an admin key, once, and is signed in', async () => {
    const ada = visitor(service);
    expect(await stateOf(ada)).toMatchObject({ state: 'setup', user: null, oidc: null, time_zone: 'UTC' });
    const wanted = { ...ADA, email: 'Ada@Example.com' };
    const wrong = await ada.send('POST', '/v1/setup', {
      ...wanted,
      admin_key: 'wrong-key-wrong-key-wrong-key-wrong',
    });
    expect(wrong.status).toBe(401);
    const byRespond = await ada.send('POST', '/v1/setup', { ...wanted, admin_key: service.keys.respond });
    expect(byRespond.status).toBe(403);
    expect(await stateOf(ada)).toMatchObject({ state: 'setup' });

    const made = await ada.send('POST', '/v1/setup', { ...wanted, admin_key: ADMIN_KEY });
    expect(await made.json()).toMatchObject({
      state: 'signed_in',
      user: { name: 'Ada Lovelace', email: 'ada@example.com', role: 'admin', by_key: false },
    });
    expect(made.headers.get('set-cookie')).toMatch(
      /^zum_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect((await ada.ask('/v1/keys')).status).toBe(200);

    const again = await visitor(service).send('POST', '/v1/setup', {
      ...ADA,
      email: 'eve@example.com',
      admin_key: ADMIN_KEY,
    });
    expect(await again.json()).toMatchObject({ status: 409, code: 'already_set_up' });
    expect(await stateOf(visitor(service))).toMatchObject({ state: 'signed_out' });
  });

  it('is one, however many ask at the same moment', async () => {
    const racing = await startTestService();
    try {
      const answers = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          visitor(racing).send('POST', '/v1/setup', {
            ...ADA,
            email: `a${n}@example.com`,
            admin_key: ADMIN_KEY,
          }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    } finally {
      await racing.close();
    }
  });
});

describe('a session', () => {
  let service: TestService;
  let ada: Visitor;
  let clock = Date.now();
  beforeAll(async () => {
    ({ service, ada } = await withAda({}, { now: () => clock }));
  });
  afterAll(() => service.close());

  it('has a new token each time, and one planted before is worth nothing', async () => {
    const planted = `zum_session=${'A'.repeat(43)}`;
    const who = visitor(service);
    who.takeCookie(planted);
    await who.send('POST', '/v1/session', { email: ADA.email, password: ADA.password });
    expect(who.cookie()).not.toBe(planted);
    expect((await visitor(service).ask('/v1/alerts', { headers: { cookie: planted } })).status).toBe(401);
  });

  it('is kept as a hash, and nothing of the password or token reaches a log or the trail', async () => {
    const [, token = ''] = ada.cookie().split('=');
    const { rows } = await service.store.pool.query('select row_to_json(s)::text as row from session s');
    const { rows: trail } = await service.store.pool.query('select row_to_json(a)::text as row from audit a');
    const { rows: users } = await service.store.pool.query(
      'select row_to_json(u)::text as row from user_account u',
    );
    const kept = [...rows, ...trail, ...users].map(({ row }) => String(row)).join('\n') + service.logged();
    expect(token).toHaveLength(43);
    for (const secret of [token, ADA.password, ADMIN_KEY]) expect(kept).not.toContain(secret);
    expect(users[0].row).toMatch(/"scrypt\$32768\$8\$3\$/);
  });

  it('ends by signing out, for whoever copied the cookie too', async () => {
    const who = await signedIn(service, ADA.email, ADA.password);
    const thief = visitor(service);
    thief.takeCookie(who.cookie());
    expect((await thief.ask('/v1/alerts')).status).toBe(200);
    expect((await who.send('DELETE', '/v1/session')).status).toBe(204);
    expect((await thief.ask('/v1/alerts')).status).toBe(401);
    expect(await stateOf(thief)).toMatchObject({ state: 'signed_out' });
  });

  it('ends after 8 hours without use and after 12 in any case', async () => {
    const idle = await signedIn(service, ADA.email, ADA.password);
    const busy = await signedIn(service, ADA.email, ADA.password);
    const hours = async (n: number) => {
      clock += n * 3_600_000;
      return [(await idle.ask('/v1/alerts')).status, (await busy.ask('/v1/alerts')).status];
    };
    const status = async (who: Visitor, after: number) => {
      clock += after * 3_600_000;
      return (await who.ask('/v1/alerts')).status;
    };
    expect(await status(busy, 5)).toBe(200);
    expect(await status(busy, 2.9)).toBe(200);
    expect(await hours(0.2)).toEqual([401, 200]);
    expect(await status(busy, 3.8)).toBe(200);
    expect(await status(busy, 0.2)).toBe(401);
  });

  it('says where it was begun, with what a hostile browser says made harmless', async () => {
    const who = visitor(
      service,
      `Mozilla/5.0 <img src=x onerror=alert(1)> token=abcdefghijklmnop ${'x'.repeat(5_000)}`,
    );
    await who.send('POST', '/v1/session', { email: ADA.email, password: ADA.password });
    const { sessions } = (await (await who.ask('/v1/sessions')).json()) as SessionList;
    const own = sessions.find(({ current }) => current);
    expect(own).toMatchObject({ who: 'Ada Lovelace', email: ADA.email, address: '127.0.0.1' });
    expect(own?.user_agent).toContain('<img src=x onerror=alert(1)>');
    expect(own?.user_agent).not.toContain('abcdefghijklmnop');
    expect(own?.user_agent?.length).toBeLessThanOrEqual(300);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  });

  it.each(['fe80::1%eth0', 'nonsense', '203.0.113.7', '2001:db8::1'])(
    'begins also behind a proxy that names the client %s',
    async (address) => {
      const behind = await startTestService({ trustedProxies: ['127.0.0.0/8'] });
      try {
        const who = visitor(behind);
        const answer = await who.send(
          'POST',
          '/v1/session',
          { key: ADMIN_KEY },
          { 'x-forwarded-for': address },
        );
        expect(answer.status).toBe(200);
        const { sessions } = (await (await who.ask('/v1/sessions')).json()) as SessionList;
        expect([address.split('%')[0], '127.0.0.1', null]).toContain(sessions[0]?.address);
      } finally {
        await behind.close();
      }
    },
  );

  it('of a key acts as the key, and ends with it', async () => {
    const { id, key } = (await (
      await ada
        .send('POST', '/v1/session', { email: ADA.email, password: ADA.password })
        .then(() => ada.send('POST', '/v1/keys', { name: 'wall screen', role: 'read' }))
    ).json()) as { id: string; key: string };
    const screen = visitor(service);
    expect(await (await screen.send('POST', '/v1/session', { key })).json()).toMatchObject({
      user: { id, name: 'wall screen', email: null, role: 'read', by_key: true },
    });
    expect((await screen.ask('/v1/alerts')).status).toBe(200);
    expect(
      (await screen.send('PATCH', '/v1/alerts/00000000-0000-4000-8000-000000000000', { status: 'open' }))
        .status,
    ).toBe(403);
    expect((await ada.send('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    expect((await screen.ask('/v1/alerts')).status).toBe(401);
    const ingest = await screen.send('POST', '/v1/session', { key: service.keys.ingest });
    expect(await ingest.json()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('of the admin key ends when the setting is another one', async () => {
    const first = await startTestService();
    const who = visitor(first);
    await who.send('POST', '/v1/session', { key: ADMIN_KEY });
    expect((await who.ask('/v1/keys')).status).toBe(200);
    await first.store.pool.query(`update session set key_id = 'admin-key:0000'`);
    await expect.poll(async () => (await who.ask('/v1/keys')).status, { timeout: 6_000 }).toBe(401);
    await first.close();
  });

  it('is Secure and bound to the host where PUBLIC_URL is https', async () => {
    const behind = await startTestService({ publicUrl: 'https://monitor.example.com' });
    try {
      const answer = await visitor(behind).send(
        'POST',
        '/v1/session',
        { key: ADMIN_KEY },
        { origin: 'https://monitor.example.com' },
      );
      expect(answer.headers.get('set-cookie')).toMatch(
        /^__Host-zum_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    } finally {
      await behind.close();
    }
  });
});

describe('another site', () => {
  let service: TestService;
  let ada: Visitor;
  beforeAll(async () => {
    ({ service, ada } = await withAda({ publicUrl: 'http://monitor.example.com' }));
  });
  afterAll(() => service.close());

  const change = (headers: Record<string, string>) =>
    ada.ask('/v1/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });

  it.each([
    ['a fetch of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    [
      'a page of a neighbouring name',
      { 'sec-fetch-site': 'same-site', origin: 'http://evil.monitor.example.com' },
      403,
    ],
    ['an old browser on another site', { origin: 'http://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['a link that was typed', { 'sec-fetch-site': 'none' }, 403],
    ['the same name on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['our page', { 'sec-fetch-site': 'same-origin' }, 400],
    ['our page behind a proxy', { origin: 'http://monitor.example.com' }, 400],
    ['no browser', {}, 400],
  ])('%s', async (_, headers, status) => {
    const answer = await change(headers);
    expect(answer.status).toBe(status);
    if (status === 403) expect(await answer.json()).toMatchObject({ code: 'cross_origin' });
  });

  it('cannot sign anybody in or out either', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const thief = visitor(service);
    expect((await thief.send('POST', '/v1/session', { key: ADMIN_KEY }, foreign)).status).toBe(403);
    expect((await ada.send('DELETE', '/v1/session', undefined, foreign)).status).toBe(403);
    expect((await ada.ask('/v1/alerts')).status).toBe(200);
  });

  it('may read nothing: no answer allows it', async () => {
    const answer = await ada.ask('/v1/alerts', { headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('does not reach a key: what is sent with one is not the browser’s doing', async () => {
    const answer = await service.call('/v1/keys', {
      key: ADMIN_KEY,
      headers: { origin: 'https://script.example' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('users', () => {
  let service: TestService;
  let ada: Visitor;
  beforeAll(async () => {
    ({ service, ada } = await withAda());
  });
  afterAll(() => service.close());

  it('do what their role lets them, under their own name', async () => {
    await addUser(ada, { name: 'Ben', email: 'ben@example.com', role: 'read' });
    const carol = await addUser(ada, { name: 'Carol', email: 'carol@example.com', role: 'respond' });
    const [reader, responder] = [
      await signedIn(service, 'ben@example.com'),
      await signedIn(service, 'carol@example.com'),
    ];
    expect((await reader.ask('/v1/alerts')).status).toBe(200);
    expect((await reader.ask('/v1/users')).status).toBe(403);
    expect((await reader.send('POST', '/v1/backtests', { budget: '1/30d' })).status).toBe(403);
    expect((await responder.send('POST', '/v1/backtests', { budget: '1/30d' })).status).toBe(202);
    expect((await responder.ask('/v1/sessions?all=true')).status).toBe(403);
    const { rows } = await service.store.pool.query(
      `select actor, action, subject from audit where subject = $1 order by at`,
      [`user:${carol.id}`],
    );
    expect(rows).toEqual([
      { actor: 'Ada Lovelace (ada@example.com)', action: 'user.created', subject: `user:${carol.id}` },
      { actor: 'Carol (carol@example.com)', action: 'session.started', subject: `user:${carol.id}` },
    ]);
  });

  it('lose their sessions with their account, their password or at an admin’s wish', async () => {
    const dan = await addUser(ada, { name: 'Dan', email: 'dan@example.com', role: 'respond' });
    const change = (body: object) => ada.send('PATCH', `/v1/users/${dan.id}`, body);
    let who = await signedIn(service, 'dan@example.com');
    expect((await change({ disabled: true })).status).toBe(200);
    expect((await who.ask('/v1/alerts')).status).toBe(401);
    expect(
      (
        await visitor(service).send('POST', '/v1/session', {
          email: 'dan@example.com',
          password: 'a lamp beside the harbour',
        })
      ).status,
    ).toBe(401);
    expect((await change({ disabled: false, role: 'read' })).status).toBe(200);
    who = await signedIn(service, 'dan@example.com');
    expect((await change({ password: 'an otter under the bridge' })).status).toBe(200);
    expect((await who.ask('/v1/alerts')).status).toBe(401);
    who = await signedIn(service, 'dan@example.com', 'an otter under the bridge');
    const { sessions } = (await (await ada.ask('/v1/sessions?all=true')).json()) as SessionList;
    const [session] = sessions.filter(({ user_id }) => user_id === dan.id);
    expect((await ada.send('DELETE', `/v1/sessions/${session?.id}`)).status).toBe(204);
    expect((await who.ask('/v1/alerts')).status).toBe(401);
    expect((await ada.send('DELETE', `/v1/sessions/${session?.id}`)).status).toBe(404);
  });

  it('cannot end or see the sessions of others', async () => {
    await addUser(ada, { name: 'Eve', email: 'eve@example.com', role: 'respond' });
    const eve = await signedIn(service, 'eve@example.com');
    const { sessions } = (await (await ada.ask('/v1/sessions')).json()) as SessionList;
    expect((await eve.send('DELETE', `/v1/sessions/${sessions[0]?.id}`)).status).toBe(404);
    const own = (await (await eve.ask('/v1/sessions')).json()) as SessionList;
    expect(own.sessions.map(({ email }) => email)).toEqual(['eve@example.com']);
  });

  it('always leave an admin who can sign in, also when two step down at once', async () => {
    const { users } = (await (await ada.ask('/v1/users')).json()) as { users: UserView[] };
    const self = users.find(({ email }) => email === ADA.email);
    const demoted = await ada.send('PATCH', `/v1/users/${self?.id}`, { role: 'read' });
    expect(await demoted.json()).toMatchObject({ status: 409, code: 'last_admin' });
    const second = await addUser(ada, { name: 'Second', email: 'second@example.com', role: 'admin' });
    const answers = await Promise.all(
      [self?.id, second.id].map((id) =>
        service.call(`/v1/users/${id}`, {
          key: ADMIN_KEY,
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: '{"disabled":true}',
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    for (const id of [self?.id, second.id])
      await service.call(`/v1/users/${id}`, {
        key: ADMIN_KEY,
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"disabled":false}',
      });
    ada = await signedIn(service, ADA.email, ADA.password);
  });

  it('change their own password, which ends their other sessions', async () => {
    await addUser(ada, { name: 'Fay', email: 'fay@example.com', role: 'read' });
    const [here, elsewhere] = [
      await signedIn(service, 'fay@example.com'),
      await signedIn(service, 'fay@example.com'),
    ];
    const change = (current: string) =>
      here.send('POST', '/v1/session/password', { current, password: 'seven blue kites in march' });
    expect(await (await change('not this one at all')).json()).toMatchObject({ code: 'sign_in_failed' });
    expect((await change('a lamp beside the harbour')).status).toBe(200);
    expect((await here.ask('/v1/alerts')).status).toBe(200);
    expect((await elsewhere.ask('/v1/alerts')).status).toBe(401);
    await signedIn(service, 'fay@example.com', 'seven blue kites in march');
    const byKey = await service.call('/v1/session/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"current":"x","password":"y"}',
    });
    expect(byKey.status).toBe(422);
  });

  it.each([
    [422, { password: 'short' }],
    [422, { password: 'aaaaaaaaaaaaaaaaaaaa' }],
    [422, { password: 'grace@example.com' }],
    [422, { password: 'ZoomMonitor2026!' }],
    [422, { password: 'Grace.Hopper.1906' }],
    [422, { password: '漢字かなカナ'.repeat(60) }],
    [400, { password: 'x'.repeat(2_000) }],
    [400, { email: 'nobody' }],
    [400, { email: 'a b@example.com' }],
    [400, { name: 'line\nbreak' }],
    [400, { name: 'turned \u202e round' }],
    [400, { role: 'ingest' }],
    [409, { email: 'ADA@example.com' }],
  ])('are refused with %i for %j', async (status, fields) => {
    const wanted = {
      name: 'Grace Hopper',
      email: 'grace@example.com',
      role: 'read',
      password: 'a lamp beside the harbour',
    };
    expect((await ada.send('POST', '/v1/users', { ...wanted, ...fields })).status).toBe(status);
  });

  it('may have any characters in their password, however they are typed', async () => {
    const composed = 'Zähler ÅÉ 漢字 🦉 пароль';
    await addUser(ada, {
      name: 'Hal',
      email: 'hal@example.com',
      role: 'read',
      password: composed.normalize('NFC'),
    });
    await signedIn(service, 'hal@example.com', composed.normalize('NFD'));
  });
});

describe('guessing', () => {
  let service: TestService;
  beforeAll(async () => {
    ({ service } = await withAda());
  });
  afterAll(() => service.close());

  const guess = (email: string, password = 'a wrong guess of it'): Promise<Response> =>
    visitor(service).send('POST', '/v1/session', { email, password });

  it('tells nothing of who has an account, in words or in time', async () => {
    const [known, unknown] = [await guess(ADA.email), await guess('nobody@example.com')];
    const [a, b] = [await known.json(), await unknown.json()] as { instance: string }[];
    expect({ ...a, instance: '' }).toEqual({ ...b, instance: '' });
    const time = async (email: string): Promise<number> => {
      const began = performance.now();
      await guess(email);
      return performance.now() - began;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 3; i++) {
      times.known.push(await time(ADA.email));
      times.unknown.push(await time('someone@example.com'));
    }
    const best = (list: number[]) => Math.min(...list);
    // The hash is nearly all of it: without the dummy an unknown address would be answered in a few milliseconds.
    expect(best(times.unknown)).toBeGreaterThan(0.5 * best(times.known));
  });

  it('stops after ten from one address, also many at once, and without a limit on requests', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(`u${i}@example.com`)));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(2);
    const refused = await guess(ADA.email, ADA.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    const { notices } = (await (await service.call('/v1/notices')).json()) as {
      notices: { kind: string; count: number }[];
    };
    expect(notices.find(({ kind }) => kind === 'sign_in_failed')?.count).toBe(10);
  });

  it.each([
    [400, '{"email":"ada@example.com"}', 'application/json'],
    [400, '{"email":["ada@example.com"],"password":{"$gt":""}}', 'application/json'],
    [400, '{"email":"ada@example.com","password":"x","key":"y"}', 'application/json'],
    [400, '{"__proto__":{"key":"x"},"key":"y","more":1}', 'application/json'],
    [400, Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'application/json'],
    [413, JSON.stringify({ key: 'x'.repeat(100_000) }), 'application/json'],
    [415, 'email=ada%40example.com&password=x', 'application/x-www-form-urlencoded'],
  ])('with nonsense is answered %i', async (status, body, type) => {
    const answer = await fetch(`${service.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('a cookie gets nowhere', async () => {
    for (const cookie of [
      'zum_session=',
      `zum_session=${'%00'.repeat(40)}`,
      `zum_session=${'x'.repeat(8_000)}`,
      'zum_session=%E0%A4%A',
    ]) {
      const answer = await fetch(`${service.url}/v1/alerts`, { headers: { cookie } });
      expect(answer.status).toBe(401);
    }
  });
});

it('a page of a real second server cannot make a browser’s cookie count', async () => {
  const { service, ada } = await withAda();
  const evil = createServer((_request, response) => response.end('evil'));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
  try {
    // What a browser sends for a form or a fetch of that page, byte for byte; cookies do not know ports.
    const status = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(
        `${service.url}/v1/session`,
        {
          method: 'DELETE',
          headers: {
            cookie: ada.cookie(),
            origin,
            'sec-fetch-site': 'same-site',
            'sec-fetch-mode': 'no-cors',
          },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
    expect(await stateOf(ada)).toMatchObject({ state: 'signed_in' });
  } finally {
    evil.close();
    await service.close();
  }
});

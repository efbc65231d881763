import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOidcClient } from '../../src/access/oidc.ts';
import { roleOf } from '../../src/access/oidc-role.ts';
import type { OidcSettings } from '../../src/access/oidc-settings.ts';
import { checkIssuerAnswers } from '../../src/cli/doctor/issuer-checks.ts';
import { checkSettings } from '../../src/cli/doctor/setting-checks.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { SessionState } from '../../src/http/session-schema.ts';
import { startIssuer, type TestIssuer } from './support/issuer.ts';
import { ADMIN_KEY, startTestService, type TestService } from './support/service.ts';
import { type Visitor, visitor } from './support/visitor.ts';

let service: TestService;
let issuer: TestIssuer;
let settings: OidcSettings;
beforeAll(async () => {
  // The issuer must know where people come back to before the service is there.
  const redirectUri = `http://127.0.0.1:${await freePort()}/v1/oidc/callback`;
  issuer = await startIssuer(redirectUri);
  settings = {
    issuer: issuer.issuer,
    clientId: 'monitor',
    clientSecret: 'the-secret-of-the-test-client-0123',
    label: 'Example Login',
    scopes: 'openid email profile groups',
    redirectUri,
    roleClaim: 'groups',
    roles: new Map([
      ['soc', 'respond'],
      ['zoom-admins', 'admin'],
    ]),
    defaultRole: null,
  };
  service = await startTestService({}, { oidc: createOidcClient(settings) });
});
afterAll(async () => {
  await service.close();
  await issuer.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Follows the browser to the issuer and back, up to our callback; gives the address that the issuer sent it to. */
async function visitIssuer(who: Visitor, path = '/v1/oidc/start'): Promise<URL> {
  const start = await who.ask(path);
  expect(start.status).toBe(302);
  let next = new URL(start.headers.get('location') ?? '', service.url);
  const jar = new Map<string, string>();
  for (let hops = 0; hops < 10 && next.origin === issuer.issuer; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    next = new URL(answer.headers.get('location') ?? '', next);
  }
  return next;
}

const comeBack = async (who: Visitor, address: URL): Promise<string> =>
  (await who.ask(`${address.pathname}${address.search}`)).headers.get('location') ?? '';

async function signIn(person: TestIssuer['person'], path?: string): Promise<{ who: Visitor; to: string }> {
  issuer.person = person;
  const who = visitor(service);
  return { who, to: await comeBack(who, await visitIssuer(who, path)) };
}

const stateOf = async (who: Visitor): Promise<SessionState> =>
  (await (await who.ask('/v1/session')).json()) as SessionState;

describe('signing in by an issuer', () => {
  it('is offered by its name', async () => {
    expect((await stateOf(visitor(service))).oidc).toEqual({ label: 'Example Login' });
  });

  it('makes a user of the role that the claim gives, and comes back to the page that was asked for', async () => {
    const ben = {
      sub: 'ben-1',
      email: 'Ben@example.com',
      email_verified: true,
      name: 'Ben',
      groups: ['soc', 'x'],
    };
    const { who, to } = await signIn(ben, '/v1/oidc/start?return_to=/alerts/abc%3Ftab=2');
    expect(to).toBe('/alerts/abc?tab=2');
    expect((await stateOf(who)).user).toMatchObject({
      name: 'Ben',
      email: 'ben@example.com',
      role: 'respond',
    });
    const again = await signIn({ ...ben, groups: ['zoom-admins', 'soc'] });
    expect((await stateOf(again.who)).user).toMatchObject({ role: 'admin' });
    const { rows } = await service.store.pool.query(
      `select email from user_account where oidc_subject = 'ben-1'`,
    );
    expect(rows).toEqual([{ email: 'ben@example.com' }]);
  });

  it('refuses strangers, and who has lost every role loses the sessions', async () => {
    const eve = await signIn({ sub: 'eve', email: 'eve@example.com', name: 'Eve', groups: ['sales'] });
    expect(eve.to).toBe('/?sign_in=no_role');
    expect((await stateOf(eve.who)).state).not.toBe('signed_in');
    const fay = { sub: 'fay', email: 'fay@example.com', name: 'Fay', groups: ['soc'] };
    const before = await signIn(fay);
    expect((await before.who.ask('/v1/alerts')).status).toBe(200);
    expect((await signIn({ ...fay, groups: [] })).to).toBe('/?sign_in=no_role');
    await expect.poll(async () => (await before.who.ask('/v1/alerts')).status, { timeout: 6_000 }).toBe(401);
  });

  it('finds an account with a password only by an address that the issuer vouches for', async () => {
    const wanted = {
      name: 'Ada',
      email: 'ada@example.com',
      role: 'admin',
      password: 'four quiet herons at dusk',
    };
    await service.call('/v1/users', {
      key: ADMIN_KEY,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });
    const claims = { email: 'ada@example.com', name: 'somebody', groups: ['soc'] };
    expect((await signIn({ sub: 'mallory', ...claims })).to).toBe('/?sign_in=email_taken');
    const { who } = await signIn({ sub: 'ada-1', ...claims, email_verified: true });
    expect((await stateOf(who)).user).toMatchObject({ name: 'Ada', role: 'admin' });
    expect((await signIn({ sub: 'mallory', ...claims, email_verified: true })).to).toBe(
      '/?sign_in=email_taken',
    );
  });

  it('keeps a disabled user out', async () => {
    const dan = { sub: 'dan', email: 'dan@example.com', name: 'Dan', groups: ['soc'] };
    await signIn(dan);
    await service.store.pool.query(`update user_account set disabled_at = now() where oidc_subject = 'dan'`);
    expect((await signIn(dan)).to).toBe('/?sign_in=disabled');
  });

  it('makes a hostile name harmless', async () => {
    const name = `\u202e<b>Ada</b>\u0000\n${'of Lovelace '.repeat(500)}`;
    const { who } = await signIn({ sub: 'hostile', name, groups: ['soc'] });
    const { user } = await stateOf(who);
    expect(user?.email).toBeNull();
    expect(user?.name).toMatch(/^<b>Ada<\/b> +of Lovelace of/);
    expect(user?.name.length).toBeLessThanOrEqual(50);
  });
});

describe('an answer that is not ours', () => {
  it('is worth nothing in a browser that did not begin, with another state, a second time, or altered', async () => {
    issuer.person = { sub: 'ben-1', email: 'ben@example.com', name: 'Ben', groups: ['soc'] };
    const who = visitor(service);
    const address = await visitIssuer(who);
    expect(await comeBack(visitor(service), address)).toBe('/?sign_in=expired');
    const other = visitor(service);
    await other.ask('/v1/oidc/start');
    expect(await comeBack(other, address)).toBe('/?sign_in=failed');
    const cookie = who.cookie();
    expect(await comeBack(who, address)).toBe('/');
    const replay = visitor(service);
    replay.takeCookie(cookie);
    expect(await comeBack(replay, address)).toBe('/?sign_in=failed');
    const forged = visitor(service);
    const forgedAddress = await visitIssuer(forged);
    forgedAddress.searchParams.set('code', 'made-up-code');
    expect(await comeBack(forged, forgedAddress)).toBe('/?sign_in=failed');
    for (const search of [
      '',
      '?error=access_denied',
      `?code=x&state=${'y'.repeat(4_000)}`,
      '?code=%00&code=b',
    ])
      expect(await comeBack(visitor(service), new URL(`/v1/oidc/callback${search}`, service.url))).toBe(
        '/?sign_in=expired',
      );
  });

  it('leads nowhere else', async () => {
    issuer.person = { sub: 'ben-1', email: 'ben@example.com', name: 'Ben', groups: ['soc'] };
    for (const evil of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/v1/keys',
      'javascript:alert(1)',
      '/%0d%0aset-cookie:x=y',
    ]) {
      const { to } = await signIn(issuer.person, `/v1/oidc/start?return_to=${encodeURIComponent(evil)}`);
      expect(to).toMatch(/^\/(?![/\\])/);
      expect(to).not.toContain('evil.example/');
      expect(new URL(to, service.url).origin).toBe(service.url);
    }
  });
});

describe('an issuer that is away', () => {
  it('says so, and passwords and keys go on', async () => {
    const away = await startTestService(
      {},
      { oidc: createOidcClient({ ...settings, issuer: 'http://127.0.0.1:9' }) },
    );
    try {
      const who = visitor(away);
      const answer = await who.ask('/v1/oidc/start?return_to=/timeline');
      expect(answer.headers.get('location')).toBe('/timeline?sign_in=unreachable');
      expect((await who.send('POST', '/v1/session', { key: ADMIN_KEY })).status).toBe(200);
      expect(away.logged()).toContain('signing in by the issuer failed');
    } finally {
      await away.close();
    }
  });

  it('in the middle of a sign-in makes nobody, and tells no secret', async () => {
    issuer.person = { sub: 'late', groups: ['soc'] };
    const who = visitor(service);
    const address = await visitIssuer(who);
    issuer.down = true;
    try {
      expect(await comeBack(who, address)).toBe('/?sign_in=failed');
    } finally {
      issuer.down = false;
    }
    expect(service.logged()).not.toContain(address.searchParams.get('code') ?? 'no code');
    expect(service.logged()).not.toContain(settings.clientSecret);
  });

  it('is no issuer where the settings name none', async () => {
    const none = await startTestService();
    expect((await visitor(none).ask('/v1/oidc/start')).status).toBe(404);
    expect((await visitor(none).ask('/v1/oidc/callback?code=x')).status).toBe(404);
    await none.close();
  });
});

describe('doctor', () => {
  const env = (address: string) => ({
    OIDC_ISSUER: address,
    OIDC_CLIENT_ID: 'monitor',
    PUBLIC_URL: 'http://127.0.0.1:8080',
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_ROLES: 'zoom-admins=admin',
  });

  it('asks the issuer whether it answers as one', async () => {
    const [answers] = await checkIssuerAnswers(readSettings(env(issuer.issuer)));
    expect(answers).toMatchObject({ level: 'ok', message: `${issuer.issuer} answers` });
    const [away] = await checkIssuerAnswers(readSettings(env('http://127.0.0.1:9')));
    expect(away).toMatchObject({ level: 'warning', message: expect.stringContaining('cannot be used') });
    const [other] = await checkIssuerAnswers(readSettings(env(service.url)));
    expect(other).toMatchObject({ level: 'warning' });
  });

  it('says what is missing, and what lets nobody in', () => {
    const checks = (given: Record<string, string>) =>
      checkSettings(readSettings(given)).filter(({ name }) => name.startsWith('sign-in'));
    expect(checks({})).toEqual([]);
    expect(checks({ OIDC_ISSUER: 'https://login.example.com' })[0]?.message).toBe(
      'is off: OIDC_CLIENT_ID and PUBLIC_URL are not set',
    );
    const { OIDC_ROLES: _, ...noRoles } = env('https://login.example.com');
    expect(checks(noRoles)[0]?.message).toContain('lets nobody new in');
    expect(checks(env('https://login.example.com'))[0]?.message).toContain('/v1/oidc/callback');
  });
});

describe('the role by the claims', () => {
  const by = {
    roleClaim: 'realm_access.roles',
    roles: new Map([
      ['a', 'admin'],
      ['r', 'read'],
    ] as const),
    defaultRole: null,
  };
  it.each([
    ['admin', { realm_access: { roles: ['r', 'a'] } }],
    ['read', { 'realm_access.roles': 'r' }],
    [null, { realm_access: { roles: [{ a: 1 }, 7, null] } }],
    [null, { realm_access: null }],
    [null, {}],
  ])('%s', (role, claims) => expect(roleOf(claims, by)).toBe(role));
  it('is never one of the language’s own', () =>
    expect(roleOf({}, { ...by, roleClaim: 'constructor.name' })).toBeNull());
});

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type StandInApp,
  startZoomApiStandIn,
  type ZoomApiStandIn,
} from '../support/zoom-stand-in/stand-in.ts';
import { type Caller, createCaller } from './support/caller.ts';
import { type Certificate, type Gateway, makeCertificate, startGateway } from './support/gateway.ts';
import { freePort, waitUntil } from './support/process.ts';

const app: StandInApp = {
  clientId: 'rPt1ngCl13ntIdExample1',
  clientSecret: 'secret-of-the-app-never-logged',
  accountId: 'AbCdEfGhIjKlMnOpQrStUv',
};
const now = Date.UTC(2026, 9, 20, 10, 30);
const folder = mkdtempSync(join(tmpdir(), 'zoom-gateway-'));
let certificate: Certificate;
let zoom: ZoomApiStandIn;
let gateway: Gateway;
let caller: Caller;

beforeAll(async () => {
  certificate = await makeCertificate(folder, now - 86_400_000);
  const tls = {
    key: readFileSync(certificate.keyFile, 'utf8'),
    cert: readFileSync(certificate.certFile, 'utf8'),
  };
  zoom = await startZoomApiStandIn({ apps: [app], tls, now: () => now });
  gateway = await startGateway({ folder, config: 'zoom-gateway.conf', zoomPort: zoom.port, certificate });
  gateway.setClock(now);
  caller = createCaller({
    port: gateway.port,
    ca: gateway.ca,
    from: '127.0.1.10',
    userAgent: 'reporting/2.1',
  });
});

afterAll(async () => {
  caller?.close();
  await gateway?.stop();
  await zoom?.close();
  rmSync(folder, { recursive: true, force: true });
});

let alreadyLogged = 0;
beforeEach(() => {
  alreadyLogged = readLog(gateway).length;
});

type Line = Readonly<Record<string, unknown>>;

function readLog({ accessLog }: Gateway): Line[] {
  return readFileSync(accessLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line));
}

/** The `count` lines of this test. nginx writes a line when the answer is sent, so it may come after the answer. */
async function logged(count: number): Promise<Line[]> {
  const lines = () => readLog(gateway).slice(alreadyLogged);
  await waitUntil(`nginx logs ${count} calls`, () => lines().length >= count, 5_000);
  expect(lines()).toHaveLength(count);
  return lines();
}

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const jwt = (claims: unknown) =>
  `Bearer ${[{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2lnbmF0dXJl`;

async function accessToken(): Promise<string> {
  const answer = await caller.call(
    'POST',
    `/oauth/token?grant_type=account_credentials&account_id=${app.accountId}`,
    { authorization: basic(app.clientId, app.clientSecret) },
  );
  expect(answer.status).toBe(200);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
}

test('a call becomes a line with the names of an access event, and Zoom gets the call as it was made', async () => {
  const token = await accessToken();
  const answer = await caller.call('GET', '/v2/users/%252Fab%2Fc%3D%3D/recordings?page_size=5', {
    authorization: `Bearer ${token}`,
  });
  expect(answer.status).toBe(200);
  const [minted, listed] = await logged(2);
  expect(minted).toMatchObject({
    source_ip: '127.0.1.10',
    credential: app.clientId,
    method: 'POST',
    host: 'zoom.us',
    path: '/oauth/token',
    status: '200',
  });
  expect(listed).toEqual({
    time: expect.any(Number),
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    source_ip: '127.0.1.10',
    credential: app.clientId,
    method: 'GET',
    host: 'api.zoom.us',
    path: '/v2/users/%252Fab%2Fc%3D%3D/recordings',
    status: '200',
    request_bytes: expect.stringMatching(/^\d{3,}$/),
    response_bytes: String(Buffer.byteLength(answer.body)),
    request_time: expect.stringMatching(/^\d+\.\d{3}$/),
    user_agent: 'reporting/2.1',
    tracking_id: expect.stringMatching(/^v=2\.0;clid=us06;rid=WEB_[0-9a-f]{32}$/),
    account_id: app.accountId,
    token_fingerprint: createHash('sha256').update(token).digest('hex').slice(0, 32),
    token_issued_at: String(now / 1000),
    token_expires_at: String(now / 1000 + 3600),
    ratelimit_type: 'QPS',
    ratelimit_category: 'Medium',
    ratelimit_limit: '60',
    ratelimit_remaining: expect.stringMatching(/^\d+$/),
  });
  expect(Math.abs(Number(listed?.['time']) * 1000 - now)).toBeLessThan(60_000);
  expect(zoom.calls.slice(-2)).toEqual([
    'POST zoom.us/oauth/token',
    'GET api.zoom.us/v2/users/%252Fab%2Fc%3D%3D/recordings',
  ]);
});

test.each([
  ['a token of an OAuth app', jwt({ iss: 'zm:cid:OAuthClientId123' }), 'OAuthClientId123'],
  ['a token of a JWT app', jwt({ iss: 'JwtApiKey_0-9', exp: 1_800_000_000 }), 'JwtApiKey_0-9'],
  ['a Meeting SDK token', jwt({ iss: 'Issuer', appKey: 'SdkKeyA', sdkKey: 'SdkKeyA', mn: 123 }), 'SdkKeyA'],
  ['an old Meeting SDK token', jwt({ appKey: 'SdkKeyB' }), 'SdkKeyB'],
  ['a Video SDK token', jwt({ app_key: 'VideoSdkKey', tpc: 'room' }), 'VideoSdkKey'],
  ['client id and secret', basic('SomeClientId', 'some:secret'), 'SomeClientId'],
  ['an opaque token', 'Bearer 0paque-t0ken', opaque('0paque-t0ken')],
  ['a JWT without an issuer', jwt({ sub: 'x' }), opaque(jwt({ sub: 'x' }).slice(7))],
  ['a JWT that is no object', jwt(null), opaque(jwt(null).slice(7))],
  ['a JWT of rubbish', 'Bearer a.%%%.c', opaque('a.%%%.c')],
  ['an issuer that does not look like one', jwt({ iss: '"},{"x' }), opaque(jwt({ iss: '"},{"x' }).slice(7))],
  ['an issuer of 65 characters', jwt({ iss: 'k'.repeat(65) }), opaque(jwt({ iss: 'k'.repeat(65) }).slice(7))],
  ['Basic without a user', basic('', 'only-a-secret'), opaque(basic('', 'only-a-secret').slice(6))],
  ['a token without a scheme', jwt({ iss: 'Naked00' }).slice(7), opaque(jwt({ iss: 'Naked00' }).slice(7))],
  ['an unknown scheme', 'Token zzz-a-key', opaque('zzz-a-key')],
])('%s is logged under its identifier', async (_, authorization, identifier) => {
  await caller.call('GET', '/v2/users/me', { authorization });
  const [line] = await logged(1);
  expect(line?.['credential']).toBe(identifier);
  const secret = authorization.slice(authorization.indexOf(' ') + 1);
  expect(readFileSync(gateway.accessLog, 'latin1')).not.toContain(secret);
});

function opaque(secret: string): string {
  return `opaque:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}

test.each([null, 'soon', -1, 1e300, 8e9])(
  'a token that claims to be issued at %s is logged without that',
  async (iat) => {
    await caller.call('GET', '/v2/users/me', { authorization: jwt({ iss: 'RealKey', iat, exp: iat }) });
    expect(await logged(1)).toMatchObject([
      { credential: 'RealKey', token_issued_at: '', token_expires_at: '' },
    ]);
  },
);

test('a call without a credential is passed on and not logged', async () => {
  expect((await caller.call('GET', '/v2/users')).status).toBe(401);
  expect(zoom.calls.at(-1)).toBe('GET api.zoom.us/v2/users');
  await caller.call('GET', '/v2/roles', { authorization: jwt({ iss: 'RealKey' }) });
  expect(await logged(1)).toMatchObject([{ path: '/v2/roles' }]);
});

test('what a caller writes cannot break the line, add fields to it or hide it', async () => {
  const authorization = jwt({ iss: 'RealKey' });
  const forged = 'x","source_ip":"192.0.2.1\\';
  await caller.call('GET', '/v2/users/"%22\\,"credential":"other#?zak=1', {
    authorization,
    'user-agent': forged,
  });
  await caller.call('GET', '/v2/users/ab\xffcd/settings', { authorization, 'user-agent': 'a\xff\xfeb' });
  const lines = await logged(2);
  expect(lines[0]).toMatchObject({
    credential: 'RealKey',
    source_ip: '127.0.1.10',
    path: '/v2/users/"%22\\,"credential":"other',
    user_agent: forged,
  });
  expect(lines[1]).toMatchObject({ credential: 'RealKey', path: '/v2/users/ab', user_agent: 'not ASCII' });
  expect(isAscii(readFileSync(gateway.accessLog))).toBe(true);
});

test('a path outside the Zoom API is refused, and seen', async () => {
  const before = zoom.calls.length;
  const answer = await caller.call('GET', '/admin', { authorization: jwt({ iss: 'RealKey' }) });
  expect(answer.status).toBe(404);
  expect(zoom.calls).toHaveLength(before);
  expect(await logged(1)).toMatchObject([{ credential: 'RealKey', path: '/admin', status: '404' }]);
});

test('a Zoom whose certificate does not verify gets no token, and no log gets the query string', async () => {
  const own = join(folder, 'other');
  mkdirSync(own);
  const other = await makeCertificate(own, now - 86_400_000);
  const strict = await startGateway({
    folder: own,
    config: 'zoom-gateway.conf',
    zoomPort: zoom.port,
    certificate: other,
  });
  strict.setClock(now);
  const visitor = createCaller({ port: strict.port, ca: strict.ca, from: '127.0.1.10', userAgent: 'x' });
  const before = zoom.calls.length;
  try {
    const secret = 'zak-in-the-query';
    const answer = await visitor.call('GET', `/v2/users?zak=${secret}`, {
      authorization: jwt({ iss: 'RealKey' }),
    });
    expect(answer.status).toBe(502);
    expect(zoom.calls).toHaveLength(before);
    await waitUntil('nginx logs the call', () => readLog(strict).length === 1, 5_000);
    const lines = readFileSync(strict.accessLog, 'utf8');
    expect(JSON.parse(lines)).toMatchObject({
      credential: 'RealKey',
      path: '/v2/users',
      status: '502',
      tracking_id: '',
    });
    expect(lines + readFileSync(strict.errorLog, 'utf8')).not.toContain(secret);
  } finally {
    visitor.close();
    await strict.stop();
  }
});

test('without njs the port tells whose credential it is', async () => {
  const own = join(folder, 'without-njs');
  mkdirSync(own);
  const port = await freePort();
  const second = await freePort();
  const plain = await startGateway({
    folder: own,
    config: 'zoom-gateway-without-njs.conf',
    zoomPort: zoom.port,
    certificate,
    port,
    replace: {
      'listen 8444 ssl;': `listen 127.0.0.1:${second} ssl;`,
      '8443 client-id-of-reporting;': `${port} client-id-of-reporting;`,
      '8444 client-id-of-provisioning;': `${second} client-id-of-provisioning;`,
    },
  });
  const authorization = `Bearer ${await accessToken()}`;
  const callers = [port, second].map((each) =>
    createCaller({ port: each, ca: plain.ca, from: '127.0.2.20', userAgent: 'x' }),
  );
  try {
    for (const each of callers) {
      expect((await each.call('GET', '/v2/users?page_size=2', { authorization })).status).toBe(200);
    }
    await waitUntil('nginx logs the calls', () => readLog(plain).length === 2, 5_000);
    const lines = readLog(plain);
    expect(lines.map((line) => line['credential'])).toEqual([
      'client-id-of-reporting',
      'client-id-of-provisioning',
    ]);
    expect(lines[1]).toMatchObject({
      source_ip: '127.0.2.20',
      host: 'api.zoom.us',
      path: '/v2/users',
      status: '200',
    });
  } finally {
    for (const each of callers) each.close();
    await plain.stop();
  }
});

test('the line that docs/sources/nginx.md shows has the fields that nginx writes', async () => {
  await caller.call('GET', '/v2/users', { authorization: jwt({ iss: 'RealKey' }) });
  const [line] = await logged(1);
  const page = readFileSync(new URL('../../docs/sources/nginx.md', import.meta.url), 'utf8');
  const shown = /```json\n(.*)\n```/.exec(page)?.[1] ?? '';
  expect(Object.keys(JSON.parse(shown) as Line)).toEqual(Object.keys(line ?? {}));
});

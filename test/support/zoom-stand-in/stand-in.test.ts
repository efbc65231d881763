import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';
import { startTestService, type TestService } from '../../http/support/service.ts';
import { type StandInOptions, startZoomApiStandIn, type ZoomApiStandIn } from './stand-in.ts';
import { WebhookSender } from './webhook-sender.ts';
import { World } from './world.ts';

const app = {
  clientId: 'pullsClientIdExample01',
  clientSecret: 'secret-of-the-pulls',
  accountId: 'AbCdEfGhIjKlMnOpQrStUv',
};
const noon = Date.UTC(2026, 9, 20, 12);

let zoom: ZoomApiStandIn;
let service: TestService | null = null;
let now = noon;
afterEach(async () => {
  await zoom?.close();
  await service?.close();
  service = null;
});

async function start(options: Partial<StandInOptions> = {}): Promise<void> {
  now = noon;
  zoom = await startZoomApiStandIn({ apps: [app], now: () => now, ...options });
}

async function mint(secret = app.clientSecret, query = `account_id=${app.accountId}`): Promise<Response> {
  const basic = Buffer.from(`${app.clientId}:${secret}`).toString('base64');
  return fetch(`${zoom.url}/oauth/token?grant_type=account_credentials&${query}`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
  });
}

async function call(path: string, token?: string): Promise<{ status: number; body: Body; headers: Headers }> {
  const bearer = token ?? ((await (await mint()).json()) as { access_token: string }).access_token;
  const response = await fetch(`${zoom.url}/v2${path}`, { headers: { authorization: `Bearer ${bearer}` } });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}
interface Body {
  readonly code?: number;
  readonly message?: string;
  readonly next_page_token?: string;
  readonly activity_logs?: readonly { readonly time: string }[];
}

function signInsOf(world: World, count: number): void {
  for (let i = 0; i < count; i += 1) {
    world.signIns.push({
      time: noon - i * MINUTE,
      email: 'ann@example.com',
      ip: '192.0.2.7',
      type: 'Sign in',
      clientType: 'mac',
      version: '6.2.0',
    });
  }
}

test('the token endpoint knows the app, its account, and whether it is disabled', async () => {
  const own = { ...app, disabled: false };
  await start({ apps: [own] });
  expect((await mint()).status).toBe(200);
  expect(await (await mint('wrong')).json()).toMatchObject({ errorCode: 4702 });
  expect(await (await mint(app.clientSecret, 'account_id=another')).json()).toMatchObject({
    errorCode: 4702,
  });
  const { access_token: token } = (await (await mint()).json()) as { access_token: string };
  expect((await call('/users', token)).status).toBe(200);
  own.disabled = true;
  expect(await (await mint()).json()).toMatchObject({ errorCode: 4717 });
  expect(await call('/users', token)).toMatchObject({ status: 401, body: { code: 124 } });
});

test('pages follow each other by tokens that live for 15 minutes', async () => {
  await start();
  signInsOf(zoom.world, 70);
  const range = 'from=2026-10-20&to=2026-10-20&page_size=30';
  const first = await call(`/report/activities?${range}`);
  expect(first.body.activity_logs?.[0]?.time).toBe('2026-10-20T12:00:00Z');
  const next = `/report/activities?${range}&next_page_token=${first.body.next_page_token}`;
  expect((await call(next)).body.activity_logs).toHaveLength(30);
  now += 15 * MINUTE;
  expect(await call(next)).toMatchObject({ status: 400, body: { code: 300 } });
});

test.each([
  ['/report/operationlogs', 'the dates are required there'],
  ['/report/activities?from=2026-08-01&to=2026-10-01', 'more than a month'],
  ['/report/activities?from=2026-01-01&to=2026-01-20', 'older than six months'],
  ['/report/activities?from=2026-10-02&to=2026-10-01', 'the wrong way round'],
  ['/report/activities?from=yesterday', 'no date'],
  ['/report/activities?page_size=301', 'a page too large'],
])('%s is refused: %s', async (path) => {
  await start();
  expect(await call(path)).toMatchObject({ status: 400, body: { code: 300 } });
});

test('a token without the scope is refused with the name of the scope', async () => {
  await start({ apps: [{ ...app, scopes: ['report:read:operation_logs:admin'] }] });
  expect(await call('/report/activities')).toMatchObject({
    status: 400,
    body: {
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[report:read:user_activities:admin].',
    },
  });
  expect((await call('/report/operationlogs?from=2026-10-19&to=2026-10-20')).status).toBe(200);
});

test('limits per second and per day, with the headers that Zoom documents', async () => {
  await start({ plan: 'free', enforce: true, daily: 2 });
  const { access_token: token } = (await (await mint()).json()) as { access_token: string };
  const first = await call('/report/activities', token);
  expect(first.headers.get('x-ratelimit-limit')).toBe('1');
  const second = await call('/report/activities', token);
  expect([second.status, second.headers.get('x-ratelimit-type')]).toEqual([429, 'QPS']);
  now += 2_000;
  const third = await call('/report/activities', token);
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '2026-10-21T00:00:00Z']);
  now += DAY;
  expect((await call('/report/activities')).status).toBe(200);
});

test('a webhook that finds nobody is tried again after 5, 25 and 85 minutes, and then lies in the log', async () => {
  const world = new World();
  await start({ world });
  const secret = 'secret-token-of-the-app';
  let clock = noon;
  service = await startTestService({ webhookTokens: [{ app: null, token: secret }] }, { now: () => clock });
  const sender = (endpoint: string) =>
    new WebhookSender({ appId: 'app-1', endpoint, secret, world, start: noon });
  const payload = {
    account_id: 'a',
    operator: 'ann@example.com',
    object: { id: 'u1', email: 'bob@example.com' },
  };

  const lost = sender('http://127.0.0.1:9/v1/webhooks/zoom');
  await lost.deliver('user.deleted', payload);
  await lost.advanceTo(noon + 2 * HOUR);
  expect(world.deliveries.map(({ time, status }) => [(time - noon) / MINUTE, status])).toEqual(
    [0, 5, 25, 85].map((minutes) => [minutes, 'failed']),
  );

  const found = sender(`${service.url}/v1/webhooks/zoom`);
  clock = noon + MINUTE;
  await found.deliver('user.deleted', payload);
  expect(world.deliveries.at(-1)).toMatchObject({ status: 'success', attempt: 0 });
});

import { afterEach, describe, expect, test } from 'vitest';
import { type PullResult, pullOnce } from '../../src/collect/pull-once.ts';
import { DAY, HOUR, MINUTE, SECOND, toIso } from '../../src/core/time.ts';
import { listNotices } from '../../src/store/queries/notices.ts';
import { listApps } from '../../src/store/queries/zoom-apps.ts';
import { listPulls } from '../../src/store/queries/zoom-pulls.ts';
import type { StandInOptions } from '../support/zoom-stand-in/stand-in.ts';
import { WebhookSender } from '../support/zoom-stand-in/webhook-sender.ts';
import { PULL_APP, type Pulls, startPulls } from './support/pulls.ts';

const now = Date.UTC(2026, 9, 20, 12);
const APP = { id: 'app-1', name: 'Reporting', type: 'ServerToServer' };

let pulls: Pulls;
afterEach(() => pulls.close());

/** Begins with history read, so that a pull is a few calls. */
async function start(options: Partial<StandInOptions> = {}): Promise<void> {
  pulls = await startPulls(now, options);
  await pulls.intake.store.db
    .insertInto('zoom_pull')
    .values(
      ['activities', 'operations', 'calls/app-1', 'webhooks/app-1'].map((stream) => ({
        stream,
        since: new Date(now - DAY),
        first_day: new Date(now - 180 * DAY),
        settled_until: new Date(now - (now % DAY) - (stream.startsWith('webhooks') ? 6 : 1) * DAY),
      })),
    )
    .execute();
}

const pull = async (context = pulls.context): Promise<PullResult> => pullOnce(context, () => undefined);
const notices = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listNotices(pulls.intake.store, 50)).map(({ kind, subject, message }) => [
      `${kind} ${subject}`,
      message,
    ]),
  );
const problems = async (): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    (await listPulls(pulls.intake.store)).map(({ stream, problem }) => [stream, problem?.code]),
  );

describe('what goes wrong is told in words, and the rest goes on', () => {
  test('a missing scope: which one, and where it is added', async () => {
    const scopes = ['report:read:operation_logs:admin', 'marketplace:read:list_apps:admin'];
    await start({ apps: [{ ...PULL_APP, scopes }] });
    await pull();
    expect(await problems()).toMatchObject({
      activities: 'missing_scope',
      apps: undefined,
      operations: undefined,
    });
    const told = (await notices())['zoom_missing_scope activities'];
    expect(told).toContain('report:read:user_activities:admin');
    expect(told).toContain('marketplace.zoom.us');
    expect(
      (await listPulls(pulls.intake.store)).find(({ stream }) => stream === 'operations')?.readAt,
    ).not.toBeNull();
  });

  test('a problem that is over is no problem any more', async () => {
    await start();
    pulls.zoom.script('/v2/report/activities', {
      status: 400,
      body: { code: 200, message: 'No permission.' },
    });
    await pull();
    expect(await problems()).toMatchObject({ activities: 'no_permission' });
    await pull();
    expect(await problems()).toMatchObject({ activities: undefined });
  });

  test.each([
    ['the app is disabled', { disabled: true }, 'app_disabled', 'Activate it'],
    ['the secret is another', { clientSecret: 'rotated' }, 'invalid_client', 'ZOOM_CLIENT_SECRET'],
    ['the account is another', { accountId: 'other' }, 'invalid_client', 'ZOOM_ACCOUNT_ID'],
  ])('%s: one notice, and nothing more is asked', async (_what, changed, code, words) => {
    await start({ apps: [{ ...PULL_APP, ...changed }] });
    await pull();
    const told = await notices();
    expect(Object.keys(told)).toEqual([`zoom_${code} apps`]);
    expect(told[`zoom_${code} apps`]).toContain(words);
    expect(pulls.zoom.targets.filter((target) => target.startsWith('/v2/'))).toEqual([]);
    expect(JSON.stringify(told)).not.toContain(PULL_APP.clientSecret);
  });

  test('an app that is disabled between two calls', async () => {
    const app = { ...PULL_APP, disabled: false };
    await start({ apps: [app] });
    await pull();
    app.disabled = true;
    await pull();
    expect(await notices()).toHaveProperty('zoom_app_disabled apps');
  });

  test('a clock that is off', async () => {
    await start();
    pulls.zoom.script('/v2/report/operationlogs', {
      status: 200,
      headers: { date: new Date(now + 10 * MINUTE).toUTCString() },
      body: { operation_logs: [] },
    });
    await pull();
    expect((await notices())['clock_skew zoom-api']).toMatch(/^This clock is 10 minutes behind Zoom's/);
  });

  test.each([
    ['no JSON', '<html>captive portal</html>'],
    ['no object', '[1]'],
    ['a list that is none', { activity_logs: 'none' }],
  ])('an answer with %s', async (_what, body) => {
    await start();
    pulls.zoom.script('/v2/report/activities', { status: 200, body });
    await pull();
    expect(await problems()).toMatchObject({ activities: 'unexpected_answer', operations: undefined });
  });

  test('pages without an end', async () => {
    await start();
    const page = { status: 200, body: { activity_logs: [], next_page_token: 'the same again' } };
    pulls.zoom.script('/v2/report/activities', page, page, page);
    await pull();
    expect(await problems()).toMatchObject({ activities: 'unexpected_answer' });
  });

  test('an outage of a moment is waited for', { timeout: 60_000 }, async () => {
    await start();
    pulls.zoom.script('/v2/report/activities', { status: 502, body: 'bad gateway' }, 'cut', { status: 503 });
    await pull();
    expect(await problems()).toMatchObject({ activities: undefined });
    expect(await notices()).toEqual({});
  });
});

describe('limits', () => {
  test('a spent day pauses until Zoom says, over a restart, too', async () => {
    await start({ enforce: true, daily: 0 });
    const { problems: found } = await pull();
    expect([...found.values()].map(({ code }) => code)).toEqual(['rate_limited']);
    const told = Object.values(await notices())[0];
    expect(told).toContain('2026-10-21T00:00:0');
    const asked = heavyCalls();
    expect(asked).toBe(1);
    await pull(await pulls.restart());
    expect(heavyCalls()).toBe(asked);
    pulls.setNow(now + DAY);
    await pull();
    expect(heavyCalls()).toBeGreaterThan(asked);
  });

  test('a quarter of the daily limit is all that is used, over restarts, too', async () => {
    await start();
    await pulls.intake.store.db
      .insertInto('zoom_quota')
      .values({ label: 'Heavy', day: new Date(now - (now % DAY)), used: 14_999 })
      .execute();
    // The first call names the plan: 60,000 a day, of which a quarter is ours. The assumed one would be spent already.
    pulls.zoom.world.apps.push(APP);
    await pull();
    expect(heavyCalls()).toBe(1);
    expect(Object.keys(await notices())).toEqual(['zoom_rate_limited operations']);
  });

  test('429 after 429 slows down, and is given up before it becomes a storm', {
    timeout: 60_000,
  }, async () => {
    await start();
    const refusal = {
      status: 429,
      headers: { 'retry-after': '1' },
      body: { code: 429, message: 'Too many requests.' },
    };
    pulls.zoom.script('/v2/report/activities', ...Array(50).fill(refusal));
    const times: number[] = [];
    const get = setInterval(() => {
      if (heavyCalls() > times.length) times.push(Date.now());
    }, 5);
    await pull();
    clearInterval(get);
    expect(heavyCalls()).toBeLessThanOrEqual(6);
    expect(times[2]! - times[1]!).toBeGreaterThan(3.9 * SECOND);
    expect(await problems()).toMatchObject({ activities: 'rate_limited' });
  });
});

const heavyCalls = (): number =>
  pulls.zoom.targets.filter((target) => target.startsWith('/v2/report/')).length;

describe('webhooks that could not be delivered', () => {
  const payload = (id: string): object => ({
    account_id: 'a1',
    operator: 'ann@example.com',
    operator_id: 'u1',
    object: { id, email: 'bob@example.com', type: 2 },
  });

  test('come from the log of Zoom: each once, whatever it was tried, and never again', async () => {
    await start();
    const { world } = pulls.zoom;
    world.apps.push(APP);
    const sender = new WebhookSender({
      appId: APP.id,
      endpoint: 'http://127.0.0.1:9/v1/webhooks/zoom/reporting',
      secret: 'a-secret-token',
      world,
      start: now - 5 * HOUR,
    });
    await sender.deliver('user.deleted', payload('1'));
    await sender.deliver('user.deleted', payload('2'));
    await sender.advanceTo(now - HOUR);
    expect(world.deliveries).toHaveLength(8);
    await pull();
    const stored = await pulls.stored();
    expect(stored).toEqual(
      Array(2).fill({
        credential: 'ann@example.com',
        time: now - 5 * HOUR,
        source: 'zoom-webhook/reporting',
        operation: 'webhook user.deleted',
      }),
    );
    await pull(await pulls.restart());
    expect(await pulls.stored()).toHaveLength(2);
  });

  test('that came after all, and are written otherwise in the log, are not doubled', async () => {
    await start();
    const { world } = pulls.zoom;
    world.apps.push(APP);
    const body = { event: 'user.deleted', event_ts: now - HOUR, payload: payload('1') };
    const log = {
      appId: APP.id,
      time: now - HOUR,
      event: 'user.deleted',
      status: 'failed' as const,
      failedReason: 'TIMEOUT',
      endpoint: 'https://monitor.example.com/v1/webhooks/zoom',
      requestHeaders: '{}',
      traceId: 't',
      attempt: 0,
    };
    world.deliveries.push({ ...log, requestBody: JSON.stringify(body) });
    await pull();
    world.deliveries.push({ ...log, attempt: 1, requestBody: JSON.stringify(body, null, 2) });
    await pull();
    expect(await pulls.stored()).toHaveLength(1);
  });

  test('to somebody else, or delivered, are left alone', async () => {
    await start();
    const { world } = pulls.zoom;
    world.apps.push(APP);
    const log = {
      appId: APP.id,
      time: now - HOUR,
      event: 'user.deleted',
      failedReason: '',
      requestHeaders: '{}',
      requestBody: JSON.stringify({ event: 'user.deleted', event_ts: now - HOUR, payload: payload('1') }),
      traceId: 't',
      attempt: 0,
    };
    world.deliveries.push(
      { ...log, status: 'failed', endpoint: 'https://crm.example.com/hooks/zoom' },
      { ...log, status: 'success', endpoint: 'https://monitor.example.com/v1/webhooks/zoom' },
    );
    await pull();
    expect(await pulls.stored()).toEqual([]);
  });

  test('that nobody can read are kept as rejected lines, once', async () => {
    await start();
    const { world } = pulls.zoom;
    world.apps.push(APP);
    world.deliveries.push({
      appId: APP.id,
      time: now - HOUR,
      event: '?',
      status: 'failed',
      failedReason: 'TIMEOUT',
      endpoint: 'https://monitor.example.com/v1/webhooks/zoom',
      requestHeaders: '{}',
      requestBody: `not JSON at all ${toIso(now)}`,
      traceId: 't',
      attempt: 0,
    });
    await pull();
    await pull();
    const counts = await pulls.intake.store.db.selectFrom('rejection_count').selectAll().execute();
    expect(counts).toMatchObject([{ source: 'zoom-webhook', code: 'malformed_json', lines: 1 }]);
  });
});

describe('apps', () => {
  test('are listed; names that Zoom changes change', async () => {
    await start();
    pulls.zoom.world.apps.push(APP);
    await pull();
    pulls.zoom.world.apps[0] = { ...APP, name: 'Reporting 2' };
    await pull();
    expect(await listApps(pulls.intake.store)).toMatchObject([
      { appId: 'app-1', name: 'Reporting 2', clientId: null },
    ]);
  });

  test('whose logs an account does not offer cost one notice, however many they are', async () => {
    await start();
    pulls.zoom.world.apps.push(...['1', '2', '3'].map((id) => ({ ...APP, id: `app-${id}` })));
    const refusal = { status: 404, body: { code: 404, message: 'Not found.' } };
    pulls.zoom.script('/v2/marketplace/apps/', ...Array(2).fill(refusal));
    await pull();
    expect(Object.keys(await notices()).sort()).toEqual([
      'zoom_not_offered calls',
      'zoom_not_offered webhooks',
    ]);
  });
});

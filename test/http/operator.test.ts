import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSettings } from '../../src/config/describe.ts';
import { HOUR } from '../../src/core/time.ts';
import type { AuditPage } from '../../src/http/audit-schema.ts';
import type { SettingList } from '../../src/http/settings-schema.ts';
import type { SourceList } from '../../src/http/sources-schema.ts';
import { addToNotice } from '../../src/store/queries/notices.ts';
import { ADMIN_KEY, eventLine, startTestService, type TestService } from './support/service.ts';

const SECRET = 'the-secret-part-of-the-webhook';
const slack = { posts: [] as string[], status: 200, body: 'ok', headers: {} as Record<string, string> };
const sink = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    slack.posts.push(body);
    response.writeHead(slack.status, slack.headers).end(slack.body);
  });
});

let service: TestService;
beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const slackWebhookUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/${SECRET}`;
  const described = describeSettings({ SLACK_WEBHOOK_URL: slackWebhookUrl, TIME_ZONE: 'Europe/Berlin' });
  service = await startTestService({}, { slack: { slackWebhookUrl, allowPrivate: true }, described });
});
afterAll(async () => {
  await service.close();
  sink.close();
});

describe('GET /v1/audit', () => {
  const audit = async (query: string): Promise<AuditPage> => {
    const answer = await service.call(`/v1/audit${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as AuditPage;
  };

  beforeAll(async () => {
    await service.store.pool.query(`
      insert into audit (audit_id, at, actor, action, subject, detail)
      select gen_random_uuid(), timestamptz '2026-01-01' + (n / 3) * interval '1 hour', case n % 3 when 0 then 'Ada (ada@example.com)' else '100%_Ben (ben)' end,
             case n % 2 when 0 then 'alert.changed' else 'alertness.changed' end, 'alert:' || n % 4, '{}'
        from generate_series(0, 29) n`);
  });

  it('gives every entry once, in pages, also where many are of one moment', async () => {
    const seen: string[] = [];
    let times: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: AuditPage = await audit(
        `?limit=7&to=2026-06-01T00:00:00Z${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.entries.map(({ id }) => id));
      times = [...times, ...page.entries.map(({ at }) => at)];
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(30);
    expect(new Set(seen).size).toBe(30);
    expect(times).toEqual([...times].sort().reverse());
  });

  it.each([
    ['?actor=ADA@', 10],
    ['?actor=100%25_', 20],
    ['?actor=_', 20],
    ['?actor=%25', 20],
    ['?actor=%5C', 0],
    ['?action=alert', 15],
    ['?action=alertness.changed', 15],
    ['?subject=alert:3', 7],
    ['?from=2026-01-01T01:00:00Z&to=2026-01-01T03:00:00Z', 6],
  ])('%s: %i', async (query, count) => {
    const { entries } = await audit(
      `${query}${query.includes('to=') ? '' : '&to=2026-06-01T00:00:00Z'}&limit=200`,
    );
    expect(entries).toHaveLength(count);
  });

  it.each(['?cursor=nonsense', '?action=x;drop', '?from=yesterday', '?actor=%00', '?limit=0', '?who=ada'])(
    'refuses %s',
    async (query) => expect((await service.call(`/v1/audit${query}`)).status).toBe(400),
  );
});

describe('GET /v1/sources', () => {
  const sources = async (): Promise<SourceList> =>
    (await (await service.call('/v1/sources')).json()) as SourceList;

  it('is empty at first', async () => {
    expect(await sources()).toMatchObject({ sources: [], pulls: [] });
  });

  it('counts by the hour, tells what was rejected, and of silence as long as it lasts', async () => {
    const key = await service.makeKey({ role: 'ingest', name: 'edge' });
    const ago = (hours: number) => eventLine({ time: new Date(Date.now() - hours * HOUR).toISOString() });
    await service.send([ago(0), ago(0), ago(30), ago(8 * 24), 'no log line', '{}', '{}'], '/v1/events', key);
    const onlyBad = await service.makeKey({ role: 'ingest', name: 'broken' });
    await service.send(['no log line'], '/v1/events', onlyBad);
    const { sources: found } = await sources();
    const [broken, edge] = found;
    expect(found.map(({ source }) => source)).toEqual(['broken', 'edge']);
    expect(broken).toMatchObject({ last_event_hour: null, last_arrival_hour: null });
    expect(edge?.counts).toHaveLength(168);
    expect(edge?.counts.at(-1)).toBe(2);
    expect(edge?.counts.at(-31)).toBe(1);
    expect(edge?.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(edge?.rejected.reduce((sum, { lines }) => sum + lines, 0)).toBe(3);

    const silent = { kind: 'source_silent', subject: 'edge', message: 'Nothing has come.', count: 1 };
    await addToNotice(service.store, silent);
    expect((await sources()).sources[1]?.silent_since).toBeNull();
    await service.store.pool.query(
      `update coverage_hour set hour = hour - interval '6 hours' where source = 'edge'`,
    );
    const since = Date.parse((await sources()).sources[1]?.silent_since ?? '');
    expect(since).toBeGreaterThan(Date.now() - 6 * HOUR);
    expect(since).toBeLessThan(Date.now() - 4 * HOUR);
    await service.store.pool.query(
      `update notice set last_at = now() - interval '3 hours' where kind = 'source_silent'`,
    );
    expect((await sources()).sources[1]?.silent_since).toBeNull();
  });

  it('tells how far Zoom’s lists were read', async () => {
    await service.store.pool.query(`
      insert into zoom_pull (stream, since, first_day, settled_until, new_records, problem_code, problem, problem_at)
      values ('operation_log', now(), now(), now(), 12, 'missing_scope', 'The app lacks a scope.', now())`);
    expect((await sources()).pulls).toEqual([
      {
        stream: 'operation_log',
        read_at: null,
        new_records: 12,
        problem: 'The app lacks a scope. (missing_scope)',
      },
    ]);
  });
});

describe('settings', () => {
  it('are shown without a secret', async () => {
    const text = await (await service.call('/v1/settings', { key: ADMIN_KEY })).text();
    const { settings, slack: set } = JSON.parse(text) as SettingList;
    expect(set).toBe(true);
    expect(settings.find(({ name }) => name === 'SLACK_WEBHOOK_URL')?.value).toBe('set, not shown');
    expect(settings.find(({ name }) => name === 'TIME_ZONE')).toMatchObject({
      value: 'Europe/Berlin',
      origin: 'environment',
    });
    expect(text).not.toContain(SECRET);
  });

  const test = (to = service) => to.call('/v1/settings/slack/test', { key: ADMIN_KEY, method: 'POST' });

  it('are tried on Slack itself, and what it answers is told', async () => {
    expect(await (await test()).json()).toEqual({ delivered: true, error: null, advice: null });
    expect(JSON.parse(slack.posts[0] ?? '{}')).toMatchObject({
      text: expect.stringContaining('sent by admin'),
    });
    Object.assign(slack, { status: 403, body: 'invalid_token' });
    expect(await (await test()).json()).toMatchObject({
      delivered: false,
      error: 'Slack answered 403 invalid_token',
      advice: expect.stringContaining('The webhook was revoked.'),
    });
    Object.assign(slack, { status: 429, body: 'rate_limited', headers: { 'retry-after': '60' } });
    expect(await (await test()).json()).toMatchObject({
      delivered: false,
      error: 'Slack answered 429 rate_limited',
    });
    const posts = slack.posts.length;
    expect(await (await test()).json()).toMatchObject({
      error: expect.stringMatching(/takes no message for \d+ s/),
    });
    expect(slack.posts).toHaveLength(posts);
    expect(service.logged()).not.toContain(SECRET);
    const { rows } = await service.store.pool.query(
      `select detail->>'delivered' as d from audit where action = 'slack.tested' order by at`,
    );
    expect(rows.map(({ d }) => d)).toEqual(['true', 'false', 'false', 'false']);
  });

  it('say so where nothing is set', async () => {
    const bare = await startTestService();
    const answer = await test(bare);
    expect(await answer.json()).toMatchObject({
      status: 422,
      detail: expect.stringContaining('SLACK_WEBHOOK_URL'),
    });
    await bare.close();
  });
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/http/problem.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { makeFinding } from './support/finding.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

describe('probes', () => {
  it('say that the process runs and is ready', async () => {
    const health = await service.call('/healthz', { key: null });
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await service.call('/readyz', { key: null });
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('say that a database whose schema is behind is not ready, and when it is again', async () => {
    const { db } = service.store;
    await db.schema.alterTable('kysely_migration').renameTo('kysely_migration_away').execute();
    try {
      const answer = (): Promise<Response> => service.call('/readyz', { key: null });
      await expect.poll(async () => (await answer()).status, { timeout: 5_000 }).toBe(503);
      expect(await (await answer()).json()).toMatchObject({
        code: 'not_ready',
        detail: expect.stringContaining('0001-initial'),
      });
    } finally {
      await db.schema.alterTable('kysely_migration_away').renameTo('kysely_migration').execute();
    }
    await expect
      .poll(async () => (await service.call('/readyz', { key: null })).status, { timeout: 5_000 })
      .toBe(200);
  });
});

describe('metrics', () => {
  it('count lines, deliveries, requests and open alerts, with labels from closed lists', async () => {
    await service.send([eventLine({ credential: 'measured' }), 'broken {']);
    await service.call('/v1/credentials/measured');
    await service.call('/v1/webhooks/zoom', { method: 'POST', key: null, body: 'x' });
    await service.call(`/nowhere/${crypto.randomUUID()}`, { key: null });
    const raisedAt = Date.UTC(2026, 2, 2);
    await writeAlert(
      service.store.db,
      crypto.randomUUID(),
      makeFinding({ credential: 'm', raisedAt, severity: 'critical' }),
    );
    const answer = await service.call('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    for (const line of [
      'zoom_monitor_event_lines_total{outcome="accepted"} 1',
      'zoom_monitor_event_lines_total{outcome="rejected"} 1',
      'zoom_monitor_webhook_deliveries_total{outcome="not_configured"} 1',
      'zoom_monitor_open_alerts{severity="critical"} 1',
      'zoom_monitor_open_alerts{severity="low"} 0',
      'zoom_monitor_database_up 1',
      'zoom_monitor_http_request_seconds_count{method="GET",route="/v1/credentials/:id",status="2xx"} 1',
      'zoom_monitor_http_request_seconds_count{method="any",route="none",status="4xx"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain('measured');
  });
});

describe('the log', () => {
  it('has one line a request, without query strings, and probes only below info', async () => {
    await service.call('/v1/alerts?limit=7');
    await service.call('/healthz', { key: null });
    const lines = service
      .logged()
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { level: number; msg: string; req: { path: string }; res: { status: number } },
      );
    const alerts = lines.filter(({ req }) => req?.path === '/v1/alerts');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ level: 30, msg: 'request', res: { status: 200 } });
    expect(lines.filter(({ req }) => req?.path === '/healthz').every(({ level }) => level === 20)).toBe(true);
    expect(service.logged()).not.toContain('limit=7');
  });
});

describe('the description of the API', () => {
  it('is what docs/openapi.json says (if not: npm run build && node scripts/write-openapi.mjs)', async () => {
    const served = (await (await service.call('/openapi.json', { key: null })).json()) as {
      paths: Record<string, object>;
    };
    const written: unknown = JSON.parse(
      readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
    );
    expect(served).toEqual(written);
  });

  it('names problems and security of every route', async () => {
    const { paths } = (await (await service.call('/openapi.json', { key: null })).json()) as {
      paths: Record<
        string,
        Record<string, { summary?: string; security?: unknown[]; responses: Record<string, object> }>
      >;
    };
    expect(Object.keys(paths).length).toBeGreaterThan(15);
    for (const [path, operations] of Object.entries(paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.summary, path).toBeTruthy();
        const keyless = operation.security?.length === 0;
        // Those who sign in have no key yet, and are refused from another site's page.
        if (!keyless) expect('403' in operation.responses, path).toBe(true);
      }
    }
  });
});

it('docs/api.md explains every problem with its status', () => {
  const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const explained = [...text.matchAll(/^\| `(\w+)` +\| (\d{3}) +\|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(explained).toEqual(Object.entries(PROBLEMS).map(([code, [status]]) => [code, status]));
});

describe('closing', () => {
  it('lets a running request end and stores what was counted', async () => {
    const other = await startTestService();
    // A connection that a browser opens in advance and never uses.
    const unused = connect(Number(new URL(other.url).port), '127.0.0.1');
    await once(unused, 'connect');
    const refused = await other.call('/v1/webhooks/zoom', { method: 'POST', key: null, body: 'x' });
    expect(refused.status).toBe(503);
    const running = other.send(Array.from({ length: 3_000 }, () => eventLine({ credential: 'closing' })));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const began = Date.now();
    await other.app.close();
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await (await running).json()).toMatchObject({ accepted: 3_000 });
    const notices = await other.store.db.selectFrom('notice').selectAll().execute();
    expect(notices).toMatchObject([{ kind: 'webhook_not_configured' }]);
    await other.close();
  });
});

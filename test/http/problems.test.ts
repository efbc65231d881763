import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseUnavailableError, OverloadedError } from '../../src/monitor/errors.ts';
import type { Monitor } from '../../src/monitor/monitor.ts';
import { openStore } from '../../src/store/store.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

async function problem(answer: Response, status: number): Promise<Record<string, unknown>> {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    type: `urn:zoom-usage-monitor:problem:${body['code']}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
  });
  expect(body['instance']).toBe(`urn:uuid:${answer.headers.get('x-request-id')}`);
  return body;
}

describe('problems', () => {
  it('name a route that is not there, without a key too', async () => {
    expect(await problem(await service.call('/v2/nothing', { key: null }), 404)).toMatchObject({
      code: 'not_found',
    });
    expect(await problem(await service.call('/v1/alerts', { method: 'PUT' }), 404)).toMatchObject({
      code: 'not_found',
    });
  });

  it.each([
    ['/v1/alerts?limit=0', 'limit'],
    ['/v1/alerts?limit=many', 'limit'],
    ['/v1/alerts?limit=1&limit=2', 'limit'],
    ['/v1/alerts?severity=urgent', 'severity'],
    ['/v1/alerts?severity=high,urgent', 'severity'],
    ['/v1/alerts?status=closed', 'status'],
    ['/v1/alerts?signal=vibes', 'signal'],
    ['/v1/alerts?from=yesterday', 'from'],
    ['/v1/alerts?to=2026-02-30T99:00:00Z', 'to'],
    ['/v1/alerts?cursor=AAAA', 'cursor'],
    ['/v1/alerts?colour=red', 'colour'],
    ['/v1/alerts/not-a-uuid', 'id'],
    ['/v1/timeline?source_ip=300.1.1.1', 'source_ip'],
    ['/v1/timeline?source_ip=127.1', 'source_ip'],
    ['/v1/timeline?source_ip=192.0.2.0/99', 'source_ip'],
    ['/v1/timeline?status=99', 'status'],
    ['/v1/timeline?cursor=%00', 'cursor'],
    ['/v1/timeline?credential=', 'credential'],
    ['/v1/credentials?limit=1e9', 'limit'],
    ['/v1/credentials/external:', 'credential'],
    ['/v1/rejections?limit=5000', 'limit'],
    ['/v1/notices?kind=x', 'kind'],
  ])('name what is wrong in %s', async (path, field) => {
    const body = await problem(await service.call(path), 400);
    expect(body['field']).toBe(field);
    expect(body['detail']).toContain(field);
  });

  it('tell of addresses that cannot be decoded', async () => {
    expect(await problem(await service.call('/v1/alerts/%E0%A4%A'), 400)).toMatchObject({
      code: 'invalid_request',
    });
  });

  const patch = (body: string, type = 'application/json'): Promise<Response> =>
    service.call('/v1/alerts/00000000-0000-4000-8000-000000000000', {
      key: service.keys.respond,
      method: 'PATCH',
      headers: { 'content-type': type },
      body,
    });

  it('tell of bodies that cannot be read', async () => {
    expect(await problem(await patch('{"status":'), 400)).toMatchObject({ code: 'malformed_json' });
    expect(await problem(await patch(''), 400)).toMatchObject({ code: 'empty_body' });
    expect(await problem(await patch('{"__proto__":{"x":1}}'), 400)).toMatchObject({
      code: 'malformed_json',
    });
    expect(await problem(await patch('a=b', 'application/x-www-form-urlencoded'), 415)).toMatchObject({
      code: 'unsupported_media_type',
    });
    const long = JSON.stringify({ note: 'x'.repeat(100_000) });
    expect(await problem(await patch(long), 413)).toMatchObject({ code: 'body_too_large' });
  });

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port, hostname } = new URL(service.url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });

  it('tell of what is no HTTP, and of headers without end', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 .*application\/problem\+json.*"invalid_request"/s,
    );
    const headers = `X-Long: ${'x'.repeat(20_000)}\r\n`;
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)).toMatch(
      /^HTTP\/1\.1 431 .*"headers_too_large"/s,
    );
  });

  it('carry security headers like every answer', async () => {
    for (const path of ['/', '/v1/nothing', '/v1/alerts']) {
      const { headers } = await service.call(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    expect((await service.call('/v1/alerts')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('when we are at fault', () => {
  const withMonitor = async (
    accept: Monitor['accept'],
    check: (other: TestService) => Promise<void>,
  ): Promise<void> => {
    const other = await startTestService(
      {},
      { monitor: { accept, waiting: () => 0, close: async () => {} } },
    );
    try {
      await check(other);
    } finally {
      await other.close();
    }
  };

  it('overload is 503 with the time to wait, and acknowledges nothing', async () => {
    await withMonitor(
      async () => {
        throw new OverloadedError(7);
      },
      async (other) => {
        const answer = await other.send([eventLine(), 'broken {']);
        expect(answer.headers.get('retry-after')).toBe('7');
        const body = await problem(answer, 503);
        expect(body['code']).toBe('overloaded');
        expect(body).not.toHaveProperty('accepted');
      },
    );
  });

  it('a database that cannot store is 503 with the time to wait', async () => {
    await withMonitor(
      async () => {
        throw new DatabaseUnavailableError(5, new Error('connect ECONNREFUSED'));
      },
      async (other) => {
        const answer = await other.send([eventLine()]);
        expect(answer.headers.get('retry-after')).toBe('5');
        expect(await problem(answer, 503)).toMatchObject({ code: 'database_unavailable' });
      },
    );
  });

  it('an error of ours is 500, its message in the log alone', async () => {
    await withMonitor(
      async () => {
        throw new Error('the inner workings of the thing');
      },
      async (other) => {
        const answer = await other.send([eventLine()]);
        const body = await problem(answer, 500);
        expect(body['code']).toBe('internal_error');
        expect(JSON.stringify(body)).not.toContain('inner workings');
        expect(other.logged()).toContain('the inner workings of the thing');
        expect(other.logged()).toContain(answer.headers.get('x-request-id'));
      },
    );
  });

  it('a database that is down is 503 everywhere, and the process lives on', async () => {
    const nowhere = openStore('postgres://nobody@127.0.0.1:1/nothing');
    const other = await startTestService({}, { store: nowhere });
    const admin = { key: 'the-admin-key-of-the-tests-0123456789' };
    try {
      for (const path of ['/v1/alerts', '/v1/timeline', '/v1/credentials', '/readyz', '/v1/keys']) {
        const answer = await other.call(path, admin);
        expect(answer.headers.get('retry-after')).toBe('5');
        expect(await problem(answer, 503)).toMatchObject({ code: 'database_unavailable' });
      }
      expect(await problem(await other.call('/v1/alerts'), 503)).toMatchObject({
        code: 'database_unavailable',
      });
      expect((await other.call('/healthz', { key: null })).status).toBe(200);
      const metrics = await other.call('/metrics', admin);
      expect(await metrics.text()).toContain('zoom_monitor_database_up 0');
    } finally {
      await other.close();
      await nowhere.close();
    }
  });
});

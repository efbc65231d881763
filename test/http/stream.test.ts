import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { openListener } from '../../src/http/live/listener.ts';
import type { AlertChanged, IntakeCounted } from '../../src/http/live-schema.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { revokeApiKey } from '../../src/store/queries/api-keys.ts';
import { makeFinding } from './support/finding.ts';
import { ADMIN_KEY, eventLine, startTestService, type TestService } from './support/service.ts';
import { visitor } from './support/visitor.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

interface Heard {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Listens until it is closed. */
async function listen(url: string, headers: Record<string, string>) {
  const controller = new AbortController();
  const answer = await fetch(`${url}/v1/stream`, { headers, signal: controller.signal });
  const heard: Heard[] = [];
  let ended = false;
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        text = text.slice(end + 2);
        if (fields['event'] !== undefined)
          heard.push({
            id: fields['id'] ?? '',
            event: fields['event'],
            data: JSON.parse(fields['data'] ?? 'null'),
          });
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return {
    answer,
    heard,
    of: <T>(event: string) => heard.filter((one) => one.event === event).map(({ data }) => data as T),
    ended: () => ended,
    close: async () => {
      controller.abort();
      await reading;
    },
  };
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const raise = async (credential: string): Promise<string> => {
  const id = randomUUID();
  await writeAlert(service.store.db, id, makeFinding({ credential, raisedAt: Date.now() }));
  return id;
};

it('tells of new and changed alerts to every listener of every replica', async () => {
  const second = await buildApp({
    store: service.store,
    monitor: service.monitor,
    settings: {
      adminKey: ADMIN_KEY,
      alertBudget: { text: '1/365d', perDay: 1 / 365 },
      fingerprintKey: 'x'.repeat(40),
      logLevel: 'silent',
      publicUrl: null,
      rateLimitMax: 0,
      retentionDays: null,
      timeZone: 'UTC',
      trustedProxies: [],
      webhookTokens: [],
    },
  });
  const other = await second.listen({ host: '127.0.0.1', port: 0 });
  const streams = [
    await listen(service.url, bearer(service.keys.read)),
    await listen(other, bearer(service.keys.admin)),
  ];
  try {
    expect(streams[0]!.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(streams[0]!.answer.headers.get('cache-control')).toBe('no-store');
    await expect.poll(() => streams.every(({ heard }) => heard.length > 0), { timeout: 5_000 }).toBe(true);
    const id = await raise('crm');
    for (const stream of streams) {
      await expect
        .poll(() => stream.of<AlertChanged>('alert').map((alert) => `${alert.id} ${alert.status}`), {
          timeout: 5_000,
        })
        .toEqual([`${id} open`]);
    }
    await service.call(`/v1/alerts/${id}`, {
      key: service.keys.respond,
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"status":"acknowledged"}',
    });
    for (const stream of streams) {
      await expect
        .poll(() => stream.of<AlertChanged>('alert').at(-1)?.status, { timeout: 5_000 })
        .toBe('acknowledged');
      expect(stream.of('alert')).toHaveLength(2);
    }
  } finally {
    for (const stream of streams) await stream.close();
    await second.close();
  }
});

it('counts what comes in', async () => {
  const stream = await listen(service.url, bearer(service.keys.read));
  try {
    await expect.poll(() => stream.of('ingest').length, { timeout: 5_000 }).toBeGreaterThan(0);
    const line = eventLine();
    await service.send([line, line, eventLine(), 'nonsense']);
    const sum = (name: 'accepted' | 'duplicate' | 'rejected') =>
      stream.of<IntakeCounted>('ingest').reduce((total, one) => total + one[name], 0);
    await expect
      .poll(() => [sum('accepted'), sum('duplicate'), sum('rejected')], { timeout: 8_000 })
      .toEqual([2, 1, 1]);
    expect(Math.max(...stream.of<IntakeCounted>('ingest').map((one) => one.per_second))).toBeGreaterThan(0);
  } finally {
    await stream.close();
  }
});

it('tells who lost the connection what changed meanwhile', async () => {
  const first = await listen(service.url, bearer(service.keys.read));
  await expect.poll(() => first.heard.length, { timeout: 5_000 }).toBeGreaterThan(0);
  const lastId = first.heard.at(-1)?.id ?? '';
  await first.close();
  const id = await raise('meanwhile');
  const again = await listen(service.url, { ...bearer(service.keys.read), 'last-event-id': lastId });
  await expect
    .poll(() => again.of<AlertChanged>('alert').map((alert) => alert.id), { timeout: 2_000 })
    .toContain(id);
  await again.close();
  for (const nonsense of ['0', '9999999999999', '-1', 'x; drop table alert', '1e999']) {
    const stream = await listen(service.url, { ...bearer(service.keys.read), 'last-event-id': nonsense });
    expect(stream.answer.status).toBe(200);
    await stream.close();
  }
});

it('ends with the session, and with the key, while it runs', async () => {
  const key = await service.makeKey({ name: 'short-lived' });
  const who = visitor(service);
  await who.send('POST', '/v1/session', { key: service.keys.read });
  const byKey = await listen(service.url, bearer(key));
  const bySession = await listen(service.url, { cookie: who.cookie() });
  const staying = await listen(service.url, bearer(service.keys.read));
  expect([byKey, bySession].map(({ answer }) => answer.status)).toEqual([200, 200]);
  const { keys } = (await (await service.call('/v1/keys', { key: ADMIN_KEY })).json()) as {
    keys: { id: string; name: string }[];
  };
  await revokeApiKey(service.store, keys.find(({ name }) => name === 'short-lived')?.id ?? '');
  await who.send('DELETE', '/v1/session');
  await expect.poll(() => [byKey.ended(), bySession.ended()], { timeout: 16_000 }).toEqual([true, true]);
  expect(staying.ended()).toBe(false);
  await staying.close();
});

it('takes so many of one caller, and tells the next to come back', async () => {
  const key = await service.makeKey({ name: 'greedy' });
  const streams = [];
  for (let i = 0; i < 32; i++) streams.push(await listen(service.url, bearer(key)));
  const refused = await fetch(`${service.url}/v1/stream`, { headers: bearer(key) });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('30');
  await streams.pop()?.close();
  await expect
    .poll(async () => {
      const next = await listen(service.url, bearer(key));
      streams.push(next);
      return next.answer.status;
    })
    .toBe(200);
  for (const stream of streams) await stream.close();
});

it('cuts a reader that does not read, and keeps nothing for it', async () => {
  let response: ServerResponse | undefined;
  const server = createServer((_request, answer) => {
    response = answer;
    const listener = openListener(answer, {}, async () => true);
    const frame = `data: ${'x'.repeat(60_000)}\n\n`;
    const sending = setInterval(() => listener.send(frame), 1);
    answer.once('close', () => clearInterval(sending));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  try {
    let most = 0;
    await expect
      .poll(
        () => {
          most = Math.max(most, response?.writableLength ?? 0);
          return response?.destroyed;
        },
        { timeout: 20_000, interval: 5 },
      )
      .toBe(true);
    expect(most).toBeLessThan(256 * 1024);
  } finally {
    socket.destroy();
    server.close();
  }
});

it('ends at once when the service closes', async () => {
  const closing = await startTestService();
  const stream = await listen(closing.url, bearer(closing.keys.read));
  const began = performance.now();
  await closing.close();
  expect(performance.now() - began).toBeLessThan(3_000);
  await expect.poll(() => stream.ended()).toBe(true);
});

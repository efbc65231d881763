import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { OverloadedError } from '../../src/monitor/errors.ts';
import type { Monitor } from '../../src/monitor/monitor.ts';
import { startTestService, type TestService } from './support/service.ts';

const TOKEN = 'a-secret-token-of-zoom';
const OLD = 'the-token-before-rotation';
const OTHER = 'another-app-its-token';
const webhookTokens = [
  { app: null, token: TOKEN },
  { app: null, token: OLD },
  { app: 'reporting', token: OTHER },
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ webhookTokens });
});
afterAll(() => service.close());

interface Delivery {
  token?: string;
  timestamp?: number | string;
  path?: string;
  headers?: Record<string, string>;
  to?: TestService;
}

const sign = (body: string | Buffer, token: string, timestamp: number | string): string =>
  `v0=${createHmac('sha256', token).update(`v0:${timestamp}:`).update(body).digest('hex')}`;

function deliver(body: unknown, options: Delivery = {}): Promise<Response> {
  const {
    token = TOKEN,
    timestamp = Math.floor(Date.now() / 1000),
    path = '/v1/webhooks/zoom',
    to = service,
  } = options;
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return to.call(path, {
    method: 'POST',
    key: null,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-zm-request-timestamp': String(timestamp),
      'x-zm-signature': sign(raw, token, timestamp),
      ...options.headers,
    },
    body: raw,
  });
}

const userCreated = (fields: Record<string, unknown> = {}) => ({
  event: 'user.created',
  event_ts: Date.now() - MINUTE,
  payload: {
    account_id: 'acc',
    operator: 'Admin@Example.com',
    object: { id: 'u1', email: 'new@example.com' },
  },
  ...fields,
});

const eventsOf = (credential: string, of = service) =>
  of.store.db
    .selectFrom('access_event')
    .selectAll()
    .where('credential_id', '=', credentialIdOf(credential))
    .execute();

async function notice(kind: string, of = service): Promise<{ count: number; subject: string } | undefined> {
  const { notices } = (await (await of.call('/v1/notices')).json()) as {
    notices: { kind: string; count: number; subject: string }[];
  };
  return notices.find((entry) => entry.kind === kind);
}

describe('a delivery', () => {
  it('becomes an event of the acting operator, on the timeline, once', async () => {
    const body = userCreated();
    const first = await deliver(body);
    expect(first.status).toBe(200);
    expect(await first.json()).toEqual({ status: 'accepted' });
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await deliver(body)).json()).toEqual({ status: 'duplicate' });
    const timeline = await (await service.call('/v1/timeline?credential=admin@example.com')).json();
    expect(timeline).toMatchObject({
      events: [
        {
          kind: 'webhook',
          operation: 'webhook user.created',
          credential: 'admin@example.com',
          source: 'zoom-webhook',
        },
      ],
    });
  });

  it('is verified over its bytes, whatever their type is called', async () => {
    const spaced = `{ "event":"user.created",  "event_ts": ${Date.now()}, "payload": {"operator":"bytes@example.com"}}\n`;
    expect((await deliver(spaced, { headers: { 'content-type': 'text/strange' } })).status).toBe(200);
    expect(await eventsOf('bytes@example.com')).toHaveLength(1);
  });

  it('may be signed with any of the tokens, which names the app', async () => {
    expect((await deliver(userCreated({ payload: {} }), { token: OLD })).status).toBe(200);
    expect((await deliver(userCreated({ payload: {} }), { token: OTHER })).status).toBe(200);
    expect((await eventsOf('app:reporting')).map(({ source }) => source)).toEqual(['zoom-webhook/reporting']);
    expect(await eventsOf('app:zoom')).toHaveLength(1);
  });

  it('to the address of an app must be signed with its token', async () => {
    const path = '/v1/webhooks/zoom/reporting';
    expect((await deliver(userCreated(), { path, token: OTHER })).status).toBe(200);
    expect((await deliver(userCreated(), { path, token: TOKEN })).status).toBe(401);
    expect((await deliver(userCreated(), { path: '/v1/webhooks/zoom/unnamed', token: TOKEN })).status).toBe(
      200,
    );
  });

  it('without a time gets that of its first arrival, also when it is sent again', async () => {
    const body = { event: 'app_deauthorized', payload: { client_id: 'no-time-app', account_id: 'acc' } };
    expect(await (await deliver(body)).json()).toEqual({ status: 'accepted' });
    await sleep(20);
    expect(await (await deliver(body)).json()).toEqual({ status: 'duplicate' });
    const [event] = await eventsOf('no-time-app');
    expect(Math.abs(event!.occurred_at.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('that is not JSON, or none that makes an event, is kept as a rejected line, and not asked for again', async () => {
    for (const body of [
      'not json',
      '[]',
      '{}',
      JSON.stringify(userCreated({ event_ts: Date.now() + DAY })),
    ]) {
      const answer = await deliver(body);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ status: 'kept' });
    }
    const { counts } = (await (await service.call('/v1/rejections?source=zoom-webhook')).json()) as {
      counts: { code: string; lines: number }[];
    };
    expect(counts.map(({ code }) => code).sort()).toEqual([
      'malformed_json',
      'missing_field',
      'not_an_object',
      'time_in_future',
    ]);
  });

  it('of irregular form is an event all the same', async () => {
    const samples = [
      { event: 'app.authorization_request_created', event_ts: String(Date.now()), payload: {} },
      { event: 'something.unheard_of', event_ts: Date.now() },
      { event: 'user.created', event_ts: Date.now(), payload: [] },
    ];
    for (const sample of samples)
      expect(await (await deliver(sample)).json()).toEqual({ status: 'accepted' });
  });
});

describe('the validation of the address', () => {
  it('is answered with the token signed by the secret that signed the challenge', async () => {
    for (const token of [TOKEN, OLD]) {
      const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
      const answer = await deliver(
        { event: 'endpoint.url_validation', event_ts: Date.now(), payload: { plainToken } },
        { token },
      );
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({
        plainToken,
        encryptedToken: createHmac('sha256', token).update(plainToken).digest('hex'),
      });
    }
  });

  it('is no oracle: an unsigned challenge, or one that is a message to sign, gets no answer', async () => {
    const challenge = (plainToken: string) => ({ event: 'endpoint.url_validation', payload: { plainToken } });
    expect((await deliver(challenge('x'), { token: 'a-guess-at-the-token' })).status).toBe(401);
    const forged = await deliver(challenge(`v0:${Math.floor(Date.now() / 1000)}:{}`));
    expect(forged.status).toBe(401);
    expect(await forged.text()).not.toContain('encryptedToken');
  });
});

describe('a delivery that Zoom did not sign', () => {
  it('is refused, stores nothing, and is counted', async () => {
    const before = (await notice('bad_signature'))?.count ?? 0;
    const body = userCreated({ payload: { operator: 'forged@example.com' } });
    const unsigned = await service.call('/v1/webhooks/zoom', {
      method: 'POST',
      key: null,
      body: JSON.stringify(body),
    });
    const answers = [
      unsigned,
      await deliver(body, { token: 'a-guess-at-the-token' }),
      await deliver(body, {
        headers: { 'x-zm-signature': 'v0=a05d830fa017433bc47887f835a00b9ff33d3882f22f63a2986a8es270341' },
      }),
      await deliver(body, { headers: { 'x-zm-signature': sign('other', TOKEN, 1).slice(3) } }),
      await deliver(body, { timestamp: 'now' }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await answer.json()).toMatchObject({ code: 'bad_signature' });
    }
    expect(await eventsOf('forged@example.com')).toEqual([]);
    expect(await notice('bad_signature')).toMatchObject({
      count: before + answers.length,
      subject: 'zoom-webhook',
    });
  });

  it('is refused with the published vectors, whose times have passed or are none', async () => {
    const { published_vectors: vectors } = JSON.parse(
      readFileSync(new URL('../fixtures/webhook-signature-vectors.json', import.meta.url), 'utf8'),
    ) as { published_vectors: Record<string, string>[] };
    const other = await startTestService({ webhookTokens: [{ app: null, token: 'secret' }] });
    try {
      for (const vector of vectors) {
        const answer = await other.call('/v1/webhooks/zoom', {
          method: 'POST',
          key: null,
          headers: {
            'x-zm-request-timestamp': vector['x-zm-request-timestamp'] ?? '',
            'x-zm-signature': vector['x-zm-signature'] ?? '',
          },
          ...(vector['body'] === '' ? {} : { body: vector['body'] ?? '' }),
        });
        expect(answer.status).toBe(401);
      }
    } finally {
      await other.close();
    }
  });

  it.each([
    [-DAY + MINUTE, 200],
    [-DAY - MINUTE, 401],
    [4 * MINUTE, 200],
    [6 * MINUTE, 401],
  ])('or signed %i ms from now is answered %i', async (offset, status) => {
    const timestamp = Math.floor((Date.now() + offset) / 1000);
    expect((await deliver(userCreated({ offset }), { timestamp })).status).toBe(status);
    if (status === 401) expect(await notice('clock_skew')).toBeDefined();
  });
});

describe('a delivery too large to be read', () => {
  const large = Buffer.alloc(5 * 1024 * 1024, 'x');

  it('is taken when it is signed, and counted', async () => {
    const answer = await deliver(large);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'kept' });
    expect(await notice('webhook_too_large')).toMatchObject({ count: 1 });
  });

  it('is refused when it is not', async () => {
    expect((await deliver(large, { token: 'a-guess-at-the-token' })).status).toBe(401);
  });
});

describe('when we are at fault, Zoom is asked to come back', () => {
  it('without a secret token', async () => {
    const other = await startTestService();
    try {
      const answer = await deliver(userCreated(), { to: other });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('300');
      expect(await answer.json()).toMatchObject({ code: 'webhook_not_configured' });
      expect(await notice('webhook_not_configured', other)).toMatchObject({ count: 1 });
    } finally {
      await other.close();
    }
  });

  const withMonitor = async (
    accept: Monitor['accept'],
    check: (other: TestService) => Promise<void>,
  ): Promise<void> => {
    const other = await startTestService(
      { webhookTokens },
      { monitor: { accept, waiting: () => 0, close: async () => {} } },
    );
    try {
      await check(other);
    } finally {
      await other.close();
    }
  };

  it('when too much is waiting', async () => {
    const overloaded = async (): Promise<never> => {
      throw new OverloadedError(2);
    };
    await withMonitor(overloaded, async (other) => {
      const answer = await deliver(userCreated(), { to: other });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('2');
    });
  });

  it('when the commit takes too long, before Zoom gives up, and the commit goes on', async () => {
    let committed = false;
    const slow: Monitor['accept'] = async () => {
      await sleep(3_200);
      committed = true;
      return [{ kind: 'accepted' }];
    };
    await withMonitor(slow, async (other) => {
      const began = Date.now();
      const answer = await deliver(userCreated(), { to: other });
      expect(answer.status).toBe(503);
      expect(Date.now() - began).toBeGreaterThan(2_000);
      expect(Date.now() - began).toBeLessThan(3_000);
      await expect.poll(() => committed, { timeout: 3_000 }).toBe(true);
    });
  });
});

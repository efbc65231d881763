import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const post = (
  body: string | Uint8Array | ReadableStream,
  headers: Record<string, string> = {},
  path = '/v1/events',
  key = service.keys.ingest,
) =>
  service.call(path, {
    key,
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });

const stored = async (credential: string): Promise<number> => {
  const row = await service.store.db
    .selectFrom('access_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('credential_id', '=', credentialIdOf(credential))
    .executeTakeFirstOrThrow();
  return row.count;
};

const json = { 'content-type': 'application/json' };

describe('what POST /v1/events takes', () => {
  it('NDJSON: the answer comes after the commit, and the same again is all duplicates', async () => {
    const lines = [1, 2, 3].map(() => eventLine({ credential: 'ndjson' }));
    const first = await service.send(lines);
    expect(first.status).toBe(200);
    expect(await first.json()).toEqual({ accepted: 3, duplicate: 0, rejected: 0, errors: [] });
    expect(await stored('ndjson')).toBe(3);
    expect(await (await service.send(lines)).json()).toEqual({
      accepted: 0,
      duplicate: 3,
      rejected: 0,
      errors: [],
    });
    expect(await stored('ndjson')).toBe(3);
  });

  it('counts lines that became events in spite of a field or a byte that made no sense', async () => {
    const lines = [
      eventLine({ status: 999, response_bytes: -1 }),
      eventLine({ duration_ms: 'soon' }),
      eventLine(),
    ];
    const text = Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const damaged = Buffer.concat([text, Buffer.from(JSON.stringify(eventLine({ user_agent: 'x?' })))]);
    damaged[damaged.lastIndexOf('?')] = 0xff;
    expect(await (await post(damaged)).json()).toEqual({
      accepted: 4,
      duplicate: 0,
      rejected: 0,
      errors: [],
      warnings: { unreadable_field: 2, invalid_utf8: 1 },
    });
    const metrics = await (await service.call('/metrics')).text();
    expect(metrics).toContain('zoom_monitor_event_line_warnings_total{kind="unreadable_field"} 2');
    expect(metrics).toContain('zoom_monitor_event_line_warnings_total{kind="invalid_utf8"} 1');
  });

  it('a JSON array, and an object on one line or several', async () => {
    const answer = async (body: string) => (await post(body, json)).json();
    const line = () => eventLine({ credential: 'json' });
    expect(await answer(JSON.stringify([line(), line()]))).toMatchObject({ accepted: 2, rejected: 0 });
    expect(await answer(JSON.stringify(line()))).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await answer(JSON.stringify(line(), null, 2))).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await answer(`${JSON.stringify(line())}\n${JSON.stringify(line())}\n`)).toMatchObject({
      accepted: 2,
    });
    expect(await answer('[]')).toEqual({ accepted: 0, duplicate: 0, rejected: 0, errors: [] });
  });

  it('gzip, with several members', async () => {
    const part = (n: number) =>
      gzipSync(`${JSON.stringify(eventLine({ credential: 'gzip', id: `g${n}` }))}\n`);
    const answer = await post(Buffer.concat([part(1), part(2)]), { 'content-encoding': 'gzip' });
    expect(await answer.json()).toMatchObject({ accepted: 2 });
  });

  it('an access log as text, with a constant credential, like lines counted each', async () => {
    const line = '203.0.113.9 - - [02/Mar/2026:10:05:03 +0000] "GET /v2/users HTTP/1.1" 200 12 "-" "curl/8"';
    const body = `${line}\n${line}\n`;
    const path = '/v1/events?format=nginx-combined&credential=constant';
    expect(
      await (await post(body, { 'content-type': 'text/plain; charset=utf-8' }, path)).json(),
    ).toMatchObject({ accepted: 2 });
    expect(await (await post(body, { 'content-type': 'text/plain' }, path)).json()).toMatchObject({
      duplicate: 2,
    });
  });

  it('fields under other names', async () => {
    const { credential: _, ...rest } = eventLine({ client_id: 'mapped', ip: '192.0.2.77' });
    const answer = await service.send([rest], '/v1/events?map=credential=client_id&map=source_ip=ip');
    expect(await answer.json()).toMatchObject({ accepted: 1 });
    expect(await stored('mapped')).toBe(1);
  });

  it('several thousand lines in one request, good and bad, each counted once', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) =>
      i % 10 === 3 ? '{"broken' : eventLine({ credential: `bulk-${i % 3}` }),
    );
    const answer = (await (await service.send(lines)).json()) as { errors: { line: number; code: string }[] };
    expect(answer).toMatchObject({ accepted: 4_500, duplicate: 0, rejected: 500 });
    expect(answer.errors).toHaveLength(100);
    expect(answer.errors.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, i) => i * 10 + 4));
    expect(answer.errors[0]?.code).toBe('malformed_json');
  });
});

describe('bad lines do not spoil good ones', () => {
  const cases: [string, unknown, string][] = [
    ['malformed JSON', '{"time": ', 'malformed_json'],
    ['no object', '[1,2]', 'not_an_object'],
    ['a wrong type', eventLine({ credential: ['often'] }), 'invalid_field'],
    ['the year 1970', eventLine({ time: '1970-01-01T00:00:00Z' }), 'invalid_time'],
    ['the year 2100', eventLine({ time: '2100-01-01T00:00:00Z' }), 'time_in_future'],
    ['a time that is none', eventLine({ time: 'NaN' }), 'invalid_time'],
    ['no time', eventLine({ time: undefined }), 'missing_field'],
    ['no credential', eventLine({ credential: undefined }), 'missing_field'],
    ['a line of 1 MB', JSON.stringify(eventLine({ pad: 'x'.repeat(1_000_000) })), 'line_too_long'],
  ];
  it.each(cases)('%s', async (name, line, code) => {
    const credential = `beside ${name}`;
    const answer = await service.send([eventLine({ credential }), line, eventLine({ credential })]);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { errors: { line: number; code: string; message: string }[] };
    expect(body).toMatchObject({ accepted: 2, duplicate: 0, rejected: 1, errors: [{ line: 2, code }] });
    expect(body.errors[0]?.message.length).toBeGreaterThan(10);
    expect(await stored(credential)).toBe(2);
  });

  it('invalid UTF-8', async () => {
    const good = `${JSON.stringify(eventLine({ credential: 'utf8' }))}\n`;
    const answer = await post(
      Buffer.concat([Buffer.from(good), Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a])]),
    );
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      rejected: 1,
      errors: [{ line: 2, code: 'malformed_json' }],
    });
  });

  it('fields that may be missing may be nonsense', async () => {
    const answer = await service.send([
      eventLine({ credential: 'nonsense', status: 999, response_bytes: -1, token_issued_at: 'yesterday' }),
    ]);
    expect(await answer.json()).toEqual({
      accepted: 1,
      duplicate: 0,
      rejected: 0,
      errors: [],
      warnings: { unreadable_field: 1, invalid_utf8: 0 },
    });
    expect(await stored('nonsense')).toBe(1);
  });

  it('NUL bytes, zone ids, addresses that are none and unknown fields are taken and cleaned', async () => {
    const answer = await service.send([
      eventLine({ credential: 'odd', user_agent: 'a\u0000b', unknown: { deep: ['\u0000', '\ud800'] } }),
      eventLine({ credential: 'odd', source_ip: 'fe80::1%eth0' }),
      eventLine({ credential: 'odd', source_ip: 'AWS Internal' }),
    ]);
    expect(await answer.json()).toEqual({ accepted: 3, duplicate: 0, rejected: 0, errors: [] });
    expect(await stored('odd')).toBe(3);
  });

  it('lines that are all bad are still an answer with counts', async () => {
    const answer = await service.send(['nonsense {', '{"also": ']);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ accepted: 0, rejected: 2 });
  });

  it('are kept and counted before the answer comes', async () => {
    await service.send(['{"kept" '], '/v1/events?source=kept-source');
    const rejections = await (await service.call('/v1/rejections?source=kept-source')).json();
    expect(rejections).toMatchObject({
      counts: [{ source: 'kept-source', code: 'malformed_json', lines: 1 }],
      samples: [{ source: 'kept-source', line: 1, length: 8, excerpt: '{"kept" ' }],
    });
  });
});

describe('what POST /v1/events refuses', () => {
  const refuses = async (
    answer: Response,
    status: number,
    code: string,
  ): Promise<Record<string, unknown>> => {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = (await answer.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ code, status });
    return body;
  };

  it.each(['', '   \n\n  '])('an empty body: %j', async (body) => {
    await refuses(await post(body), 400, 'empty_body');
    await refuses(await post(body, json), 400, 'empty_body');
  });

  it('no body and no type', async () => {
    await refuses(
      await service.call('/v1/events', { key: service.keys.ingest, method: 'POST' }),
      400,
      'empty_body',
    );
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('the content type %s', async (type) => {
    await refuses(await post('x', { 'content-type': type }), 415, 'unsupported_media_type');
  });

  it('a content encoding other than gzip', async () => {
    await refuses(await post('x', { 'content-encoding': 'br' }), 415, 'unsupported_media_type');
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['an array that is cut off', `[${JSON.stringify(eventLine({ credential: 'cut' }))},{"time":`],
    ['an array that is not closed', `[${JSON.stringify(eventLine({ credential: 'cut' }))}`],
    ['an object that is cut off', '{\n  "time": 1'],
    ['an array with something behind it', `[${JSON.stringify(eventLine({ credential: 'cut' }))}] and more`],
  ])('JSON that is %s', async (_, body) => {
    await refuses(await post(body, json), 400, 'malformed_json');
  });

  it('JSON that is cut off, telling what was kept', async () => {
    const whole = JSON.stringify(eventLine({ credential: 'cut-kept' }));
    const body = await refuses(await post(`[${whole},{"time"`, json), 400, 'malformed_json');
    expect(body).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await stored('cut-kept')).toBe(1);
  });

  it('a format, a map or a parameter that it does not know, by name', async () => {
    const format = await refuses(
      await service.send(['x'], '/v1/events?format=morse'),
      400,
      'invalid_request',
    );
    expect(format).toMatchObject({ field: 'format' });
    const map = await refuses(await service.send(['x'], '/v1/events?map=nonsense'), 400, 'invalid_request');
    expect(map).toMatchObject({ field: 'map' });
    const unknown = await refuses(
      await service.send(['x'], '/v1/events?formt=event&x=1'),
      400,
      'invalid_request',
    );
    expect(unknown).toMatchObject({ field: 'formt', detail: expect.stringMatching(/"formt", "x".*format/) });
    const token = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.x`;
    const secret = await refuses(
      await service.send(['x'], `/v1/events?credential=${token}`),
      400,
      'invalid_request',
    );
    expect(secret).toMatchObject({ field: 'credential' });
    expect(JSON.stringify(secret)).not.toContain(token);
  });

  it('a body of 100 MB that says so, before reading it', async () => {
    const body = await refuses(await post(Buffer.alloc(100_000_000, 0x20)), 413, 'body_too_large');
    expect(body).toMatchObject({ accepted: 0, duplicate: 0, rejected: 0 });
  });

  it('a body that turns out too large on the way, and what came before stays', async () => {
    const line = `${JSON.stringify(eventLine({ credential: 'large' }))}\n`;
    const pad = Buffer.alloc(1024 * 1024, 0x20);
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent === 0) controller.enqueue(Buffer.from(line));
        else if (sent < 80) controller.enqueue(Buffer.concat([pad, Buffer.from('\n')]));
        else controller.close();
        sent += 1;
      },
    });
    const body = await refuses(await post(stream), 413, 'body_too_large');
    expect(body).toMatchObject({ accepted: 1, detail: expect.stringContaining('stay stored') });
    expect(await stored('large')).toBe(1);
  });

  it('a gzip bomb, and what came before stays', async () => {
    const line = `${JSON.stringify(eventLine({ credential: 'bomb' }))}\n`;
    const bomb = Buffer.concat([gzipSync(line), gzipSync(Buffer.alloc(96 * 1024 * 1024, 0x0a))]);
    expect(bomb.length).toBeLessThan(200_000);
    const body = await refuses(await post(bomb, { 'content-encoding': 'gzip' }), 413, 'body_too_large');
    expect(body).toMatchObject({ accepted: 1 });
    expect(await stored('bomb')).toBe(1);
  });

  it('gzip that is damaged or cut off, and what came before stays', async () => {
    await refuses(await post('not gzip', { 'content-encoding': 'gzip' }), 400, 'malformed_gzip');
    const lines = Array.from({ length: 50 }, () => JSON.stringify(eventLine({ credential: 'gz-cut' }))).join(
      '\n',
    );
    const packed = gzipSync(`${lines}\n`);
    const cut = packed.subarray(0, packed.length - 12);
    const body = await refuses(await post(cut, { 'content-encoding': 'gzip' }), 400, 'malformed_gzip');
    expect(body['accepted']).toBeGreaterThan(0);
    expect(await stored('gz-cut')).toBe(body['accepted']);
  });
});

describe('a sender that goes away in the middle', () => {
  it('loses nothing of the lines that were whole, and harms nobody', async () => {
    const lines = [1, 2, 3].map(() => `${JSON.stringify(eventLine({ credential: 'gone' }))}\n`).join('');
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${service.url}/v1/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${service.keys.ingest}`,
          'content-type': 'application/x-ndjson',
          'content-length': '100000',
        },
      });
      request.on('error', () => resolve());
      request.on('close', () => resolve());
      request.write(`${lines}{"time":"2026-`, () => setTimeout(() => request.destroy(), 300));
    });
    await expect.poll(() => stored('gone'), { timeout: 10_000 }).toBe(3);
    expect((await service.send([eventLine()])).status).toBe(200);
    const { samples } = (await (await service.call('/v1/rejections?limit=1000')).json()) as {
      samples: { excerpt: string }[];
    };
    expect(samples.filter(({ excerpt }) => excerpt === '{"time":"2026-')).toEqual([]);
  });
});

describe('a key', () => {
  it('that is tied to a source gives it to every line', async () => {
    const key = await service.makeKey({ role: 'ingest', name: 'tied', source: 'edge-7' });
    await service.send([eventLine({ credential: 'tied', source: 'somewhere else' })], '/v1/events', key);
    const row = await service.store.db
      .selectFrom('access_event')
      .select('source')
      .where('credential_id', '=', credentialIdOf('tied'))
      .executeTakeFirstOrThrow();
    expect(row.source).toBe('edge-7');
    expect((await service.send(['x'], '/v1/events?source=other', key)).status).toBe(403);
    expect((await service.send([eventLine()], '/v1/events?source=edge-7', key)).status).toBe(200);
  });

  it('that is not tied names the source of lines that do not say it', async () => {
    await service.send([
      eventLine({ credential: 'named' }),
      eventLine({ credential: 'named', source: 'own' }),
    ]);
    const rows = await service.store.db
      .selectFrom('access_event')
      .select('source')
      .where('credential_id', '=', credentialIdOf('named'))
      .orderBy('source')
      .execute();
    expect(rows.map(({ source }) => source)).toEqual(['ingest key', 'own']);
  });

  it('that is tied to credentials may not report on others', async () => {
    const key = await service.makeKey({ role: 'ingest', name: 'pattern', credentialPattern: 'team-a*' });
    const answer = await service.send(
      [eventLine({ credential: 'team-a-1' }), eventLine({ credential: 'team-b-1' })],
      '/v1/events',
      key,
    );
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      rejected: 1,
      errors: [{ line: 2, code: 'credential_not_allowed' }],
    });
    expect(await stored('team-b-1')).toBe(0);
  });

  it('may bring only so many credentials to life in an hour', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) =>
      eventLine({ credential: `flood-${i}`, id: `f${i}` }),
    );
    const key = await service.makeKey({ role: 'ingest', name: 'flood' });
    const answer = await service.send(lines, '/v1/events', key);
    expect(await answer.json()).toMatchObject({ accepted: 1_000, rejected: 9_000 });
    const capped = await service.makeKey({ role: 'ingest', name: 'capped', newCredentialsPerHour: 2 });
    const few = await service.send(
      [1, 2, 3].map((i) => eventLine({ credential: `capped-${i}` })),
      '/v1/events',
      capped,
    );
    expect(await few.json()).toMatchObject({
      accepted: 2,
      rejected: 1,
      errors: [{ line: 3, code: 'too_many_new_credentials' }],
    });
  });
});

describe('events that are older than what is kept', () => {
  it('are too old', async () => {
    const other = await startTestService({ retentionDays: 40 });
    try {
      const answer = await other.send([
        eventLine({ time: new Date(Date.now() - 75 * DAY).toISOString() }),
        eventLine({ time: new Date(Date.now() - 39 * DAY).toISOString() }),
        eventLine({ time: new Date(Date.now() - HOUR).toISOString() }),
      ]);
      expect(await answer.json()).toMatchObject({
        accepted: 2,
        rejected: 1,
        errors: [{ line: 1, code: 'too_old' }],
      });
    } finally {
      await other.close();
    }
  });
});

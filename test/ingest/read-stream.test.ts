import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rejection } from '../../src/core/event.ts';
import { gunzipIfNeeded } from '../../src/ingest/gunzip.ts';
import { type ReadBatch, readEvents } from '../../src/ingest/read-stream.ts';
import { inChunks } from '../support/bytes.ts';
import { NOW, readAll } from '../support/read.ts';

const good = (n: number): string =>
  JSON.stringify({ time: NOW - n * 1000, credential: `c-${n}`, status: 200 });

describe('a byte that is not UTF-8', () => {
  const around = (before: string, after: string): Buffer =>
    Buffer.concat([Buffer.from(before), Buffer.from([0xc3]), Buffer.from(after)]);

  test('hides no call: it becomes U+FFFD, with a note', async () => {
    const json = around(`{"time":${NOW},"credential":"c","user_agent":"cu`, 'rl","region":"eu"}');
    const log = around(
      '192.0.2.1 - c [15/Jan/2026:11:00:00 +0000] "GET /v2/users HTTP/1.1" 200 5 "-" "cu',
      'rl"\n',
    );
    for (const [bytes, format] of [
      [json, 'event'],
      [json, 'auto'],
      [Buffer.concat([Buffer.from('['), json, Buffer.from(']')]), 'event'],
      [log, 'nginx-combined'],
    ] as const) {
      const { events, rejections } = await readAll(bytes, { format });
      expect(rejections).toEqual([]);
      expect(events).toMatchObject([{ userAgent: 'cu\ufffdrl', extra: { invalid_utf8: true } }]);
    }
  });

  test('a sender who writes U+FFFD himself is believed', async () => {
    const line = `{"time":${NOW},"credential":"c","user_agent":"cu\ufffdrl"}`;
    expect((await readAll(line, { format: 'event' })).events).toMatchObject([
      { userAgent: 'cu\ufffdrl', extra: null },
    ]);
  });
});

describe('bad input', () => {
  const secret = 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmNkZWZnaGlqa2xtbm9wcXJzdHV2In0.c2lnbmF0dXJl';
  const bad: [name: string, line: string | Buffer, code: Rejection['code']][] = [
    ['malformed JSON', '{"time": 1,', 'malformed_json'],
    ['a JSON number', '42', 'not_an_object'],
    ['a JSON array in a line', '[1, 2]', 'not_an_object'],
    ['NaN', '{"time": NaN, "credential": "c"}', 'malformed_json'],
    ['no time', '{"credential": "c"}', 'missing_field'],
    ['no credential', `{"time": ${NOW}}`, 'missing_field'],
    ['the year 1970', '{"time": "1970-01-01T00:00:00Z", "credential": "c"}', 'invalid_time'],
    ['the year 2100', '{"time": "2100-01-01T00:00:00Z", "credential": "c"}', 'time_in_future'],
    ['a time that is none', '{"time": "NaN", "credential": "c"}', 'invalid_time'],
    ['a wrong type', `{"time": ${NOW}, "credential": ["c"]}`, 'invalid_field'],
    [
      'a token as credential',
      `{"time": ${NOW}, "credential": "${secret.replace('eyJpc3', 'broken')}"}`,
      'credential_is_secret',
    ],
    ['a NUL byte', '{"time": 1, \u0000}', 'malformed_json'],
    ['an escaped NUL in the credential', `{"time": ${NOW}, "credential": "a\\u0000b"}`, 'invalid_field'],
    ['bytes that are no text', Buffer.from([0xfe, 0xff, 0x00, 0x7b]), 'malformed_json'],
    [
      'a line of a megabyte',
      `{"time": ${NOW}, "credential": "c", "x": "${'x'.repeat(1024 * 1024)}"}`,
      'line_too_long',
    ],
  ];

  test.each(bad)('%s is rejected, the lines around it are kept', async (_, line, code) => {
    const bytes = Buffer.from(line as string);
    const { events, rejections } = await readAll(
      Buffer.concat([Buffer.from(`${good(1)}\n`), bytes, Buffer.from(`\n${good(2)}\n`)]),
      {
        format: 'event',
      },
    );
    expect(events.map((event) => event.credential)).toEqual(['c-1', 'c-2']);
    expect(rejections).toEqual([
      {
        line: 2,
        code,
        message: expect.any(String),
        length: bytes.length,
        hash: createHash('sha256').update(bytes).digest('hex'),
        excerpt: expect.any(String),
      },
    ]);
    expect(rejections[0]?.excerpt.length).toBeLessThanOrEqual(200);
    expect(JSON.stringify(rejections)).not.toContain('eyJ');
  });

  test('an IPv6 zone id is kept as text', async () => {
    const { events } = await readAll(`{"time": ${NOW}, "credential": "c", "source_ip": "fe80::1%eth0"}`);
    expect(events[0]).toMatchObject({ sourceIp: null, sourceText: 'fe80::1%eth0' });
  });

  test('NUL and broken surrogates in fields are replaced', async () => {
    const { events } = await readAll(
      `{"time": ${NOW}, "credential": "c", "user_agent": "a\\u0000b", "note": "x\\ud800"}`,
    );
    expect(events[0]).toMatchObject({ userAgent: 'a\ufffdb', extra: { note: 'x\ufffd' } });
  });

  test('ten thousand credentials are ten thousand credentials', async () => {
    const { events } = await readAll(Array.from({ length: 10_000 }, (_, i) => good(i)).join('\n'));
    expect(new Set(events.map((event) => event.credentialId)).size).toBe(10_000);
  });

  test('there is nothing in an empty body', async () => {
    for (const content of ['', '\n\n  \n', '[]', ' [ ] '])
      expect(await readAll(content)).toEqual({ events: [], rejections: [] });
  });

  test('an array names its elements', async () => {
    const { events, rejections } = await readAll(`[${good(1)}, 42, {"time": x}, ${good(2)}`, {
      format: 'event',
    });
    expect(events.map((event) => event.credential)).toEqual(['c-1', 'c-2']);
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [2, 'not_an_object'],
      [3, 'malformed_json'],
      [5, 'malformed_json'],
    ]);
  });

  test('deep nesting does no harm', async () => {
    const deep = `{"time": ${NOW}, "credential": "c", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { events } = await readAll(deep);
    expect(JSON.stringify(events[0]?.extra)).toContain('[deeper]');
  });

  test('any bytes are either events or rejections, one for each line that is not blank', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from), fc.constant(Buffer.from(good(1))))),
        fc.constantFrom('auto', 'event', 'nginx-json', 'nginx-combined'),
        async (parts, format) => {
          const bytes = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
          const { events, rejections } = await readAll(bytes, { format, credential: 'c' });
          const lines = bytes
            .toString('utf8')
            .split('\n')
            .filter((line) => line.trim() !== '').length;
          if (!/^[\s\u00ef\u00bb\u00bf]*\[/.test(bytes.toString('latin1'))) {
            expect(events.length + rejections.length).toBeLessThanOrEqual(lines);
            expect(events.length + rejections.length).toBeGreaterThanOrEqual(lines - 1);
          }
        },
      ),
    );
  });
});

describe('streaming', () => {
  test('batches are of at most 5,000 lines, and numbers go on', async () => {
    const batches: ReadBatch[] = [];
    const content = Array.from({ length: 12_000 }, (_, i) => good(i)).join('\n');
    for await (const batch of readEvents(inChunks(content), {
      format: 'event',
      fingerprintKey: 'k',
      now: NOW,
    }))
      batches.push(batch);
    expect(batches.map((batch) => batch.events.length)).toEqual([5000, 5000, 2000]);
    expect(batches.flatMap((batch) => batch.events.map(({ line }) => line))).toEqual(
      Array.from({ length: 12_000 }, (_, i) => i + 1),
    );
  });

  test('what a truncated gzip held is read, then the error comes', async () => {
    const content = Array.from({ length: 3000 }, (_, i) => good(i)).join('\n');
    const whole = gzipSync(content);
    const cut = inChunks(whole.subarray(0, whole.length * 0.6));
    let read = 0;
    const reading = (async () => {
      for await (const batch of readEvents(gunzipIfNeeded(cut), {
        format: 'event',
        fingerprintKey: 'k',
        now: NOW,
      })) {
        read += batch.events.length;
        expect(batch.rejections).toEqual([]);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'truncated_gzip' });
    expect(read).toBeGreaterThan(500);
  });

  test('the memory does not grow with the stream', async () => {
    async function* long(): AsyncGenerator<Uint8Array, void> {
      for (let i = 0; i < 800; i += 1) {
        yield Buffer.from(
          Array.from({ length: 50 }, (_, j) => {
            const n = i * 50 + j;
            return `{"time":${NOW - n},"credential":"c-${n}","source_ip":"2001:db8:${(n % 65536).toString(16)}::1","path":"/v2/users/${n}/x${n}","user_agent":"agent-${n}/1.0","note":"${'n'.repeat(200)}"}\n`;
          }).join(''),
        );
      }
    }
    let most = 0;
    let events = 0;
    for await (const batch of readEvents(long(), { format: 'event', fingerprintKey: 'k', now: NOW })) {
      events += batch.events.length;
      if (events === 10_000) most = process.memoryUsage().rss;
    }
    expect(events).toBe(40_000);
    expect(process.memoryUsage().rss - most).toBeLessThan(120 * 1024 * 1024);
  });
});

describe('a real log', () => {
  const file = new URL('../../../shared/data/access-logs/apache-combined.log', import.meta.url);

  test('all 10,000 lines are read and no two are taken for one', async (context) => {
    if (!existsSync(file)) {
      if (process.env['CI'] !== undefined) throw new Error('CI leaves no test out: ../shared is missing');
      process.stderr.write(
        '\nNOT RUN: the log of 10,000 lines is not at ../shared/data/access-logs/apache-combined.log\n',
      );
      context.skip('the log of 10,000 lines is not there');
    }
    for (const format of ['auto', 'apache-combined']) {
      const { events, rejections } = await readAll(readFileSync(file), { format, credential: 'site' });
      expect(rejections).toEqual([]);
      expect(events).toHaveLength(10_000);
      expect(new Set(events.map((event) => `${event.time} ${event.eventId}`)).size).toBe(10_000);
      expect(new Set(events.map((event) => event.operation)).size).toBeLessThan(100);
      expect(new Set(events.map((event) => event.sourceIp)).size).toBe(1753);
    }
  });
});

test('a stream that fails in its first bytes has given the lines that were whole before', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"time":"2026-01-15T11:00:00Z","credential":"c"}\n{"time":');
    throw new Error('cut');
  }
  const read: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const { events } of readEvents(failing(), { format: 'auto', fingerprintKey: 'k', now: NOW }))
      read.push(...events.map(({ event }) => event.credential));
  };
  await expect(reading()).rejects.toThrow('cut');
  expect(read).toEqual(['c']);
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAll } from '../../support/read.ts';

const EXCERPT = readFileSync(new URL('../../fixtures/apache-combined.log', import.meta.url), 'utf8');

const read = async (line: string, options = {}) =>
  readAll(line, { format: 'nginx-combined', credential: 'site', ...options });

const REQUEST = '198.51.100.7 - - [15/Jan/2026:11:00:00 +0000] "GET /v2/users?page=1 HTTP/1.1" 200 512';

describe.each(['nginx-combined', 'apache-combined'])('%s', (format) => {
  test('reads every line of a real log, and no two are equal', async () => {
    const { events, rejections } = await read(EXCERPT, { format });
    expect(rejections).toEqual([]);
    expect(events).toHaveLength(50);
    expect(new Set(events.map((event) => event.eventId)).size).toBe(50);
    expect(events[0]).toMatchObject({
      credential: 'site',
      time: Date.parse('2015-05-17T10:05:03Z'),
      sourceIp: '83.149.9.216',
      method: 'GET',
      path: '/presentations/logstash-monitorama-2013/images/kibana-search.png',
      operation: 'GET /presentations/…',
      status: 200,
      responseBytes: 203023,
      client: 'Chrome',
      extra: { http_referer: 'http://semicomplete.com/presentations/logstash-monitorama-2013/' },
    });
  });
});

describe('combined', () => {
  test.each([
    [
      'the user of HTTP Basic',
      REQUEST.replace('- -', '- KDcuGIm1QgePTO8WbOqwIQ'),
      { credential: 'KDcuGIm1QgePTO8WbOqwIQ' },
    ],
    [
      'a user with blanks and brackets',
      REQUEST.replace('- -', '- CRM [east] sync'),
      { credential: 'CRM [east] sync' },
    ],
    [
      'a user that is an e-mail address',
      REQUEST.replace('- -', '- Ops@Example.com'),
      { credential: 'ops@example.com' },
    ],
  ])('%s is the credential', async (_, line, expected) => {
    const { events } = await read(`${line} "-" "-"`, { credential: undefined });
    expect(events[0]).toMatchObject(expected);
  });

  test.each([
    ['IPv6', REQUEST.replace('198.51.100.7', '2001:DB8::7'), { sourceIp: '2001:db8::7' }],
    [
      'a host name in place of an address',
      REQUEST.replace('198.51.100.7', 'crawler.example.com'),
      { sourceIp: null, sourceText: 'crawler.example.com' },
    ],
    [
      'a virtual host in front',
      `www.example.com:443 ${REQUEST} "-" "-"`,
      { host: 'www.example.com', sourceIp: '198.51.100.7' },
    ],
    ['the common log format', REQUEST, { path: '/v2/users', userAgent: null }],
    ['no bytes', `${REQUEST.replace('512', '-')} "-" "-"`, { responseBytes: 0 }],
    ['escaped quotes', `${REQUEST} "-" "say \\"hi\\" \\\\"`, { userAgent: 'say "hi" \\' }],
    ['escaped bytes', `${REQUEST} "-" "caf\\xC3\\xA9 \\x22x\\x22"`, { userAgent: 'café "x"' }],
    [
      'a request that is not HTTP',
      `${REQUEST.replace('GET /v2/users?page=1 HTTP/1.1', '\\x16\\x03\\x01')} "-" "-"`,
      { method: null, path: null },
    ],
    [
      'no request',
      `${REQUEST.replace('GET /v2/users?page=1 HTTP/1.1', '-')} "-" "-"`,
      { method: null, path: null, extra: null },
    ],
    ['blanks in the path', `${REQUEST.replace('/v2/users?page=1', '/v2/a b')} "-" "-"`, { path: '/v2/a b' }],
    ['HTTP/0.9', REQUEST.replace(' HTTP/1.1', ''), { path: '/v2/users' }],
    [
      'fields behind',
      `${REQUEST} "-" "curl/8.4.0" "203.0.113.9" rid=v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1`,
      { client: 'curl', trackingId: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1' },
    ],
    [
      'a line cut off in the user agent',
      `${REQUEST} "-" "Mozilla/5.0 (compatible; Googlebot/2.1`,
      { client: 'Googlebot' },
    ],
  ])('reads %s', async (_, line, expected) => {
    const { events, rejections } = await read(line);
    expect(rejections).toEqual([]);
    expect(events[0]).toMatchObject(expected);
  });

  test('a user cannot make up a time or a request', async () => {
    const line = REQUEST.replace(
      '- -',
      '- x [01/Jan/2020:00:00:00 +0000] \\x22GET /harmless HTTP/1.1\\x22 200 1',
    );
    const { events } = await read(`${line} "-" "-"`);
    expect(events[0]).toMatchObject({ time: Date.parse('2026-01-15T11:00:00Z'), path: '/v2/users' });
  });

  test.each([
    '',
    'not a log line',
    '198.51.100.7 - - [15/Jan/2026:11:00:00 +0000]',
    REQUEST.slice(0, 60),
    `${REQUEST} rest`,
    '{"time":1}',
  ])('refuses %j', async (line) => {
    const { events, rejections } = await read(`${line}\n${REQUEST}\n`);
    expect(events).toHaveLength(1);
    expect(rejections.map((rejection) => rejection.code)).toEqual(line === '' ? [] : ['malformed_line']);
  });

  test('a like second in the log is another call', async () => {
    const { events } = await read(`${REQUEST}\n${REQUEST}\n${REQUEST}\n`);
    expect(new Set(events.map((event) => event.eventId)).size).toBe(3);
  });

  test('the time of a line is checked', async () => {
    expect((await read(REQUEST.replace('15/Jan/2026', '31/Feb/2026'))).rejections[0]?.code).toBe(
      'invalid_time',
    );
    expect((await read(REQUEST.replace('15/Jan/2026', '15/Jan/2036'))).rejections[0]?.code).toBe(
      'time_in_future',
    );
  });

  test('never throws, and is quick with brackets and quotes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...' []"\\x-0/:', 'GET', REQUEST), maxLength: 200 }),
        async (line) => {
          await read(line);
        },
      ),
    );
    const started = performance.now();
    for (const unit of [' [', '] "', ' [a] "', '\\"', ' [15/Jan/2026:11:00:00 +0000] "'])
      await read(`a b c ${unit.repeat(200_000 / unit.length)}`);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

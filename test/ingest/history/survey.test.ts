import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rejection } from '../../../src/core/event.ts';
import { gunzipIfNeeded } from '../../../src/ingest/gunzip.ts';
import { PlainLine } from '../../../src/ingest/history/plain-line.ts';
import { readUses } from '../../../src/ingest/history/read-uses.ts';
import { type Survey, surveyFile } from '../../../src/ingest/history/survey.ts';
import type { HistoryUse } from '../../../src/ingest/history/use-reader.ts';
import { splitLines } from '../../../src/ingest/lines.ts';
import type { ReaderOptions } from '../../../src/ingest/read-stream.ts';
import { inChunks } from '../../support/bytes.ts';
import { jwt } from '../../support/jwt.ts';
import { NOW, readAll } from '../../support/read.ts';

const optionsOf = (format: string): ReaderOptions => ({
  format,
  fingerprintKey: 'key of the tests',
  now: NOW,
});

const survey = (content: Uint8Array, format: string, chunk?: number): Promise<Survey> =>
  surveyFile(
    { name: 'test', size: content.length, open: () => gunzipIfNeeded(inChunks(content, chunk)) },
    optionsOf(format),
  );

/** The same from events that were read in full. */
async function slowSurvey(content: Uint8Array, format: string): Promise<Omit<Survey, 'file'>> {
  const { events, rejections } = await readAll(content, optionsOf(format));
  const times = events.map(({ time }) => time);
  return {
    events: events.length,
    rejected: rejections.length,
    samples: rejections.slice(0, 10),
    oldest: times.length === 0 ? null : Math.min(...times),
    newest: times.length === 0 ? null : Math.max(...times),
    disorder: Math.max(0, ...times.map((time, i) => Math.max(...times.slice(0, i + 1)) - time)),
  };
}

const blank = fc.constantFrom('', '', '', ' ', '\t', '  ');
const usualTime = fc
  .integer({ min: NOW - 9e9, max: NOW + 9e4 })
  .map((at) => JSON.stringify(new Date(at).toISOString()));
const time = fc.oneof(
  { weight: 6, arbitrary: usualTime },
  fc.integer({ min: NOW - 9e9, max: NOW + 9e5 }).map((at) => JSON.stringify(new Date(at).toISOString())),
  fc.integer({ min: NOW - 9e9, max: NOW }).map((at) => `"${new Date(at).toISOString().slice(0, 19)}Z"`),
  fc.integer({ min: NOW - 9e9, max: NOW }).map(String),
  fc.constantFrom(
    ...[
      '1768474800',
      '1768474800.5',
      '"1768474800"',
      '1.7684748e9',
      '-1',
      '01',
      'null',
      '""',
      '"-"',
      '{"time":1}',
    ],
    ...['"15/Jan/2026:11:00:00 +0000"', '"2026-01-15"', '"2026-02-30T00:00:00Z"', '"2026-01-15T24:00:00Z"'],
    ...[
      '"2026-01-15T11:00:60Z"',
      '"2026-01-15T11:00:00.1Z"',
      '"2026-01-15t11:00:00z"',
      '"2026-01-15T1a:00:00Z"',
    ],
    ...[
      '"\\u0032026-01-15T11:00:00Z"',
      '"2010-12-31T23:59:59Z"',
      '"2026-01-15T11:00:00+01:00"',
      '["x"]',
      'NaN',
    ],
    ...['" 2026-01-15T11:00:00Z"', '"\u00a02026-01-15T11:00:00Z"'],
  ),
);
const credential = fc.oneof(
  { weight: 4, arbitrary: fc.constant('"partner"') },
  fc.constantFrom('"KDcuGIm1QgePTO8WbOqwIQ"', '"partner"', '"Jane@Example.com"', '"zm:cid:abc"', '"ü"'),
  fc.constantFrom(
    '""',
    '"-"',
    '5',
    'null',
    '{}',
    '"a\\u0000b"',
    '"Bearer 0123456789abcdef"',
    '"xoxb-1234567890-abc"',
  ),
  fc.constantFrom(
    JSON.stringify('x'.repeat(300)),
    JSON.stringify(jwt({ iss: 'zm:cid:KDcuGIm1QgePTO8WbOqwIQ' })),
  ),
);
const anything = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '1e5',
    '-0',
    '0.10',
    '01',
    '1.',
    '-',
    'tru',
    '"a\tb"',
    '"\u0001"',
    'true ',
    'nullx',
    '"a\\"b"',
    '"\ufffd"',
    '"{"',
    "'a'",
  ),
);
const name = fc.oneof(
  fc.constantFrom('time', 'credential', 'authorization', 'status', 'user_agent', 'id', 'path', 'source_ip'),
  fc.constantFrom(
    'remote_addr',
    'request',
    'msec',
    'request_uri',
    'tim\\u0065',
    'credential\\n',
    '__proto__',
    'times',
  ),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text).slice(1, -1)),
);
const member = fc
  .tuple(blank, name, blank, blank, anything, blank)
  .map(([a, key, b, c, value, d]) => `${a}"${key}"${b}:${c}${value}${d}`);
const event = fc
  .record({
    time,
    credential,
    before: fc.array(member, { maxLength: 3 }),
    between: fc.array(member, { maxLength: 2 }),
    after: fc.array(member, { maxLength: 2 }),
    nested: fc.nat(5).map((n) => n === 0),
    swapped: fc.boolean(),
    tail: fc.constantFrom('', '', '', ' ', '\t', 'x', '}', ',', ' {}'),
  })
  .map(({ time: at, credential: who, before, between, after, nested, swapped, tail }) => {
    const own = [`"time":${at}`, `"credential": ${who}`];
    const [first, second] = swapped ? own.reverse() : own;
    const members = [...before, first, ...between, second, ...after];
    const inner = nested ? `"inner":{${members.join(',')}},${own.join(', ')}` : members.join(',');
    return `{${inner}}${tail}`;
  });
const plain = fc.integer({ min: 0, max: 9e6 }).map((ago) =>
  JSON.stringify({
    time: new Date(NOW - ago).toISOString(),
    credential: 'KDcuGIm1QgePTO8WbOqwIQ',
    path: '/v2/users',
    status: 200,
    user_agent: 'curl/8.5.0',
  }),
);
const cut = fc.tuple(fc.oneof(plain, event), fc.nat({ max: 120 })).map(([line, at]) => line.slice(0, at));
const other = fc.constantFrom(
  ...[
    '',
    ' ',
    '42',
    '[1]',
    '{}',
    'nonsense',
    '{"a":1}',
    '{"remote_addr":"192.0.2.1","time":1768474800}',
    '} ',
  ],
  '192.0.2.1 - partner [15/Jan/2026:11:00:00 +0000] "GET /v2/users HTTP/1.1" 200 5 "-" "curl"',
);
/** Lines of bytes; one in some has a byte that is not UTF-8 somewhere. */
const line = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: plain }, { weight: 4, arbitrary: event }, cut, other),
    fc.nat(),
    fc.nat(9),
  )
  .map(([text, at, luck]) => {
    const bytes = Buffer.from(text);
    if (luck === 0 && bytes.length > 0) bytes[at % bytes.length] = 0xc3;
    return bytes;
  });
const log = fc
  .tuple(fc.array(fc.tuple(plain, line), { maxLength: 8 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) =>
    Buffer.concat(lines.flatMap(([before, one]) => [Buffer.from(`${before}${end}`), one, Buffer.from(end)])),
  );

/** Values that the fields of a use may have, right and wrong, texts and numbers, alike and not. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  source_ip: [...['192.0.2.1', '192.0.2.001', '[2001:db8::1]:443', '::ffff:192.0.2.1', 'AWS Internal'], 7],
  method: ['GET', 'get', 'POST', 'CONNECT', 'G T', 'x'.repeat(30), 5],
  host: ['api.zoom.us', 'API.zoom.us:443', 'shop.example', 'h'.repeat(180), 'ü.example', true],
  path: [
    ...[
      '/v2/users',
      '/v2/users/KDcuGIm1QgePTO8WbOqwIQ/recordings',
      '/v2/users/me?x=1',
      '/v2/meetings/81234567890',
    ],
    ...[
      '/v2/meetings/81234567890/',
      '/v2/meetings/8123456789ü',
      '/v2/h323/devices',
      '/scim2/Users/a1b2c3d4e5f6',
    ],
    ...[
      '/v2/users/a%2Fb123456',
      '/v2/users/abc12;x=1/token',
      '/a1234567.php',
      '/1234567/x',
      '/12345/',
      '//1234567',
    ],
    ...[
      'https://api.zoom.us/v2/users/1234567',
      'http://host1234567/v2/users',
      'users/1234567',
      '*',
      '#',
      '/',
      17,
    ],
    ...[
      `/v2/users/${'u'.repeat(200)}`,
      '/v2/accounts/9876543/users/1234567',
      '/v2/rooms/1234567890123456789#x',
    ],
  ],
  status: [200, 401, '200', 99, 600, 204.5, -1, 1e21, 1234567890123456, 'x'],
  request_bytes: [0, 12, '12', -3, 1.5, 9007199254740991, false],
  response_bytes: [0, 9999, '9999', 123456789012345, 1234567890123456],
  user_agent: [
    'curl/8.5.0',
    'curl/7.1',
    'python-requests/2.31.0',
    'A\u00fc',
    'Mozilla/5.0 (x) Chrome/1',
    [1],
  ],
  id: ['req-1', 'req-2', 'ü', 7, 'a"b', 'x'.repeat(300)],
  token_fingerprint: ['0123456789abcdef', 'sha256:0123456789ABCDEF', 'not hex', 'eyJhbGciOi.J9.x', 12],
  authorization: ['Basic YWJjZGVmOnNlY3JldA==', 'Bearer 0123456789abcdef'],
  credential: ['partner', 'KDcuGIm1QgePTO8WbOqwIQ', 'Jane@Example.com', 'Bearer 0123456789abcdef'],
  duration_ms: [1, 'x'],
};
const useMember = fc
  .constantFrom(...Object.keys(VALUES).filter((field) => field !== 'authorization'), 'authorization')
  .chain((field) =>
    fc.tuple(fc.constant(field), fc.constantFrom(...VALUES[field]!, ...VALUES[field]!, null, '', '-')),
  );
const useLine = fc.tuple(fc.nat(9e6), fc.array(useMember, { maxLength: 9 })).map(([ago, members]) => {
  const fixed = [
    ['time', new Date(NOW - ago - (ago % 1000)).toISOString()],
    ['credential', 'partner'],
  ];
  const texts = [...fixed, ...members].map(([field, value]) => `"${field}":${JSON.stringify(value)}`);
  return Buffer.from(`{${texts.join(',')}}`);
});
const useLog = fc
  .array(fc.oneof({ weight: 3, arbitrary: useLine }, line), { maxLength: 12 })
  .map((lines) => Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')])));

describe('the survey of a file', () => {
  test.each(['event', 'auto', 'nginx-json'])('finds what a full reading finds (%s)', async (format) => {
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 4000 }), async (content, chunk) => {
        const { file: _, ...found } = await survey(content, format, chunk);
        expect(found).toEqual(await slowSurvey(content, format));
      }),
      { numRuns: 600 },
    );
  });

  test('the same of a JSON array', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(plain, event), { maxLength: 8 }), async (elements) => {
        const content = Buffer.from(`[${elements.join(',')}]`);
        const { file: _, ...found } = await survey(content, 'event');
        expect(found).toEqual(await slowSurvey(content, 'event'));
      }),
      { numRuns: 200 },
    );
  });

  test('of a compressed file', async () => {
    const content = gzipSync(`{"time":${NOW},"credential":"c"}\n{"time":${NOW - 5},"credential":"c"}\n`);
    expect(await survey(content, 'auto')).toMatchObject({
      events: 2,
      oldest: NOW - 5,
      newest: NOW,
      disorder: 5,
    });
  });
});

/** What an analysis takes of an event, however it was read. */
const usesOf = (events: readonly HistoryUse[]): HistoryUse[] =>
  events.map((event) => ({
    credential: event.credential,
    credentialId: event.credentialId,
    eventId: event.eventId,
    time: event.time,
    status: event.status,
    requestBytes: event.requestBytes,
    responseBytes: event.responseBytes,
    sourceIp: event.sourceIp,
    operation: event.operation,
    client: event.client,
    tokenFingerprint: event.tokenFingerprint,
    asn: event.asn,
    asnName: event.asnName,
    country: event.country,
  }));

describe('uses read in their bytes', () => {
  const optionsWith = (format: string): ReaderOptions => ({
    ...optionsOf(format),
    geo: (address) => ({ asn: address.length, asnName: `AS of ${address}`, country: null }),
  });
  const both = async (content: Uint8Array, format: string, chunk: number) => {
    const found: { events: HistoryUse[]; rejections: Rejection[] } = { events: [], rejections: [] };
    for await (const batch of readUses(inChunks(content, chunk), optionsWith(format))) {
      found.events.push(...batch.events.map(({ event }) => event));
      found.rejections.push(...batch.rejections);
    }
    const full = await readAll(content, optionsWith(format));
    return {
      found: { ...found, events: usesOf(found.events) },
      full: { ...full, events: usesOf(full.events) },
    };
  };

  test.each(['event', 'auto', 'nginx-json'])('are what a full reading finds (%s)', async (format) => {
    await fc.assert(
      fc.asyncProperty(useLog, fc.integer({ min: 1, max: 4000 }), async (content, chunk) => {
        const { found, full } = await both(content, format, chunk);
        expect(found).toEqual(full);
      }),
      { numRuns: 800 },
    );
  });

  test('the same of lines that are anything', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 4000 }), async (content, chunk) => {
        const { found, full } = await both(content, 'auto', chunk);
        expect(found).toEqual(full);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a plain line', () => {
  const timeOf = async (text: string, options: Partial<ReaderOptions> = {}): Promise<number | null> => {
    const lines = [];
    for await (const batch of splitLines(inChunks(text))) lines.push(...batch);
    const line = new PlainLine({ ...optionsOf('event'), ...options });
    return line.read(lines[0]!) ? line.time : null;
  };
  const usual = `{"time":"2026-01-15T11:00:00.123Z","credential":"c","status":200,"x":-1.5,"y":null,"ü":true}`;

  test('is enough for a usual one', async () => {
    for (const format of ['event', 'auto']) {
      expect(await timeOf(usual, { format })).toBe(Date.parse('2026-01-15T11:00:00.123Z'));
      expect(
        await timeOf(usual.replaceAll(':', ' : ').replaceAll(' : 00', ':00'), { format }),
      ).not.toBeNull();
    }
  });

  test('is not enough in another format, with a map, or for a name that only nginx uses', async () => {
    expect(await timeOf(usual, { format: 'nginx-json' })).toBeNull();
    expect(await timeOf(usual, { map: { credential: 'x' } })).toBeNull();
    expect(await timeOf(usual.replace('"x"', '"msec"'), { format: 'auto' })).toBeNull();
    expect(await timeOf(usual.replace('"x"', '"msec"'))).not.toBeNull();
  });

  test('respects the oldest time that is kept', async () => {
    expect(await timeOf(usual, { notBefore: NOW })).toBeNull();
  });
});

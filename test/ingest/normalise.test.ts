import { describe, expect, test } from 'vitest';
import { jwt } from '../support/jwt.ts';
import { readAll, readOne } from '../support/read.ts';

const PLAIN = { time: '2026-01-15T11:00:00Z', credential: 'KDcuGIm1QgePTO8WbOqwIQ' };
const EMPTY = {
  senderId: null,
  sourceIp: null,
  sourceText: null,
  method: null,
  host: null,
  path: null,
  operation: null,
  status: null,
  requestBytes: null,
  responseBytes: null,
  durationMs: null,
  userAgent: null,
  client: null,
  trackingId: null,
  tokenFingerprint: null,
  tokenIssuedAt: null,
  tokenExpiresAt: null,
  accountId: null,
  source: null,
  ratelimitType: null,
  ratelimitCategory: null,
  ratelimitLimit: null,
  ratelimitRemaining: null,
  extra: null,
  asn: null,
  asnName: null,
  country: null,
};

const problemOf = async (fields: Readonly<Record<string, unknown>>, options = {}): Promise<string> => {
  const { rejections } = await readAll(JSON.stringify({ ...PLAIN, ...fields }), {
    format: 'event',
    ...options,
  });
  const [rejection] = rejections;
  return rejection === undefined ? 'accepted' : `${rejection.code}: ${rejection.message}`;
};

describe('a full event', () => {
  test('every field of the contract arrives', async () => {
    const event = await readOne({
      time: '2026-01-15T11:00:00.123Z',
      credential: 'zm:cid:KDcuGIm1QgePTO8WbOqwIQ',
      source_ip: '198.51.100.7',
      method: 'get',
      path: '/v2/users/me/recordings?from=2026-01-01&access_token=abc',
      host: 'API.zoom.us:443',
      status: 200,
      request_bytes: 512,
      response_bytes: '20480',
      user_agent: 'python-requests/2.31.0',
      duration_ms: 87.9,
      id: 12345,
      tracking_id: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
      token_fingerprint: '0123456789abcdef',
      token_issued_at: '2026-01-15T10:30:00Z',
      token_expires_at: 1768476600,
      account_id: 'Vu6VDUDsRzKfdCnCGq7WEA',
      source: 'gateway-1',
      ratelimit_type: 'QPS',
      ratelimit_category: 'Medium',
      ratelimit_limit: '60',
      ratelimit_remaining: 12,
      region: 'eu-central-1',
    });
    expect(event).toEqual({
      ...EMPTY,
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
      credentialId: expect.stringMatching(/^[0-9a-f-]{14}5/),
      eventId: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      senderId: '12345',
      time: Date.parse('2026-01-15T11:00:00.123Z'),
      sourceIp: '198.51.100.7',
      method: 'GET',
      host: 'api.zoom.us',
      path: '/v2/users/me/recordings',
      operation: 'GET /users/{userId}/recordings',
      status: 200,
      requestBytes: 512,
      responseBytes: 20480,
      durationMs: 87,
      userAgent: 'python-requests/2.31.0',
      client: 'python-requests',
      trackingId: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
      tokenFingerprint: '0123456789abcdef',
      tokenIssuedAt: Date.parse('2026-01-15T10:30:00Z'),
      tokenExpiresAt: 1768476600_000,
      accountId: 'Vu6VDUDsRzKfdCnCGq7WEA',
      source: 'gateway-1',
      ratelimitType: 'QPS',
      ratelimitCategory: 'Medium',
      ratelimitLimit: 60,
      ratelimitRemaining: 12,
      extra: { region: 'eu-central-1' },
    });
  });

  test('time and credential suffice', async () => {
    expect(await readOne(PLAIN)).toMatchObject({ ...EMPTY, credential: PLAIN.credential });
  });

  test('an absolute URL names the host, unless the event does', async () => {
    const path = 'https://api.zoom.us/v2/users?x=1';
    expect(await readOne({ ...PLAIN, method: 'GET', path })).toMatchObject({
      host: 'api.zoom.us',
      path: '/v2/users',
    });
    expect(await readOne({ ...PLAIN, path, host: 'proxy.example.com' })).toMatchObject({
      host: 'proxy.example.com',
    });
  });

  test('an address that is none is kept for the reader and teaches no network', async () => {
    expect(await readOne({ ...PLAIN, source_ip: 'AWS Internal' })).toMatchObject({
      sourceIp: null,
      sourceText: 'AWS Internal',
    });
    expect(await readOne({ ...PLAIN, source_ip: 'fe80::1%eth0' })).toMatchObject({
      sourceIp: null,
      sourceText: 'fe80::1%eth0',
    });
    expect(await readOne({ ...PLAIN, source_ip: '::ffff:198.51.100.7' })).toMatchObject({
      sourceIp: '198.51.100.7',
      sourceText: null,
    });
  });

  test('what the databases know of an address comes with it', async () => {
    const geo = (address: string) => ({ asn: 64496, asnName: `of ${address}`, country: 'NL' });
    expect(await readOne({ ...PLAIN, source_ip: '198.51.100.7' }, { geo })).toMatchObject({
      asn: 64496,
      asnName: 'of 198.51.100.7',
      country: 'NL',
    });
    expect(await readOne({ ...PLAIN, source_ip: 'AWS Internal' }, { geo })).toMatchObject({
      asn: null,
      country: null,
    });
  });

  test('the source of the sender is used where an event names none', async () => {
    expect(await readOne(PLAIN, { source: 'key-name' })).toMatchObject({ source: 'key-name' });
    expect(await readOne({ ...PLAIN, source: 'own' }, { source: 'key-name' })).toMatchObject({
      source: 'own',
    });
  });
});

describe('credential', () => {
  test('a token in the query of a download names it, and is gone', async () => {
    const token = jwt({ iss: 'zm:cid:FromTheQuery_123456789', exp: 1_768_478_400 });
    const line = {
      time: '2026-01-15T11:00:00Z',
      path: `/rec/download/Qg75?access_token=${token}`,
      host: 'zoom.us',
    };
    const event = await readOne(line, { credential: 'gateway' });
    expect(event).toMatchObject({
      credential: 'FromTheQuery_123456789',
      path: '/rec/download/Qg75',
      tokenExpiresAt: 1_768_478_400_000,
    });
    expect(event.tokenFingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(event)).not.toContain(token.slice(0, 20));
    // Whatever names the caller outright goes first, and a token that names nobody is none.
    expect((await readOne({ ...line, credential: 'c-1' })).credential).toBe('c-1');
    const opaque = { ...line, path: '/rec/download/Qg75?access_token=0123456789abcdef0123' };
    expect((await readOne(opaque, { credential: 'gateway' })).credential).toBe('gateway');
  });

  const token = jwt({
    iss: 'zm:cid:KDcuGIm1QgePTO8WbOqwIQ',
    aid: 'Vu6VDUDsRzKfdCnCGq7WEA',
    iat: 1768474800,
    exp: 1768478400,
  });
  const basic = `Basic ${Buffer.from('KDcuGIm1QgePTO8WbOqwIQ:the-client-secret').toString('base64')}`;
  const { time } = PLAIN;

  test('authorization names it, and is gone', async () => {
    const event = await readOne({ time, authorization: `Bearer ${token}` });
    expect(event).toMatchObject({
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
      accountId: 'Vu6VDUDsRzKfdCnCGq7WEA',
      tokenIssuedAt: 1768474800_000,
      tokenExpiresAt: 1768478400_000,
      tokenFingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      extra: null,
    });
    for (const part of token.split('.')) expect(JSON.stringify(event)).not.toContain(part);
  });

  test.each([
    ['a token', token],
    ['a Bearer value', `Bearer ${token}`],
    ['a Basic value', basic],
  ])('%s in its place is read like authorization', async (_, credential) => {
    const event = await readOne({ time, credential });
    expect(event).toMatchObject({
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
      tokenFingerprint: expect.any(String),
    });
    expect(JSON.stringify(event)).not.toMatch(/the-client-secret|eyJ/);
  });

  test('beside authorization it counts, and the token is still told apart', async () => {
    const named = await readOne({ time, credential: 'partner', authorization: `Bearer ${token}` });
    expect(named).toMatchObject({ credential: 'partner', accountId: 'Vu6VDUDsRzKfdCnCGq7WEA' });
    const opaque = await readOne({ time, credential: 'partner', authorization: 'Bearer 0123456789abcdef' });
    expect(opaque).toMatchObject({
      credential: 'partner',
      accountId: null,
      tokenFingerprint: expect.any(String),
    });
    expect(named.tokenFingerprint).not.toBe(opaque.tokenFingerprint);
  });

  test.each([['nMoeyJDT5CA388FIDIJrAQ'], ['KDcuGIm1QgePTO8WbOeyAQ']])(
    'a client id is one whatever letters chance gave it: %s',
    async (credential) => {
      expect(await readOne({ time, credential })).toMatchObject({ credential });
    },
  );

  test.each([
    ['Bearer 0123456789abcdef'],
    ['eyJhbGciOiJIUzI1NiJ9xx'],
    ['xoxb-1234567890-abcdef'],
    ['eyJhbGciOiJIUzI1NiJ9.broken'],
    [jwt({ iss: 'https://login.example.com' })],
    ['xoxb-1234567890-abcdefghijkl'],
    [`${'aB3'.repeat(30)}`],
  ])('a secret that names nobody is refused: %s', async (credential) => {
    const problem = await problemOf({ credential });
    expect(problem).toMatch(/^credential_is_secret: /);
    expect(problem).not.toContain(credential);
  });

  test.each([
    [{ credential: undefined }, 'missing_field'],
    [{ credential: '' }, 'missing_field'],
    [{ credential: '-' }, 'missing_field'],
    [{ credential: null, authorization: 'Bearer opaque-token' }, 'missing_field'],
    [{ credential: 'x'.repeat(257) }, 'invalid_field'],
    [{ credential: 'a\u0000b' }, 'invalid_field'],
    [{ credential: { id: 1 } }, 'invalid_field'],
    [{ credential: ['a'] }, 'invalid_field'],
    [{ credential: true }, 'invalid_field'],
  ])('%j is %s', async (fields, code) => {
    expect(await problemOf(fields)).toMatch(new RegExp(`^${code}: .*credential`));
  });

  test('a constant is for lines that name none', async () => {
    const options = { credential: ' zm:cid:Constant ' };
    expect(await readOne({ time }, options)).toMatchObject({ credential: 'Constant' });
    expect(await readOne(PLAIN, options)).toMatchObject({ credential: PLAIN.credential });
    expect(await readOne({ time, authorization: 'Bearer opaque-token' }, options)).toMatchObject({
      credential: 'Constant',
    });
    await expect(readAll('', { credential: token })).rejects.toMatchObject({ code: 'invalid_credential' });
    await expect(readAll('', { credential: ' ' })).rejects.toMatchObject({ code: 'invalid_credential' });
  });

  test('a token sent as its own fingerprint becomes one', async () => {
    const event = await readOne({ ...PLAIN, token_fingerprint: token });
    expect(event.tokenFingerprint).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('fields that cannot be accepted', () => {
  test.each([
    [{ time: undefined }, 'missing_field: time is missing'],
    [{ time: 'NaN' }, 'invalid_time'],
    [{ time: 0 }, 'invalid_time'],
    [{ time: '1970-01-01T00:00:00Z' }, 'invalid_time'],
    [{ time: '2100-01-01T00:00:00Z' }, 'time_in_future'],
    [{ time: '2026-01-15T12:05:00.001Z' }, 'time_in_future'],
    [{ time: { $date: 1 } }, 'invalid_time'],
  ])('%j: %s', async (fields, start) => {
    expect((await problemOf(fields)).startsWith(start)).toBe(true);
  });

  test('what is older than the oldest kept partition is too old', async () => {
    expect(await problemOf({}, { notBefore: Date.parse('2026-01-15T11:00:00.001Z') })).toMatch(/^too_old: /);
    expect(await problemOf({}, { notBefore: Date.parse('2026-01-15T11:00:00Z') })).toBe('accepted');
  });

  test.each([
    [599, 100],
    [2 ** 53 - 1, 0],
  ])('the ends of the ranges are accepted: %i', async (most, least) => {
    const name = most === 599 ? 'status' : 'response_bytes';
    expect(await problemOf({ [name]: most })).toBe('accepted');
    expect(await problemOf({ [name]: least })).toBe('accepted');
  });
});

describe('optional fields that cannot be read', () => {
  test.each([
    [{ status: 99 }, { status: 99 }],
    [{ status: 600 }, { status: 600 }],
    [{ status: 'OK' }, { status: 'OK' }],
    [{ status: 1e300 }, { status: 1e300 }],
    [
      { response_bytes: -1, request_bytes: [] },
      { response_bytes: -1, request_bytes: 'a list' },
    ],
    [{ response_bytes: 2 ** 53 }, { response_bytes: 2 ** 53 }],
    [{ duration_ms: 2 ** 31 }, { duration_ms: 2 ** 31 }],
    [{ ratelimit_remaining: 'many' }, { ratelimit_remaining: 'many' }],
    [{ ratelimit_type: true }, { ratelimit_type: true }],
    [{ method: 'G E T' }, { method: 'G E T' }],
    [{ method: 7 }, { method: 7 }],
    [{ path: {} }, { path: 'an object' }],
    [{ host: ['a'] }, { host: 'a list' }],
    [{ user_agent: ['a'] }, { user_agent: 'a list' }],
    [{ source_ip: 3221225985 }, { source_ip: 3221225985 }],
    [{ id: {} }, { id: 'an object' }],
    [{ token_issued_at: 'yesterday' }, { token_issued_at: 'yesterday' }],
    [{ token_expires_at: 1e18 }, { token_expires_at: 1e18 }],
    [{ token_fingerprint: 5 }, { token_fingerprint: 5 }],
    [{ authorization: 5 }, { authorization: '[redacted]' }],
    [{ account_id: false }, { account_id: false }],
    [{ source: 5 }, { source: 5 }],
  ])('%j: null, with a note', async (fields, unreadable) => {
    expect(await readOne({ ...PLAIN, ...fields })).toMatchObject({ ...EMPTY, extra: { unreadable } });
  });

  test('the others stay, and so do unknown ones', async () => {
    const event = await readOne({
      ...PLAIN,
      status: 999,
      path: '/v2/users',
      region: 'eu',
      unreadable: 'mine',
    });
    expect(event).toMatchObject({ status: null, path: '/v2/users' });
    expect(event.extra).toEqual({ unreadable: { status: 999 }, region: 'eu' });
  });

  test('the note holds no secret, and fits beside the longest unknown fields', async () => {
    const secret = 'xoxb-1234567890-abcdefghijkl';
    const unread = ['status', 'duration_ms', 'request_bytes', 'response_bytes', 'ratelimit_limit'];
    const event = await readOne({
      ...PLAIN,
      ...Object.fromEntries(unread.map((name) => [name, `${'ü'.repeat(20)} ${secret}`])),
      ...Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`field ${i}`, 'x'.repeat(1000)])),
    });
    expect(Object.keys(event.extra?.['unreadable'] as object).sort()).toEqual([...unread].sort());
    expect(JSON.stringify(event)).not.toContain('xoxb');
  });

  test('a field that says who called is not optional', async () => {
    const { time } = PLAIN;
    expect(await problemOf({ credential: undefined, authorization: 5 })).toMatch(/^invalid_field: /);
    expect(await readOne({ time, authorization: 5 }, { credential: 'constant' })).toMatchObject({
      credential: 'constant',
    });
  });
});

describe('event id', () => {
  const call = { ...PLAIN, source_ip: '198.51.100.7', method: 'GET', path: '/v2/users?page=1', status: 200 };
  const idOf = async (fields: Readonly<Record<string, unknown>>, options = {}): Promise<string> =>
    (await readOne(fields, options)).eventId;

  test('is the same however often and by whom the event is sent', async () => {
    expect(await idOf(call)).toBe(await idOf({ ...call, region: 'x' }, { source: 'other' }));
    expect(await idOf({ ...call, time: '2026-01-15T12:00:00+01:00' })).toBe(await idOf(call));
    expect(await idOf({ ...call, id: 'abc' })).toBe(await idOf({ id: 'abc', ...PLAIN }));
  });

  test('differs with the sender’s id, or else with any stable field', async () => {
    const ids = await Promise.all(
      [
        call,
        { ...call, id: 'abc' },
        { ...call, id: 'abd' },
        { ...call, time: '2026-01-15T11:00:00.001Z' },
        { ...call, source_ip: '198.51.100.8' },
        { ...call, method: 'HEAD' },
        { ...call, path: '/v2/users?page=2' },
        { ...call, status: 404 },
        { ...call, response_bytes: 0 },
        { ...call, user_agent: 'curl/8.4.0' },
      ].map((fields) => idOf(fields)),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a secret in the query is not needed to tell two calls apart, nor kept in the hash', async () => {
    const [one, two] = [`${call.path}&access_token=abc`, `${call.path}&access_token=xyz`];
    expect(await idOf({ ...call, path: one })).toBe(await idOf({ ...call, path: two }));
  });

  test('an event sent twice in one request is a duplicate, a line of a log is not', async () => {
    const twice = `${JSON.stringify(call)}\n${JSON.stringify(call)}\n`;
    const events = (await readAll(twice, { format: 'event' })).events;
    expect(new Set(events.map((event) => event.eventId)).size).toBe(1);
    const log = (await readAll(twice, { format: 'nginx-json' })).events;
    expect(new Set(log.map((event) => event.eventId)).size).toBe(2);
    const again = (await readAll(twice, { format: 'nginx-json' })).events;
    expect(again.map((event) => event.eventId)).toEqual(log.map((event) => event.eventId));
  });
});

describe('secrets', () => {
  const secret = jwt({ iss: 'abcdefghijklmnopqrstuv' });
  const fields = [
    'id',
    'source_ip',
    'method',
    'path',
    'host',
    'user_agent',
    'tracking_id',
    'token_fingerprint',
    'account_id',
    'source',
    'ratelimit_type',
    'ratelimit_category',
    'unknown',
    'credential',
    'authorization',
    'time',
    'status',
  ];

  test.each(fields)('none survives in %s', async (field) => {
    for (const value of [secret, `x ${secret}`, `https://example.com/${secret}?token=${secret}`]) {
      const result = await readAll(JSON.stringify({ ...PLAIN, [field]: value }), { format: 'event' });
      expect(result.events.length + result.rejections.length).toBe(1);
      for (const part of secret.split('.').slice(1)) expect(JSON.stringify(result)).not.toContain(part);
    }
  });

  test('none survives in a line that cannot be read', async () => {
    const line = `{"credential": "x", "password": "hunter2!", "authorization": "Bearer ${secret}", broken`;
    const { rejections } = await readAll(line);
    expect(rejections).toHaveLength(1);
    expect(JSON.stringify(rejections)).not.toMatch(/hunter2|eyJ/);
    expect(rejections[0]?.excerpt.length).toBeLessThanOrEqual(200);
  });
});

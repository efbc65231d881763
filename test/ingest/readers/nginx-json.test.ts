import { describe, expect, test } from 'vitest';
import { jwt } from '../../support/jwt.ts';
import { readAll } from '../../support/read.ts';

/** A line as nginx writes it with its own names of variables. */
const LINE = {
  msec: '1768474800.123',
  time_iso8601: '2026-01-15T11:00:00+00:00',
  remote_addr: '198.51.100.7',
  remote_user: '',
  request: 'GET /v2/users/me/recordings?page_size=30 HTTP/1.1',
  host: 'api.zoom.us',
  status: '200',
  body_bytes_sent: '20480',
  request_length: '512',
  request_time: '0.087',
  http_user_agent: 'python-requests/2.31.0',
  http_referer: '',
  request_id: '0af7651916cd43dd8448eb211c80319c',
  upstream_http_x_zm_trackingid: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
  upstream_response_time: '0.086',
  credential: 'KDcuGIm1QgePTO8WbOqwIQ',
};

const read = async (line: unknown, options = {}) =>
  readAll(typeof line === 'string' ? line : JSON.stringify(line), { format: 'nginx-json', ...options });

describe('nginx-json', () => {
  test('reads the variables of nginx', async () => {
    const { events, rejections } = await read(LINE);
    expect(rejections).toEqual([]);
    expect(events[0]).toMatchObject({
      time: 1768474800_123,
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
      senderId: '0af7651916cd43dd8448eb211c80319c',
      sourceIp: '198.51.100.7',
      method: 'GET',
      path: '/v2/users/me/recordings',
      operation: 'GET /users/{userId}/recordings',
      host: 'api.zoom.us',
      status: 200,
      requestBytes: 512,
      responseBytes: 20480,
      durationMs: 87,
      userAgent: 'python-requests/2.31.0',
      trackingId: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
      extra: { upstream_response_time: '0.086' },
    });
  });

  test('reads the names of the contract as well, numbers unquoted', async () => {
    const line = `{"time":1768474800.123,"credential":"c-1","source_ip":"198.51.100.7","method":"GET","path":"/v2/users","status":200,"response_bytes":7,"duration_ms":12}`;
    expect((await read(line)).events[0]).toMatchObject({
      time: 1768474800_123,
      status: 200,
      responseBytes: 7,
      durationMs: 12,
      extra: null,
    });
  });

  test.each([
    [{ msec: undefined }, { time: 1768474800_000 }],
    [
      { msec: undefined, time_iso8601: undefined, time_local: '15/Jan/2026:11:00:01 +0000' },
      { time: 1768474801_000 },
    ],
    [
      { request: undefined, request_method: 'POST', request_uri: '/v2/users?x=1' },
      { method: 'POST', path: '/v2/users' },
    ],
    [
      { request: undefined, request_method: 'POST', uri: '/v2/users' },
      { method: 'POST', path: '/v2/users' },
    ],
    [{ body_bytes_sent: undefined, bytes_sent: 99 }, { responseBytes: 99 }],
    [{ host: undefined, http_host: 'zoom.us:443' }, { host: 'zoom.us' }],
    [{ status: '000' }, { status: null }],
    [{ request_time: 'x' }, { durationMs: null }],
    [
      { credential: undefined, remote_user: 'KDcuGIm1QgePTO8WbOqwIQ' },
      { credential: 'KDcuGIm1QgePTO8WbOqwIQ' },
    ],
    [
      { credential: '-', http_authorization: `Bearer ${jwt({ iss: 'zm:cid:FromTheToken_123456789' })}` },
      { credential: 'FromTheToken_123456789' },
    ],
    [
      { request: '\u0016\u0003\u0001' },
      { method: null, path: null, extra: { request: '\ufffd\ufffd\ufffd', upstream_response_time: '0.086' } },
    ],
  ])('%j', async (change, expected) => {
    expect((await read({ ...LINE, ...change })).events[0]).toMatchObject(expected);
  });

  test('a constant goes before the user of HTTP Basic', async () => {
    const { events } = await read(
      { ...LINE, credential: '', remote_user: 'admin' },
      { credential: 'gateway' },
    );
    expect(events[0]).toMatchObject({ credential: 'gateway', extra: { remote_user: 'admin' } });
  });

  test('reads a log_format without escape=json', async () => {
    const line = JSON.stringify({ ...LINE, http_user_agent: 'AGENT' }).replace('AGENT', 'say \\x22hi\\x22');
    expect((await read(line)).events[0]?.userAgent).toBe('say "hi"');
  });

  test('a field may be named otherwise', async () => {
    const line = { ...LINE, credential: undefined, x_caller: 'caller-9', meta: { account: 'acc-1' } };
    const { events } = await read(line, { map: { credential: 'x_caller', account_id: 'meta.account' } });
    expect(events[0]).toMatchObject({ credential: 'caller-9', accountId: 'acc-1' });
    expect(events[0]?.extra).not.toHaveProperty('x_caller');
  });
});

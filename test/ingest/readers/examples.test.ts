import { describe, expect, test } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { jwt } from '../../support/jwt.ts';
import { readAll } from '../../support/read.ts';

/** The clock is late enough for every example of a document. */
const read = async (text: string, options = {}) =>
  readAll(text, { credential: 'the-app', now: Date.parse('2026-11-01T00:00:00Z'), ...options });

async function one(text: string, options = {}): Promise<AccessEvent> {
  const { events, rejections } = await read(text, options);
  expect(rejections).toEqual([]);
  expect(events).toHaveLength(1);
  return events[0]!;
}

/** Read as its own format and recognised by `auto`. */
async function both(format: string, text: string, expected: object, options = {}): Promise<void> {
  for (const as of [format, 'auto']) {
    expect(await one(text, { ...options, format: as })).toMatchObject(expected);
  }
}

describe('squid', () => {
  test('a CONNECT, as squid-cache.org/Features/LogFormat shows the native format', async () => {
    await both(
      'squid',
      '1286536309.586    921 192.168.0.227 TCP_MISS/200 507 CONNECT api.zoom.us:443 crm HIER_DIRECT/170.114.52.2 -'.replace(
        '1286536309',
        '1768474800',
      ),
      {
        credential: 'crm',
        time: 1_768_474_800_586,
        sourceIp: '192.168.0.227',
        method: 'CONNECT',
        host: 'api.zoom.us',
        operation: 'CONNECT',
        status: 200,
        responseBytes: 507,
        durationMs: 921,
      },
      { credential: undefined },
    );
  });

  test.each([
    [
      'no answer',
      'TCP_MISS_ABORTED/000 0 GET http://a.example/ - HIER_DIRECT/- -',
      { status: null, responseBytes: 0 },
    ],
    ['denied', 'TCP_DENIED/407 3915 CONNECT api.zoom.us:443 - HIER_NONE/- text/html', { status: 407 }],
    [
      'an encoded user',
      'TCP_TUNNEL/200 39 CONNECT api.zoom.us:443 a%20b HIER_DIRECT/1.2.3.4 -',
      { extra: expect.objectContaining({ remote_user: 'a b' }) },
    ],
    [
      'IPv6 and more fields behind',
      'TCP_MISS/200 1 GET https://api.zoom.us/v2/users - HIER_DIRECT/2001:db8::1 application/json v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
      {
        path: '/v2/users',
        host: 'api.zoom.us',
        trackingId: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
      },
    ],
  ])('%s', async (_, tail, expected) => {
    expect(await one(`1768474800.000      5 2001:db8::9 ${tail}`, { format: 'squid' })).toMatchObject(
      expected,
    );
  });
});

describe('haproxy', () => {
  const LINE =
    'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2019:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"';

  test('the example of its manual, 8.2.3, of another year', async () => {
    await both('haproxy', LINE, {
      time: Date.parse('2019-02-06T12:14:14.655Z'),
      sourceIp: '10.0.1.2',
      method: 'GET',
      path: '/index.html',
      status: 200,
      responseBytes: 2750,
      durationMs: 109,
      extra: expect.objectContaining({
        frontend: 'http-in',
        backend: 'static',
        server: 'srv1',
        captured_request_1: '1wt.eu',
        termination_state: '----',
      }),
    });
  });

  test.each([
    ['without syslog', LINE.slice(LINE.indexOf('10.0.1.2')), { sourceIp: '10.0.1.2' }],
    ['IPv6', LINE.replace('10.0.1.2:', '2001:db8::7:'), { sourceIp: '2001:db8::7' }],
    [
      'no answer',
      LINE.replace('10/0/30/69/109 200', '10/0/-1/-1/+109 -1').replace('srv1', '<NOSRV>'),
      { status: null, durationMs: 109 },
    ],
    ['not HTTP', LINE.replace('GET /index.html HTTP/1.1', '<BADREQ>'), { method: null, path: null }],
    ['cut off by syslog', LINE.slice(0, -10), { method: 'GET', path: '/index.html' }],
    [
      'option httpslog',
      `${LINE} 0/0000000000000000/0/0/0 api.zoom.us/TLSv1.3/TLS_AES_256_GCM_SHA384`,
      { path: '/index.html' },
    ],
    ['no captures', LINE.replace(' {1wt.eu} {}', ''), { path: '/index.html' }],
    ['a zone', LINE.replace('.655]', '.655 +0100]'), { time: Date.parse('2019-02-06T11:14:14.655Z') }],
  ])('%s', async (_, line, expected) => {
    expect(await one(line, { format: 'haproxy' })).toMatchObject(expected);
  });

  test('a request cannot make up a line', async () => {
    const inner = LINE.slice(LINE.indexOf('10.0.1.2'))
      .replaceAll('"', '#22')
      .replaceAll('{', '#7B')
      .replaceAll('}', '#7D');
    const event = await one(LINE.replace('/index.html', `/x ${inner}`), { format: 'haproxy' });
    expect(event).toMatchObject({ sourceIp: '10.0.1.2', status: 200 });
    expect(event.path).toMatch(/^\/x /);
  });
});

describe('alb', () => {
  // docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html, "Example entries"
  const HTTPS =
    'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90';

  test('its HTTPS example', async () => {
    await both('alb', HTTPS, {
      time: Date.parse('2018-07-02T22:23:00.186Z'),
      sourceIp: '192.168.131.39',
      method: 'GET',
      host: 'www.example.com',
      path: '/',
      status: 200,
      requestBytes: 0,
      responseBytes: 57,
      durationMs: 171,
      client: 'curl',
      senderId: null,
      extra: expect.objectContaining({
        trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
        conn_trace_id: 'TID_1234abcd5678ef90',
      }),
    });
  });

  test.each([
    [
      'a WebSocket',
      'ws 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 10.0.0.140:40914 10.0.1.192:8010 0.001 0.003 0.000 101 101 218 587 "GET http://10.0.0.30:80/ HTTP/1.1" "-" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.1.192:8010" "101" "-" "-"',
      { status: 101, userAgent: null },
    ],
    [
      'a failed Lambda function',
      'http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - 0.000 0.001 0.000 502 - 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "LambdaInvalidResponse" "-" "-" "-" "-"',
      { status: 502 },
    ],
    [
      'a request that nobody could read',
      HTTPS.replace('"GET https://www.example.com:443/ HTTP/1.1"', '"- http://my-lb:80- -"').replace(
        '0.086 0.048 0.037',
        '-1 -1 -1',
      ),
      { method: null, durationMs: null },
    ],
    ['IPv6', HTTPS.replace('192.168.131.39:2817', '[2001:db8::7]:2817'), { sourceIp: '2001:db8::7' }],
    ['an early version', HTTPS.slice(0, HTTPS.indexOf(' ECDHE')), { client: 'curl' }],
    ['fields of a later version', `${HTTPS} "new" 7`, { client: 'curl' }],
  ])('%s', async (_, line, expected) => {
    expect(await one(line, { format: 'alb' })).toMatchObject(expected);
  });
});

describe('kong', () => {
  // docs.konghq.com/hub/kong-inc/http-log/3.4.x/log-format, shortened
  const LINE = {
    response: {
      size: 9982,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'x-kong-request-id': '2f6946328ffc4946b8c9120704a4a155',
      },
      status: 200,
    },
    route: { name: 'example_route', protocols: ['http', 'https'] },
    workspace: 'f381e34e-5c25-4e65-b91b-3c0a86cfc393',
    tries: [{ balancer_start: 1726783839539, ip: '34.237.204.224', port: 443 }],
    client_ip: '192.168.65.1',
    request: {
      id: '2f6946328ffc4946b8c9120704a4a155',
      headers: { accept: '*/*', 'user-agent': 'HTTPie/3.2.3', host: 'localhost:8000' },
      uri: '/example-route?x=1',
      size: 139,
      method: 'GET',
      querystring: {},
      url: 'http://localhost:8000/example-route',
    },
    upstream_uri: '/',
    started_at: 1726783839538,
    source: 'upstream',
    upstream_status: '200',
    latencies: { kong: 1, proxy: 171, request: 173, receive: 1 },
    service: { host: 'api.zoom.us', name: 'example_service', port: 443 },
  };

  test('the example of its documentation', async () => {
    await both('kong', JSON.stringify(LINE), {
      time: 1726783839538,
      senderId: '2f6946328ffc4946b8c9120704a4a155',
      sourceIp: '192.168.65.1',
      method: 'GET',
      path: '/example-route',
      host: 'api.zoom.us',
      status: 200,
      requestBytes: 139,
      responseBytes: 9982,
      durationMs: 173,
      client: 'HTTPie',
      extra: expect.objectContaining({ 'kong.source': 'upstream', route_name: 'example_route' }),
    });
  });

  test.each([
    [
      'the token names the credential',
      { authorization: `Bearer ${jwt({ iss: 'zm:cid:FromTheToken_123456789' })}` },
      'FromTheToken_123456789',
    ],
    ['an opaque token does not', { authorization: 'Bearer 0123456789abcdef' }, 'crm'],
    ['a masked one neither', { authorization: 'REDACTED' }, 'crm'],
    ['none', {}, 'crm'],
  ])('%s', async (_, headers, credential) => {
    const line = { ...LINE, request: { ...LINE.request, headers }, consumer: { username: 'crm' } };
    const event = await one(JSON.stringify(line), { format: 'kong', credential: undefined });
    expect(event.credential).toBe(credential);
    expect(JSON.stringify(event)).not.toMatch(/0123456789abcdef|eyJ/);
  });

  test('several as an array', async () => {
    expect((await read(JSON.stringify([LINE, { ...LINE, started_at: 1726783839539 }]))).events).toHaveLength(
      2,
    );
  });
});

describe('envoy-json', () => {
  // istio.io/latest/docs/tasks/observability/logs/access-log, with accessLogEncoding JSON
  const LINE = {
    start_time: '2026-01-15T11:00:00.123Z',
    method: 'GET',
    path: '/v2/users?page_size=30',
    protocol: 'HTTP/1.1',
    response_code: 200,
    response_flags: '-',
    bytes_received: 0,
    bytes_sent: 135,
    duration: 4,
    upstream_service_time: '1',
    x_forwarded_for: null,
    user_agent: 'curl/7.73.0-DEV',
    request_id: '84961386-6d84-929d-98bd-c5aee93b5c88',
    authority: 'api.zoom.us',
    upstream_host: '127.0.0.1:80',
    upstream_cluster: 'outbound|443||api.zoom.us',
    downstream_remote_address: '10.44.1.23:37652',
    downstream_local_address: '10.44.1.27:80',
    route_name: 'default',
  };

  test('the names of Istio', async () => {
    await both('envoy-json', JSON.stringify(LINE), {
      time: Date.parse('2026-01-15T11:00:00.123Z'),
      sourceIp: '10.44.1.23',
      method: 'GET',
      path: '/v2/users',
      operation: 'GET /users',
      host: 'api.zoom.us',
      status: 200,
      requestBytes: 0,
      responseBytes: 135,
      durationMs: 4,
      client: 'curl',
      extra: expect.objectContaining({ request_id: '84961386-6d84-929d-98bd-c5aee93b5c88' }),
    });
  });

  test.each([
    [
      'only the last hop of X-Forwarded-For is believed',
      { downstream_remote_address: undefined, x_forwarded_for: '203.0.113.66, 198.51.100.7' },
      { sourceIp: '198.51.100.7' },
    ],
    ['no answer', { response_code: 0 }, { status: null }],
    ['IPv6', { downstream_remote_address: '[2001:db8::7]:37652' }, { sourceIp: '2001:db8::7' }],
    [
      'the original path',
      { x_envoy_original_path: '/v2/users/me', path: '/users/me' },
      { path: '/users/me' },
    ],
  ])('%s', async (_, change, expected) => {
    expect(await one(JSON.stringify({ ...LINE, ...change }), { format: 'envoy-json' })).toMatchObject(
      expected,
    );
  });

  test('a request id that a caller chose makes no two calls one', async () => {
    const other = { ...LINE, path: '/v2/users/me' };
    const { events } = await read([LINE, other, LINE].map((line) => JSON.stringify(line)).join('\n'));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
  });
});

describe('apigateway', () => {
  test('the JSON format of its console, for REST APIs', async () => {
    // docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html
    const line = {
      requestId: '0a1b2c3d-0000-1111-2222-333344445555',
      extendedRequestId: 'Fh2dVHrSFiAFW1w=',
      ip: '198.51.100.7',
      caller: '-',
      user: '-',
      requestTime: '15/Jan/2026:11:00:00 +0000',
      httpMethod: 'GET',
      resourcePath: '/v2/users/{userId}',
      status: '200',
      protocol: 'HTTP/1.1',
      responseLength: '135',
    };
    await both('apigateway', JSON.stringify(line), {
      time: Date.parse('2026-01-15T11:00:00Z'),
      senderId: 'Fh2dVHrSFiAFW1w=',
      sourceIp: '198.51.100.7',
      operation: 'GET /users/{userId}',
      status: 200,
      responseBytes: 135,
      credential: 'the-app',
    });
  });

  test('and for HTTP APIs', async () => {
    // docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    const line = {
      requestId: 'JKJaXmPLvHcESHA=',
      ip: '127.0.0.1',
      requestTime: '15/Jan/2026:11:00:00 +0000',
      httpMethod: 'GET',
      routeKey: 'GET /v2/users',
      status: '200',
      protocol: 'HTTP/1.1',
      responseLength: '9',
    };
    await both('apigateway', JSON.stringify(line), { operation: 'GET /users', method: 'GET' });
    const { httpMethod: _, ...short } = line;
    await both('apigateway', JSON.stringify(short), { operation: 'GET /users', method: 'GET' });
  });

  test('a request id that a caller chose makes no two calls one', async () => {
    const line = {
      requestId: 'r',
      ip: '198.51.100.7',
      requestTime: '15/Jan/2026:11:00:00 +0000',
      httpMethod: 'GET',
      path: '/a',
    };
    const { events } = await read(
      [line, line, { ...line, path: '/b' }].map((each) => JSON.stringify(each)).join('\n'),
    );
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
  });
});

describe('cloudtrail', () => {
  // docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html, shortened
  const RECORD = {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'EXAMPLE_PRINCIPAL:session',
      arn: 'arn:aws:sts::123456789012:assumed-role/zoom-sync/session-4711',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/zoom-sync' } },
    },
    eventTime: '2023-07-19T21:17:28Z',
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.0',
    userAgent: 'aws-cli/2.13.5',
    requestParameters: { secretId: 'zoom/client-secret' },
    responseElements: null,
    requestID: 'b15d6fae-1111-4c7d-9e3a-2cd6d6b1f111',
    eventID: 'e755e09c-42f9-4c5c-9064-0dc1a28c7e11',
    recipientAccountId: '123456789012',
  };

  test('a file of it', async () => {
    await both(
      'cloudtrail',
      JSON.stringify({ Records: [RECORD] }),
      {
        credential: 'arn:aws:iam::123456789012:role/zoom-sync',
        time: Date.parse('2023-07-19T21:17:28Z'),
        senderId: 'e755e09c-42f9-4c5c-9064-0dc1a28c7e11',
        sourceIp: '192.0.2.0',
        operation: 'aws secretsmanager.GetSecretValue',
        status: null,
        accountId: '123456789012',
        client: 'aws-cli',
      },
      { credential: undefined },
    );
  });

  test.each([
    ['AWS itself', { sourceIPAddress: 'AWS Internal' }, { sourceIp: null, sourceText: 'AWS Internal' }],
    ['refused', { errorCode: 'AccessDenied' }, { status: 403 }],
    ['too many', { errorCode: 'ThrottlingException' }, { status: 429 }],
    ['another error', { errorCode: 'ResourceNotFoundException' }, { status: 400 }],
    [
      'a service',
      { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } },
      { credential: 'lambda.amazonaws.com' },
    ],
  ])('%s', async (_, change, expected) => {
    const event = await one(JSON.stringify({ ...RECORD, ...change }), {
      format: 'cloudtrail',
      credential: undefined,
    });
    expect(event).toMatchObject(expected);
    expect(JSON.stringify(event)).not.toContain('ASIA');
  });
});

describe('ecs', () => {
  test("a sign-in of Elastic's Zoom integration", async () => {
    // elastic/integrations, packages/zoom/data_stream/activity: the fields of its pipeline
    const line = {
      '@timestamp': '2026-01-15T11:00:00.000Z',
      ecs: { version: '8.17.0' },
      event: {
        action: 'sign-in',
        category: ['authentication', 'session'],
        dataset: 'zoom.activity',
        outcome: 'success',
        type: ['start'],
      },
      source: { ip: '89.160.20.156', geo: { country_iso_code: 'SE' } },
      user: { email: 'John.Doe@example.com', name: 'john.doe' },
      zoom: { activity: { client_type: 'Browser', client_version: '5.9.1.2581', type: 'Sign in' } },
    };
    await both(
      'ecs',
      JSON.stringify(line),
      {
        credential: 'john.doe@example.com',
        sourceIp: '89.160.20.156',
        operation: 'activity sign_in',
        userAgent: 'Browser/5.9.1.2581',
        client: 'browser',
        extra: expect.objectContaining({ record_of: 'zoom-activity' }),
      },
      { credential: undefined },
    );
  });

  test('an admin operation of it', async () => {
    const line = {
      '@timestamp': '2026-01-15T11:00:00.000Z',
      event: { action: 'Update', dataset: 'zoom.operation' },
      user: { name: 'admin@example.com' },
      zoom: {
        operation: {
          action: 'Update',
          category_type: 'Account',
          operation_detail: 'Security  - Passcode: from On to Off',
        },
      },
    };
    await both(
      'ecs',
      JSON.stringify(line),
      {
        credential: 'admin@example.com',
        operation: 'admin account.update passcode_off',
        extra: expect.objectContaining({ operation_detail: 'Security  - Passcode: from On to Off' }),
      },
      { credential: undefined },
    );
  });

  test('an Authorization header names the credential, and is gone', async () => {
    const line = {
      '@timestamp': '2026-01-15T11:00:00.000Z',
      http: {
        request: {
          method: 'GET',
          headers: { authorization: `Bearer ${jwt({ iss: 'zm:cid:FromTheToken_123456789' })}` },
        },
      },
      url: { original: 'https://api.zoom.us/v2/users?access_token=abc' },
      user: { name: 'proxy-user' },
    };
    const event = await one(JSON.stringify(line), { format: 'ecs', credential: undefined });
    expect(event).toMatchObject({
      credential: 'FromTheToken_123456789',
      host: 'api.zoom.us',
      path: '/v2/users',
    });
    expect(JSON.stringify(event)).not.toMatch(/eyJ|abc/);
  });
});

describe('ocsf', () => {
  test.each([
    [1, 1, 'activity sign_in', null],
    [2, 1, 'activity sign_out', null],
    [1, 2, 'activity sign_in', 401],
  ])('Authentication %j %j', async (activity, outcome, operation, status) => {
    const line = {
      class_uid: 3002,
      activity_id: activity,
      status_id: outcome,
      status: 'x',
      time: 1_768_474_800_000,
      metadata: { uid: 'u-1' },
      user: { email_addr: 'Someone@Example.com' },
      src_endpoint: { ip: '198.51.100.7' },
    };
    await both(
      'ocsf',
      JSON.stringify(line),
      { credential: 'someone@example.com', operation, status, sourceIp: '198.51.100.7', senderId: 'u-1' },
      { credential: undefined },
    );
  });

  test.each([
    ['GET /v2/users/me', 'GET /users/{userId}'],
    ['ListUsers', 'api ListUsers'],
    ['drop table; --', 'api other'],
  ])('API Activity %s', async (name, operation) => {
    const line = {
      class_uid: 6003,
      time: 1_768_474_800_000,
      actor: { app_uid: 'c-1' },
      api: { operation: name },
    };
    await both('ocsf', JSON.stringify(line), { operation });
  });
});

test.each([
  '{"@timestamp":"2026-01-15T11:00:00Z","ecs":{},"__proto__":{"credential":"evil","source_ip":"203.0.113.66"}}',
  '{"msec":"1768474800.123","remote_addr":"-","__proto__":{"credential":"evil","source_ip":"203.0.113.66"}}',
  '{"class_uid":6003,"time":1768474800000,"__proto__":{"credential":"evil","source_ip":"203.0.113.66"}}',
])('a prototype stands for no field: %s', async (line) => {
  expect(await one(line)).toMatchObject({ credential: 'the-app', sourceIp: null });
});

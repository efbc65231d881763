import { adminChangesOf, nameWithChanges } from '../../src/core/admin-change.ts';
import type { AccessEvent } from '../../src/core/event.ts';
import type { ReaderOptions } from '../../src/ingest/read-stream.ts';
import type { FormatName } from '../../src/ingest/readers/reader.ts';

/** A call, a sign-in or an admin's operation to be written down in some format. */
export interface Deed {
  /** Epoch ms. */
  readonly time: number;
  readonly credential: string;
  readonly email: string;
  readonly address: string;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly host: string;
  readonly status: number;
  readonly sent: number;
  readonly received: number;
  readonly agent: string;
  readonly duration: number;
  /** 32 hex digits. */
  readonly id: string;
  readonly client: string;
  readonly version: string;
  readonly signsIn: boolean;
  readonly category: string;
  readonly action: string;
  readonly detail: string;
}

/** How a format writes a deed, and what must be read from that again. */
export interface LogFormat {
  readonly name: FormatName;
  readonly options?: Partial<ReaderOptions>;
  readonly write: (deed: Deed) => string;
  readonly reads: (deed: Deed) => Partial<AccessEvent>;
}

const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `15/Jan/2026:11:00:00`, with milliseconds if asked for. */
function clock(time: number, milliseconds = false): string {
  const date = new Date(time);
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const fraction = milliseconds ? `.${String(time % 1000).padStart(3, '0')}` : '';
  return `${day}:${date.toISOString().slice(11, 19)}${fraction}`;
}

const iso = (time: number): string => new Date(time).toISOString();
const toSecond = (time: number): number => Math.floor(time / 1000) * 1000;
const trackingId = ({ id }: Deed): string => `v=2.0;clid=us06;rid=WEB_${id}`;
const quoted = (text: string): string => text.replace(/[\\"]/g, '\\$&');
/** As HAProxy writes what could end a field. */
const hashed = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || '"#{|}'.includes(String.fromCharCode(byte))
        ? `#${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
const withBrackets = (address: string): string => (address.includes(':') ? `[${address}]` : address);
const csv = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');

const call = (deed: Deed): Partial<AccessEvent> => ({
  time: deed.time,
  credential: deed.credential,
  sourceIp: deed.address,
  method: deed.method,
  path: deed.path,
  host: deed.host,
  status: deed.status,
  responseBytes: deed.received,
  userAgent: deed.agent,
});

const combined = (name: 'nginx-combined' | 'apache-combined'): LogFormat => ({
  name,
  write: (deed) =>
    `${deed.address} - ${deed.credential} [${clock(deed.time)} +0000] "${deed.method} ${deed.path}?page=1 HTTP/1.1" ${deed.status} ${deed.received} "-" "${quoted(deed.agent)}"`,
  reads: (deed) => ({ ...call(deed), time: toSecond(deed.time), host: null }),
});

const signIn = (deed: Deed): Partial<AccessEvent> => ({
  time: toSecond(deed.time),
  credential: deed.email,
  sourceIp: deed.address,
  operation: `activity ${deed.signsIn ? 'sign_in' : 'sign_out'}`,
  userAgent: `${deed.client}/${deed.version}`,
  client: deed.client.toLowerCase(),
});
const adminOperation = (deed: Deed): Partial<AccessEvent> => ({
  time: toSecond(deed.time),
  credential: deed.email,
  sourceIp: null,
  operation: nameWithChanges(
    `admin ${deed.category.toLowerCase().replace(' ', '_')}.${deed.action.toLowerCase().replace(' ', '_')}`,
    adminChangesOf(deed),
  ),
  extra: {
    record_of: 'zoom-operation',
    category_type: deed.category,
    action: deed.action,
    operation_detail: deed.detail.replaceAll('\n', ' '),
  },
});
const reportTime = ({ time }: Deed): string => iso(time).slice(0, 19).replace('T', ' ');

/** Every format of the contract from which events are read, but `auto`. */
export const LOG_FORMATS: readonly LogFormat[] = [
  {
    name: 'event',
    write: (deed) =>
      JSON.stringify({
        time: iso(deed.time),
        credential: deed.credential,
        source_ip: deed.address,
        method: deed.method,
        path: deed.path,
        host: deed.host,
        status: deed.status,
        request_bytes: deed.sent,
        response_bytes: deed.received,
        user_agent: deed.agent,
        duration_ms: deed.duration,
        tracking_id: trackingId(deed),
        id: deed.id,
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      trackingId: trackingId(deed),
      senderId: deed.id,
      extra: null,
    }),
  },
  {
    name: 'ecs',
    write: (deed) =>
      JSON.stringify({
        '@timestamp': iso(deed.time),
        ecs: { version: '8.17.0' },
        event: { id: deed.id, duration: deed.duration * 1_000_000, category: ['web'] },
        user: { id: deed.credential },
        source: { ip: deed.address, geo: { country_iso_code: 'DE' } },
        http: {
          request: { method: deed.method, bytes: deed.sent },
          response: { status_code: deed.status, bytes: deed.received },
        },
        'url.path': deed.path,
        url: { domain: deed.host },
        user_agent: { original: deed.agent },
        host: { name: 'gateway-1' },
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      senderId: deed.id,
      extra: {
        ecs: { version: '8.17.0' },
        event: { category: ['web'] },
        'ecs.source': { geo: { country_iso_code: 'DE' } },
        'ecs.host': { name: 'gateway-1' },
      },
    }),
  },
  {
    name: 'ocsf',
    write: (deed) =>
      JSON.stringify({
        class_uid: 6003,
        category_uid: 6,
        activity_id: 2,
        time: deed.time,
        duration: deed.duration,
        status: 'Success',
        metadata: { uid: deed.id, version: '1.5.0' },
        actor: { app_uid: deed.credential },
        src_endpoint: { ip: deed.address },
        http_request: {
          http_method: deed.method,
          url: { path: deed.path, hostname: deed.host },
          user_agent: deed.agent,
          length: deed.sent,
        },
        http_response: { code: deed.status, length: deed.received },
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      senderId: deed.id,
      extra: {
        class_uid: 6003,
        category_uid: 6,
        activity_id: 2,
        'ocsf.status': 'Success',
        metadata: { version: '1.5.0' },
      },
    }),
  },
  {
    name: 'zoom-call-log',
    options: { credential: 'KDcuGIm1QgePTO8WbOqwIQ' },
    write: (deed) =>
      JSON.stringify({
        url_pattern: deed.path,
        time: String(deed.time),
        http_status: deed.status,
        method: deed.method,
        trace_id: trackingId(deed),
      }),
    reads: (deed) => ({
      time: deed.time,
      credential: 'app:KDcuGIm1QgePTO8WbOqwIQ',
      sourceIp: null,
      method: deed.method,
      path: deed.path,
      status: deed.status,
      trackingId: trackingId(deed),
      extra: { record_of: 'zoom-call-log' },
    }),
  },
  {
    name: 'zoom-activity',
    write: (deed) =>
      JSON.stringify({
        client_type: deed.client,
        email: deed.email,
        ip_address: deed.address,
        time: reportTime(deed),
        type: deed.signsIn ? 'Sign in' : 'Sign out',
        version: deed.version,
      }),
    reads: (deed) => ({ ...signIn(deed), extra: { record_of: 'zoom-activity' } }),
  },
  {
    name: 'zoom-operation',
    write: (deed) =>
      JSON.stringify({
        action: deed.action,
        category_type: deed.category,
        operation_detail: deed.detail,
        operator: deed.email,
        time: reportTime(deed),
      }),
    reads: adminOperation,
  },
  combined('nginx-combined'),
  {
    name: 'nginx-json',
    write: (deed) =>
      JSON.stringify({
        msec: (deed.time / 1000).toFixed(3),
        remote_addr: deed.address,
        credential: deed.credential,
        request: `${deed.method} ${deed.path}?page=1 HTTP/1.1`,
        host: deed.host,
        status: String(deed.status),
        body_bytes_sent: String(deed.received),
        request_length: String(deed.sent),
        request_time: (deed.duration / 1000).toFixed(3),
        http_user_agent: deed.agent,
        request_id: deed.id,
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      senderId: deed.id,
      extra: null,
    }),
  },
  combined('apache-combined'),
  {
    name: 'envoy-json',
    options: { map: { credential: 'caller' } },
    write: (deed) =>
      JSON.stringify({
        start_time: iso(deed.time),
        method: deed.method,
        path: `${deed.path}?page=1`,
        protocol: 'HTTP/2',
        response_code: deed.status,
        response_flags: '-',
        bytes_received: deed.sent,
        bytes_sent: deed.received,
        duration: deed.duration,
        user_agent: deed.agent,
        request_id: deed.id,
        authority: deed.host,
        downstream_remote_address: `${withBrackets(deed.address)}:51234`,
        caller: deed.credential,
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      extra: { protocol: 'HTTP/2', response_flags: '-', request_id: deed.id },
    }),
  },
  {
    name: 'squid',
    write: (deed) =>
      `${(deed.time / 1000).toFixed(3)} ${String(deed.duration).padStart(6)} ${deed.address} TCP_MISS/${deed.status} ${deed.received} ${deed.method} https://${deed.host}${deed.path}?page=1 ${encodeURIComponent(deed.credential)} HIER_DIRECT/170.114.52.2 application/json`,
    reads: (deed) => ({
      ...call(deed),
      durationMs: deed.duration,
      userAgent: null,
      extra: { result: 'TCP_MISS', hierarchy: 'HIER_DIRECT', peer: '170.114.52.2', mime: 'application/json' },
    }),
  },
  {
    name: 'haproxy',
    options: { map: { credential: 'captured_request_2', user_agent: 'captured_request_1' } },
    write: (deed) =>
      `<134>Jan 15 11:00:00 lb haproxy[14389]: ${deed.address}:33317 [${clock(deed.time, true)}] http-in~ zoom/srv1 10/0/30/69/${deed.duration} ${deed.status} ${deed.received} - - ---- 1/1/1/1/0 0/0 {${hashed(deed.agent)}|${hashed(deed.credential)}} {${trackingId(deed)}} "${deed.method} ${hashed(deed.path)}?page=1 HTTP/1.1"`,
    reads: (deed) => ({
      ...call(deed),
      host: null,
      durationMs: deed.duration,
      trackingId: trackingId(deed),
    }),
  },
  {
    name: 'kong',
    write: (deed) =>
      JSON.stringify({
        started_at: deed.time,
        client_ip: deed.address,
        request: {
          id: deed.id,
          method: deed.method,
          uri: `${deed.path}?page=1`,
          size: deed.sent,
          querystring: { page: '1' },
          headers: { host: 'gateway.example.com', 'user-agent': deed.agent, authorization: 'REDACTED' },
        },
        response: {
          status: deed.status,
          size: deed.received,
          headers: { 'x-zm-trackingid': trackingId(deed) },
        },
        latencies: { request: deed.duration, kong: 1, proxy: 2 },
        consumer: { custom_id: deed.credential, username: 'crm' },
        service: { name: 'zoom', host: deed.host },
        route: { name: 'zoom', paths: ['/'] },
        tries: [{ ip: '170.114.52.2', port: 443 }],
        source: 'upstream',
      }),
    reads: (deed) => ({
      ...call(deed),
      requestBytes: deed.sent,
      durationMs: deed.duration,
      trackingId: trackingId(deed),
      senderId: deed.id,
    }),
  },
  {
    name: 'alb',
    options: { map: { credential: 'target_group_arn' } },
    write: (deed) =>
      `https ${iso(deed.time).replace('Z', '123Z')} app/egress/50dc6c495c0c9188 ${withBrackets(deed.address)}:2817 10.0.0.1:443 0.000 ${(deed.duration / 1000).toFixed(3)} 0.000 ${deed.status} ${deed.status} ${deed.sent} ${deed.received} "${deed.method} https://${deed.host}:443${deed.path}?page=1 HTTP/2.0" "${quoted(deed.agent)}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${deed.credential} "Root=1-58337281-1d84f3d73c47ec4e58577259" "${deed.host}" "-" 1 ${iso(deed.time)} "forward" "-" "-" "10.0.0.1:443" "${deed.status}" "-" "-" TID_1234abcd5678ef90`,
    reads: (deed) => ({ ...call(deed), requestBytes: deed.sent, durationMs: deed.duration }),
  },
  {
    name: 'apigateway',
    write: (deed) =>
      JSON.stringify({
        requestId: deed.id,
        extendedRequestId: deed.id.slice(0, 16),
        ip: deed.address,
        principalId: deed.credential,
        requestTimeEpoch: String(deed.time),
        httpMethod: deed.method,
        path: deed.path,
        domainName: deed.host,
        status: String(deed.status),
        protocol: 'HTTP/1.1',
        responseLength: String(deed.received),
        responseLatency: String(deed.duration),
        userAgent: deed.agent,
      }),
    reads: (deed) => ({ ...call(deed), durationMs: deed.duration, senderId: deed.id.slice(0, 16) }),
  },
  {
    name: 'cloudtrail',
    write: (deed) =>
      JSON.stringify({
        eventVersion: '1.08',
        userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${deed.credential}` },
        eventTime: iso(toSecond(deed.time)).replace('.000', ''),
        eventSource: 'secretsmanager.amazonaws.com',
        eventName: 'GetSecretValue',
        awsRegion: 'eu-central-1',
        sourceIPAddress: deed.address,
        userAgent: deed.agent,
        ...(deed.signsIn ? {} : { errorCode: 'AccessDenied' }),
        requestID: deed.id,
        eventID: deed.id,
      }),
    reads: (deed) => ({
      time: toSecond(deed.time),
      credential: `arn:aws:iam::123456789012:user/${deed.credential}`,
      sourceIp: deed.address,
      operation: 'aws secretsmanager.GetSecretValue',
      status: deed.signsIn ? null : 403,
      userAgent: deed.agent,
      senderId: deed.id,
    }),
  },
];

const ACTIVITY_HEADER = csv(['Email', 'Time', 'Type', 'IP Address', 'Client Type', 'Version', 'Department']);
const OPERATION_HEADER = csv(['Time', 'Operator', 'Category', 'Action', 'Operation Detail']);

/** The two reports as tables, as Zoom's pages export them: a header, and rows to follow it. */
export const LOG_TABLES: readonly (LogFormat & { readonly header: string })[] = [
  {
    name: 'zoom-activity',
    header: ACTIVITY_HEADER,
    write: (deed) =>
      csv([
        deed.email,
        reportTime(deed),
        deed.signsIn ? 'Sign in' : 'Sign out',
        deed.address,
        deed.client,
        deed.version,
        deed.agent,
      ]),
    reads: (deed) => ({ ...signIn(deed), extra: { record_of: 'zoom-activity', Department: deed.agent } }),
  },
  {
    name: 'zoom-operation',
    header: OPERATION_HEADER,
    write: (deed) => csv([reportTime(deed), deed.email, deed.category, deed.action, deed.detail]),
    reads: adminOperation,
  },
];

const AGENTS = [
  'curl/8.4.0',
  'python-requests/2.31.0',
  'say "hi" \\ once',
  'Mozilla/5.0 (X11; Linux) é',
  'a|b {c} #d',
];
const PATHS = [
  '/v2/users',
  '/v2/users/me',
  '/v2/meetings/85746065/recordings',
  '/v2/report/daily',
  '/oauth/token',
];

/** The n-th of an endless row of deeds that differ from each other, twenty of them a second. */
export function deedNumber(n: number, from: number): Deed {
  const at = <T>(values: readonly T[], step: number): T => values[Math.floor(n / step) % values.length]!;
  return {
    time: from + n * 50,
    credential: `client-${n % 50}`,
    email: `user${n % 50}@example.com`,
    address: `198.51.${n % 100}.${n % 200}`,
    method: at(['GET', 'POST', 'PATCH'], 3),
    path: at(PATHS, 1),
    host: 'api.zoom.us',
    status: at([200, 201, 404, 401, 429], 7),
    sent: n % 1000,
    received: (n * 7) % 100_000,
    agent: at(AGENTS, 5),
    duration: n % 3000,
    id: n.toString(16).padStart(32, '0'),
    client: at(['Browser', 'mac', 'iPhone'], 2),
    version: '5.9.1.2581',
    signsIn: n % 2 === 0,
    category: at(['Account', 'User Group', 'User'], 2),
    action: at(['Update', 'Batch Update', 'Delete'], 3),
    detail: at(['Add Group Engineers', 'Security  - Passcode: from On to Off', 'say "x", y\nsecond line'], 1),
  };
}

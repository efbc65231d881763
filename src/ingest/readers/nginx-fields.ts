import { EVENT_FIELDS, type Fields } from '../fields.ts';
import { splitRequest } from './quoted.ts';

/** Variables of nginx (nginx.org/en/docs/varindex.html) by the field that they fill, the best first. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  time: ['time', 'msec', 'time_iso8601', 'time_local', 'timestamp', '@timestamp'],
  id: ['id', 'request_id'],
  source_ip: ['source_ip', 'remote_addr'],
  method: ['method', 'request_method'],
  path: ['path', 'request_uri', 'uri'],
  host: ['host', 'http_host', 'server_name'],
  request_bytes: ['request_bytes', 'request_length'],
  response_bytes: ['response_bytes', 'body_bytes_sent', 'bytes_sent'],
  user_agent: ['user_agent', 'http_user_agent'],
  tracking_id: ['tracking_id', 'upstream_http_x_zm_trackingid', 'sent_http_x_zm_trackingid'],
  authorization: ['authorization', 'http_authorization'],
  ratelimit_type: ['ratelimit_type', 'upstream_http_x_ratelimit_type'],
  ratelimit_category: ['ratelimit_category', 'upstream_http_x_ratelimit_category'],
  ratelimit_limit: ['ratelimit_limit', 'upstream_http_x_ratelimit_limit'],
  ratelimit_remaining: ['ratelimit_remaining', 'upstream_http_x_ratelimit_remaining'],
};

const NAMES = EVENT_FIELDS.map((field): [string, readonly string[]] => [field, ALIASES[field] ?? [field]]);
const CONVERTED = ['request', 'request_time', 'server_protocol'];
const TAKEN: ReadonlySet<string> = new Set([...NAMES.flatMap(([, names]) => names), ...CONVERTED]);

/** Names that only a web server uses. */
export const NGINX_NAMES = [...TAKEN]
  .filter(
    (name) => !EVENT_FIELDS.some((field) => field === name) && name !== 'timestamp' && name !== '@timestamp',
  )
  .concat('remote_user');

const present = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== '-';

/** Renames the variables of nginx to the contract's fields; anything else keeps its name. */
export function fromNginx(source: Fields): Fields {
  const fields: Record<string, unknown> = {};
  for (const [field, names] of NAMES) {
    for (const name of names) {
      if (!Object.hasOwn(source, name) || !present(source[name])) continue;
      fields[field] = source[name];
      break;
    }
  }
  readRequest(source, fields);
  if (fields['duration_ms'] === undefined) fields['duration_ms'] = toMilliseconds(source['request_time']);
  // nginx writes 000 when it has no status, Apache a dash for no bytes.
  if (fields['status'] === '000' || fields['status'] === 0) fields['status'] = null;
  if (source['body_bytes_sent'] === '-') fields['response_bytes'] = 0;
  for (const name of Object.keys(source)) {
    // `__proto__`, assigned, would be where every missing field is looked for.
    if (!TAKEN.has(name) && name !== '__proto__' && present(source[name])) fields[name] = source[name];
  }
  return fields;
}

function readRequest(source: Fields, fields: Record<string, unknown>): void {
  const { request } = source;
  if (typeof request !== 'string' || request === '' || request === '-') return;
  const asked = splitRequest(request);
  if (asked === null) {
    // Not HTTP: kept to be looked at.
    fields['request'] = request;
    return;
  }
  fields['method'] ??= asked.method;
  fields['path'] ??= asked.target;
}

/** nginx counts request_time in seconds with milliseconds behind the point. */
function toMilliseconds(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 ? Math.round(seconds * 1000) : null;
}

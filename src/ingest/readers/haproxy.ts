import type { Fields } from '../fields.ts';
import { findTrackingId, splitRequest, withoutPort } from './quoted.ts';
import type { TextReader } from './reader.ts';

/** Up to the request: address, time, frontend, backend/server, timers, status, bytes, cookies, state, counts, queues, headers. */
const HEAD =
  /(?:^|[\]:] )(\S{2,64}:\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?)\] (\S+) ([^\s/]+)\/(\S+) ((?:[+-]?\d+\/){4}[+-]?\d+) (-1|\d{3}) (\+?\d{1,17}) (\S+) (\S+) (\S{4}) (\d+\/\d+\/\d+\/\d+\/\+?\d+) (\d+\/\d+)((?: \{[^{}]*\}){0,2}) "/;
const PARTS = [
  'client',
  'accept_date',
  'frontend',
  'backend',
  'server',
  'timers',
  'status',
  'bytes',
  'request_cookie',
  'response_cookie',
  'termination_state',
  'connections',
  'queues',
] as const;

/**
 * HAProxy's HTTP log (`option httplog`, also `option httpslog`; HAProxy configuration manual, 8.2.3), with or without
 * the syslog header in front. Captured headers are `captured_request_1`, `captured_response_1` and so on, by their
 * order; `--map user_agent=captured_request_1` says what they are. Its time has no zone: it is taken for UTC.
 */
export const haproxyReader: TextReader = {
  kind: 'text',
  name: 'haproxy',
  split: splitHaproxy,
  read: (parts) => ({ fields: fromHaproxy(parts), isLog: true }),
};

function splitHaproxy(line: string): Fields | null {
  if (!line.includes('] ')) return null;
  const head = HEAD.exec(line);
  if (head === null) return null;
  const start = head.index + head[0].length;
  const quote = line.indexOf('"', start);
  // A line that syslog has cut off ends within its request.
  const end = quote < 0 ? line.length : quote;
  const parts: Record<string, unknown> = {};
  PARTS.forEach((name, index) => {
    parts[name] = head[index + 1];
  });
  Object.assign(parts, captures(head[PARTS.length + 1] ?? ''), {
    request: decoded(line.slice(start, end)),
  });
  const rest = line.slice(end + 1).trim();
  if (rest !== '') parts['rest'] = rest;
  return parts;
}

/** HAProxy writes what could end a field as `#` and two hex digits, a `#` too (8.6, "Non-printable characters"). */
const decoded = (text: string): string =>
  text.includes('#')
    ? text.replace(/(?:#[0-9A-F]{2})+/g, (codes) =>
        Buffer.from(codes.replaceAll('#', ''), 'hex').toString('utf8'),
      )
    : text;

/** With one pair of braces only, they are the request's if it is known which; HAProxy leaves out what nobody captures. */
function captures(text: string): Fields {
  const named: Record<string, string> = {};
  [...text.matchAll(/\{([^{}]*)\}/g)].forEach(([, values = ''], index) => {
    values.split('|').forEach((value, place) => {
      named[`captured_${index === 0 ? 'request' : 'response'}_${place + 1}`] = decoded(value);
    });
  });
  return named;
}

function fromHaproxy(parts: Fields): Fields {
  const { client, accept_date: date, timers, bytes, request, ...others } = parts;
  const fields: Record<string, unknown> = { ...others };
  if (typeof client === 'string') fields['source_ip'] ??= withoutPort(client);
  if (typeof date === 'string') fields['time'] ??= date.includes(' ') ? date : `${date} +0000`;
  if (typeof bytes === 'string') fields['response_bytes'] ??= bytes.replace('+', '');
  if (typeof timers === 'string') {
    fields['duration_ms'] ??= timers.slice(timers.lastIndexOf('/') + 1).replace('+', '');
    fields['timers'] = timers;
  }
  // -1: the connection ended before there was an answer.
  if (fields['status'] === '-1') delete fields['status'];
  if (fields['duration_ms'] === '-1') delete fields['duration_ms'];
  const asked = typeof request === 'string' ? splitRequest(request) : null;
  if (asked === null) fields['request'] = request;
  fields['method'] ??= asked?.method;
  fields['path'] ??= asked?.target;
  for (const [name, value] of Object.entries(others)) {
    if (name.startsWith('captured_') && typeof value === 'string')
      fields['tracking_id'] ??= findTrackingId(value);
  }
  return fields;
}

import { parseAddress } from '../../core/address.ts';
import type { Fields } from '../fields.ts';
import { fromNginx } from './nginx-fields.ts';
import { findTrackingId, type Quoted, readQuoted, unescaped } from './quoted.ts';
import type { TextReader } from './reader.ts';

/** How often an opening bracket may be part of a user name before the line is given up. */
const MOST_BRACKETS = 16;
const TIME = /^[^[\]]{8,40}$/;

/**
 * The combined log format: `address ident user [time] "request" status bytes "referer" "user agent"`, as nginx and
 * Apache write it (nginx.org ngx_http_log_module, httpd.apache.org mod_log_config). The last two may be missing
 * (common log format), more may follow, and a virtual host may stand in front (`vhost_combined`).
 */
const combined = (name: 'nginx-combined' | 'apache-combined'): TextReader => ({
  kind: 'text',
  name,
  split: splitCombined,
  read: (parts) => ({ fields: fromNginx(parts), isLog: true }),
});

export const nginxCombinedReader = combined('nginx-combined');
export const apacheCombinedReader = combined('apache-combined');

function splitCombined(line: string): Fields | null {
  // The user is what the caller says it is, brackets included: the time is the first bracket that a request follows.
  let open = line.indexOf(' [');
  for (let tries = 0; open > 0 && tries < MOST_BRACKETS; tries += 1, open = line.indexOf(' [', open + 2)) {
    const close = line.indexOf('] "', open);
    if (close < 0) return null;
    const time = line.slice(open + 2, close);
    const parts = TIME.test(time) ? splitTail(line, close + 3) : null;
    const caller = parts === null ? null : splitCaller(line.slice(0, open));
    if (parts !== null && caller !== null) return { ...caller, time_local: time, ...parts };
  }
  return null;
}

function splitCaller(text: string): Fields | null {
  const words = text.split(' ');
  const [first = '', second = ''] = words;
  const hosted = words.length > 3 && /^[\w.-]+:\d+$/.test(first) && parseAddress(second) !== null;
  const [address, ident, ...user] = hosted ? words.slice(1) : words;
  if (address === undefined || address === '' || ident === undefined || user.length === 0) return null;
  const caller = { remote_addr: address, remote_user: unescaped(user.join(' ')) };
  return hosted ? { ...caller, host: first } : caller;
}

function splitTail(line: string, start: number): Fields | null {
  const request = readQuoted(line, start);
  if (request === null) return null;
  const numbers = /^ (\d{3}|-) (\d{1,17}|-)(?= |$)/.exec(line.slice(request.end, request.end + 40));
  if (numbers === null) return null;
  const tail: Record<string, unknown> = {
    request: request.text,
    status: numbers[1],
    body_bytes_sent: numbers[2],
  };
  const behind = request.end + numbers[0].length;
  const referer = line.startsWith(' "', behind) ? readQuoted(line, behind + 2) : null;
  const agent =
    referer !== null && line.startsWith(' "', referer.end) ? readLast(line, referer.end + 2) : null;
  if (referer === null || agent === null) return line.slice(behind).trim() === '' ? tail : null;
  tail['http_referer'] = referer.text;
  tail['http_user_agent'] = agent.text;
  const rest = line.slice(agent.end).trim();
  if (rest !== '') tail['rest'] = rest;
  const tracking = findTrackingId(rest);
  if (tracking !== undefined) tail['tracking_id'] = tracking;
  return tail;
}

const readLast = (line: string, start: number): Quoted =>
  readQuoted(line, start) ?? { text: unescaped(line.slice(start)), end: line.length };

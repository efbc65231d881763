import type { Fields } from '../fields.ts';
import { findTrackingId } from './quoted.ts';
import type { TextReader } from './reader.ts';

const LINE =
  /^(\d{9,11}\.\d{3}) +(\d{1,10}|-) (\S+) ([A-Z][A-Z_]*)\/(\d{3}) (\d{1,17}|-) ([A-Za-z_-]{1,20}|-) (\S+) (\S+) ([A-Z][A-Z_0-9]*)\/(\S+) (\S+)(?: (.*))?$/;
const PARTS = [
  'time',
  'elapsed',
  'client',
  'result',
  'status',
  'bytes',
  'method',
  'url',
  'user',
  'hierarchy',
  'peer',
  'mime',
  'rest',
] as const;

/**
 * Squid's native format, `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`
 * (squid-cache.org/Doc/config/logformat); what a logformat of one's own puts behind it is kept as `rest`. The user that
 * the proxy knows is the caller if nothing else names one. Without interception an encrypted connection is one line,
 * `CONNECT api.zoom.us:443`.
 */
export const squidReader: TextReader = {
  kind: 'text',
  name: 'squid',
  split: (line) => {
    const match = LINE.exec(line);
    return match === null
      ? null
      : Object.fromEntries(
          PARTS.flatMap((name, index) => (match[index + 1] === undefined ? [] : [[name, match[index + 1]]])),
        );
  },
  read: (parts) => ({ fields: fromSquid(parts), isLog: true }),
};

function fromSquid(parts: Fields): Fields {
  const { elapsed, client, bytes, url, user, ...others } = parts;
  const fields: Record<string, unknown> = {
    ...others,
    source_ip: parts['source_ip'] ?? client,
    duration_ms: elapsed,
    response_bytes: bytes,
    remote_user: typeof user === 'string' ? decodeUser(user) : user,
  };
  // 000: there was no answer to pass on.
  if (fields['status'] === '000') delete fields['status'];
  if (parts['method'] === 'CONNECT') fields['host'] = url;
  else fields['path'] = url;
  if (typeof parts['rest'] === 'string') fields['tracking_id'] ??= findTrackingId(parts['rest']);
  return fields;
}

/** Squid encodes what it writes of a user name as a URL does. */
function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch (error) {
    if (error instanceof URIError) return user;
    throw error;
  }
}

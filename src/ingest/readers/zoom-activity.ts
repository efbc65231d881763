import { type Fields, isAbsent } from '../fields.ts';
import type { JsonReader, RawRecord } from './reader.ts';
import { type Names, renamed } from './rename.ts';
import { operationName } from './zoom-names.ts';

const NAMES: Names = { source_ip: ['ip_address'], credential: ['email'] };

/**
 * A sign-in or sign-out of the report of Zoom's users' activities:
 * `activity_logs[]{client_type, email, ip_address, time, type, version}` of `GET /report/activities`
 * (zoom/rivet-javascript, meetings.d.ts), Panther's `Zoom.Activity`, or a CSV export of the page. The user is the
 * credential; the client is told as a user agent, `mac/5.9.1`.
 */
export const zoomActivityReader: JsonReader = {
  kind: 'json',
  name: 'zoom-activity',
  telling: ['client_type'],
  recognises: (object) =>
    Object.hasOwn(object, 'email') && Object.hasOwn(object, 'type') && Object.hasOwn(object, 'time'),
  read: (object) => readActivity(object),
};

function readActivity(object: Fields): RawRecord {
  const { fields, members, finish } = renamed(object, 'zoom-activity', NAMES);
  return signIn(
    fields,
    { type: members.take('type'), client: members.take('client_type'), version: members.take('version') },
    finish,
  );
}

/** The record of a sign-in, whatever shipper renamed its members. */
export function signIn(
  fields: Record<string, unknown>,
  sent: { readonly type: unknown; readonly client: unknown; readonly version: unknown },
  finish: () => Fields,
): RawRecord {
  const client = typeof sent.client === 'string' && !isAbsent(sent.client) ? sent.client.trim() : null;
  const version = typeof sent.version === 'string' && !isAbsent(sent.version) ? sent.version.trim() : null;
  if (client !== null) fields['user_agent'] ??= version === null ? client : `${client}/${version}`;
  else if (version !== null) fields['version'] = version;
  const operation = operationName('activity', [sent.type]);
  return {
    fields: finish(),
    isLog: false,
    distinct: operation,
    deed: { record: 'zoom-activity', operation },
  };
}

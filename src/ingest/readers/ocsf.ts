import type { Fields } from '../fields.ts';
import { nameCaller } from './log-caller.ts';
import type { Members } from './members.ts';
import type { JsonReader, RawRecord } from './reader.ts';
import { type Names, renamed } from './rename.ts';
import { signIn } from './zoom-activity.ts';

const NAMES: Names = {
  time: ['time_dt'],
  id: ['metadata.uid'],
  source_ip: ['src_endpoint.ip'],
  method: ['http_request.http_method'],
  path: ['http_request.url.path', 'http_request.url.url_string'],
  host: ['http_request.url.hostname', 'dst_endpoint.hostname', 'dst_endpoint.domain'],
  status: ['http_response.code', 'api.response.code'],
  request_bytes: ['http_request.length', 'traffic.bytes_in'],
  response_bytes: ['http_response.length', 'http_response.body_length', 'traffic.bytes_out'],
  user_agent: ['http_request.user_agent'],
  duration_ms: ['duration', 'http_response.latency'],
  tracking_id: ['metadata.correlation_uid'],
  account_id: ['cloud.account.uid', 'metadata.tenant_uid'],
};
const AUTHENTICATION = 3002;
const [LOGON, LOGOFF] = [1, 2];
const FAILURE = 2;

/**
 * The Open Cybersecurity Schema Framework (schema.ocsf.io): API Activity (6003), HTTP Activity (4002) and Authentication
 * (3002), which is a sign-in. The caller is the application (`actor.app_uid`), else the user. A sign-in that failed
 * has the status 401: an attempt against the user's account.
 */
export const ocsfReader: JsonReader = {
  kind: 'json',
  name: 'ocsf',
  telling: ['class_uid'],
  recognises: () => true,
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'ocsf', NAMES, ['status']);
    const isSignIn = object['class_uid'] === AUTHENTICATION;
    nameCaller(
      fields,
      undefined,
      isSignIn
        ? members.take('user.email_addr', 'user.name', 'user.uid', 'actor.user.email_addr')
        : members.take(
            'actor.app_uid',
            'actor.app_name',
            'actor.user.email_addr',
            'actor.user.name',
            'actor.user.uid',
            'actor.invoked_by',
          ),
    );
    if (!isSignIn) return readCall(fields, members, finish);
    if (object['status_id'] === FAILURE) fields['status'] ??= 401;
    const activity = object['activity_id'];
    const type =
      activity === LOGON ? 'Sign in' : activity === LOGOFF ? 'Sign out' : members.take('activity_name');
    return signIn(fields, { type, client: undefined, version: undefined }, finish);
  },
};

/** An API that is no HTTP one has an operation of its own in place of method and path. */
function readCall(fields: Record<string, unknown>, members: Members, finish: () => Fields): RawRecord {
  const operation = fields['path'] === undefined ? members.text('api.operation') : undefined;
  if (operation === undefined) return { fields: finish(), isLog: true };
  const [, method, path] = /^([A-Z]{3,10}) (\/.*)$/.exec(operation) ?? [];
  if (path !== undefined) {
    fields['method'] ??= method;
    fields['path'] = path;
    return { fields: finish(), isLog: true };
  }
  const name = /^[\w.:-]{1,120}$/.test(operation) ? operation : 'other';
  return { fields: finish(), isLog: true, deed: { record: 'ocsf', operation: `api ${name}` } };
}

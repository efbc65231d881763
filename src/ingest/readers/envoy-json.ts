import { isAbsent } from '../fields.ts';
import { nameCaller } from './log-caller.ts';
import type { JsonReader } from './reader.ts';
import { type Names, renamed } from './rename.ts';

const NAMES: Names = {
  time: ['start_time', 'timestamp'],
  source_ip: ['downstream_remote_address', 'downstream_direct_remote_address'],
  method: ['request_method', ':method'],
  path: ['x_envoy_original_path', 'x-envoy-original-path', 'request_path', ':path'],
  host: ['authority', ':authority', 'requested_server_name'],
  status: ['response_code'],
  request_bytes: ['bytes_received'],
  response_bytes: ['bytes_sent'],
  user_agent: ['user-agent'],
  duration_ms: ['duration'],
  tracking_id: ['x_zm_trackingid', 'x-zm-trackingid'],
};

/**
 * JSON access logs of Envoy by `json_format`, with the names of its documentation and of Istio
 * (envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage, istio.io/latest/docs/tasks/observability/logs/access-log).
 * Where the peer's address is not logged, the last entry of X-Forwarded-For is taken: the one before the last hop that
 * wrote it, and the only one that a caller cannot make up.
 */
export const envoyJsonReader: JsonReader = {
  kind: 'json',
  name: 'envoy-json',
  telling: ['response_code', 'response_flags', 'upstream_cluster', 'upstream_host', 'start_time'],
  recognises: (object) =>
    Object.hasOwn(object, 'response_code') &&
    ['start_time', 'response_flags', 'upstream_host', 'upstream_cluster', 'bytes_sent'].some((name) =>
      Object.hasOwn(object, name),
    ),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'envoy-json', NAMES);
    const forwarded = members.text('x_forwarded_for', 'x-forwarded-for');
    if (fields['source_ip'] === undefined && forwarded !== undefined)
      fields['source_ip'] = forwarded.slice(forwarded.lastIndexOf(',') + 1).trim();
    // 0: the caller was gone before there was an answer.
    if (Number(fields['status']) === 0) delete fields['status'];
    nameCaller(fields, members.take('authorization'), undefined);
    const requestId = members.take('request_id', 'x-request-id');
    if (forwarded !== undefined) fields['x_forwarded_for'] = forwarded;
    if (isAbsent(requestId)) return { fields: finish(), isLog: true };
    fields['request_id'] = requestId;
    // A caller may choose it: it tells calls apart, but must not make two of them one.
    return { fields: finish(), isLog: true, distinct: String(requestId) };
  },
};

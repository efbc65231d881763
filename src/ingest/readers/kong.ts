import { nameCaller } from './log-caller.ts';
import { isObject } from './members.ts';
import type { JsonReader } from './reader.ts';
import { type Names, renamed } from './rename.ts';

const NAMES: Names = {
  time: ['started_at'],
  id: ['request.id', 'response.headers.x-kong-request-id'],
  source_ip: ['client_ip'],
  method: ['request.method'],
  path: ['request.uri', 'request.url'],
  host: ['request.headers.host'],
  status: ['response.status'],
  request_bytes: ['request.size'],
  response_bytes: ['response.size'],
  user_agent: ['request.headers.user-agent'],
  duration_ms: ['latencies.request'],
  tracking_id: ['response.headers.x-zm-trackingid'],
  ratelimit_type: ['response.headers.x-ratelimit-type'],
  ratelimit_category: ['response.headers.x-ratelimit-category'],
  ratelimit_limit: ['response.headers.x-ratelimit-limit'],
  ratelimit_remaining: ['response.headers.x-ratelimit-remaining'],
};

/**
 * What Kong's http-log, file-log and tcp-log plugins send (developer.konghq.com/plugins/http-log, "Log format"): one
 * object for a request, several of them as an array. Kong's own host name is in the request, the service's in
 * `service.host`: that is the one that was called.
 */
export const kongReader: JsonReader = {
  kind: 'json',
  name: 'kong',
  telling: ['latencies', 'started_at'],
  recognises: ({ latencies, request, response }) =>
    isObject(latencies) && isObject(request) && isObject(response),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'kong', NAMES, ['source']);
    const service = members.take('service.host');
    if (service !== undefined) fields['host'] = service;
    nameCaller(
      fields,
      members.take('request.headers.authorization'),
      members.take(
        'consumer.custom_id',
        'consumer.username',
        'consumer.id',
        'authenticated_entity.consumer_id',
      ),
    );
    members.drop('request.querystring', 'request.url', 'tries', 'route');
    const route = members.text('route.name');
    if (route !== undefined) fields['route_name'] = route;
    return { fields: finish(), isLog: true };
  },
};

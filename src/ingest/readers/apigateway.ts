import type { JsonReader } from './reader.ts';
import { type Names, renamed } from './rename.ts';

const NAMES: Names = {
  time: ['requestTimeEpoch', 'requestTime'],
  id: ['extendedRequestId'],
  source_ip: ['ip', 'sourceIp', 'identity.sourceIp', 'http.sourceIp'],
  method: ['httpMethod', 'http.method', 'requestMethod'],
  path: ['path', 'http.path', 'rawPath', 'resourcePath'],
  host: ['domainName'],
  status: ['statusCode'],
  response_bytes: ['responseLength', 'dataProcessed'],
  user_agent: ['userAgent', 'identity.userAgent', 'http.userAgent'],
  duration_ms: ['responseLatency'],
  credential: [
    'principalId',
    'authorizer.principalId',
    'authorizer.claims.client_id',
    'authorizer.claims.sub',
    'apiKeyId',
    'identity.apiKeyId',
    'caller',
    'identity.caller',
    'user',
    'identity.user',
  ],
};
const TIMES = ['requestTimeEpoch', 'requestTime'];
const CALLS = ['httpMethod', 'routeKey', 'resourcePath'];

/**
 * Access logs of Amazon API Gateway in JSON, by the names of its `$context` variables as its console and its
 * documentation spell them (docs.aws.amazon.com/apigateway, "Set up access logging" for REST APIs, "Customize HTTP API
 * access logs"). `requestId` can be chosen by the caller, so only `extendedRequestId` makes an id of the event.
 */
export const apigatewayReader: JsonReader = {
  kind: 'json',
  name: 'apigateway',
  telling: ['requestTimeEpoch', 'requestTime', 'httpMethod', 'routeKey', 'extendedRequestId'],
  recognises: (object) =>
    TIMES.some((name) => Object.hasOwn(object, name)) && CALLS.some((name) => Object.hasOwn(object, name)),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'apigateway', NAMES);
    // `GET /pets/{id}`: an HTTP API logs the route where a REST API logs method and resource.
    const route = members.text('routeKey');
    const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route ?? '') ?? [];
    fields['method'] ??= method;
    fields['path'] ??= path;
    if (route !== undefined) fields['routeKey'] = route;
    const requestId = members.take('requestId');
    if (requestId !== undefined) fields['requestId'] = requestId;
    return requestId === undefined || fields['id'] !== undefined
      ? { fields: finish(), isLog: true }
      : { fields: finish(), isLog: true, distinct: String(requestId) };
  },
};

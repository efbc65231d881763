import { nameCaller } from './log-caller.ts';
import { isObject } from './members.ts';
import type { JsonReader } from './reader.ts';
import { millisecondsFrom, type Names, renamed } from './rename.ts';
import { signIn } from './zoom-activity.ts';
import { adminOperation } from './zoom-operation.ts';

const NAMES: Names = {
  time: ['@timestamp'],
  id: ['event.id'],
  source_ip: ['source.ip', 'client.ip', 'source.address', 'client.address'],
  method: ['http.request.method'],
  path: ['url.original', 'url.full', 'url.path'],
  host: ['url.domain', 'destination.domain', 'server.domain'],
  status: ['http.response.status_code'],
  request_bytes: ['http.request.bytes', 'source.bytes'],
  response_bytes: ['http.response.bytes', 'destination.bytes'],
  user_agent: ['user_agent.original'],
  tracking_id: ['http.response.headers.x-zm-trackingid', 'labels.tracking_id'],
  account_id: ['zoom.account_id', 'organization.id'],
};
const NANOSECONDS = 1_000_000;

/**
 * The Elastic Common Schema (elastic.co/guide/en/ecs/current/ecs-field-reference.html), its names nested or dotted. Of
 * Elastic's Zoom integration (elastic/integrations, packages/zoom) the streams `activity` and `operation` are sign-ins
 * and admin operations; anything else is an HTTP call.
 */
export const ecsReader: JsonReader = {
  kind: 'json',
  name: 'ecs',
  telling: ['@timestamp'],
  recognises: (object) =>
    ['ecs', 'event', 'source', 'client', 'http', 'url'].some((name) => isObject(object[name])) ||
    Object.keys(object).some((name) => /^(?:ecs|event|source|client|http|url)\./.test(name)),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'ecs', NAMES);
    fields['duration_ms'] ??= millisecondsFrom(members.take('event.duration'), NANOSECONDS);
    nameCaller(
      fields,
      members.take('http.request.headers.authorization'),
      members.take('labels.credential', 'user.email', 'zoom.operator', 'user.name', 'user.id'),
    );
    const activity = members.take('zoom.activity.type');
    if (activity !== undefined) {
      const client = members.take('zoom.activity.client_type');
      return signIn(
        fields,
        {
          type: activity,
          client,
          version: members.take('zoom.activity.client_version', 'zoom.activity.version'),
        },
        finish,
      );
    }
    const action = members.take('zoom.operation.action');
    if (action !== undefined) {
      const category = members.take('zoom.operation.category_type');
      return adminOperation(
        fields,
        { category, action, detail: members.take('zoom.operation.operation_detail') },
        finish,
      );
    }
    return { fields: finish(), isLog: true };
  },
};

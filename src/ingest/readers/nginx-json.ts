import { fromNginx, NGINX_NAMES } from './nginx-fields.ts';
import type { JsonReader } from './reader.ts';

/** JSON lines by nginx's `log_format … escape=json`, with its own names of variables or the contract's. */
export const nginxJsonReader: JsonReader = {
  kind: 'json',
  name: 'nginx-json',
  telling: NGINX_NAMES,
  recognises: () => true,
  read: (object) => ({ fields: fromNginx(object), isLog: true }),
};

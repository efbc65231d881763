import { clientFamily } from '../core/client.ts';
import { memoise } from '../core/memo.ts';
import { operationOf } from '../core/operation.ts';
import { hostName, splitTarget } from '../core/operation-target.ts';
import { cleanText, truncate } from './clean-text.ts';
import type { Fields } from './fields.ts';
import type { OptionalFields } from './optional-fields.ts';
import { redactField, redactPath } from './redact.ts';

const LONGEST_PATH = 2048;
const LONGEST_AGENT = 1024;
const LONGEST_HOST = 255;

/** What was called. */
export interface Call {
  readonly method: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly operation: string | null;
}

/** The call's method, host and path. A path given as an absolute URL names the host, unless the line does. */
export function readCall(fields: Fields, optional: OptionalFields): Call {
  const method = readMethod(fields['method'], optional);
  const host = optional.text(fields['host'], 'host');
  const path = optional.text(fields['path'], 'path');
  if (path === null) return callOf(`${method ?? ''} ${host ?? ''} `);
  const end = path.search(/[?#]/);
  return callOf(`${method ?? ''} ${host ?? ''} ${end < 0 ? path : path.slice(0, end)}`);
}

function readMethod(sent: unknown, optional: OptionalFields): string | null {
  const method = optional.text(sent, 'method');
  return method === null || /^[A-Za-z][A-Za-z_-]{0,19}$/.test(method)
    ? method
    : optional.refuse(method, 'method');
}

/** What tells calls apart that differ in their query only: the query, without its secrets. */
export function queryOf(fields: Fields): string {
  const { path } = fields;
  if (typeof path !== 'string') return '';
  const start = path.indexOf('?');
  return start < 0 ? '' : redactField(path.slice(start, start + LONGEST_PATH));
}

const callOf = memoise((call: string): Call => {
  const [method = '', sentHost = '', ...rest] = call.split(' ');
  const sentPath = rest.join(' ');
  const target = splitTarget(sentPath);
  const host = hostName(sentHost) ?? target.host;
  const path = sentPath === '' ? null : target.path === '' ? '/' : target.path;
  const verb = method === '' ? null : method.toUpperCase();
  return {
    method: verb,
    host: host === null ? null : truncate(redactField(host), LONGEST_HOST),
    path: path === null ? null : truncate(redactPath(path.slice(0, 2 * LONGEST_PATH)), LONGEST_PATH),
    operation: operationOf(verb, host, path)?.operation ?? null,
  };
}, 16_384);

export interface Agent {
  readonly userAgent: string | null;
  readonly client: string | null;
}

const NO_AGENT: Agent = { userAgent: null, client: null };

/** The user agent and its family. */
export function readAgent(fields: Fields, optional: OptionalFields): Agent {
  const agent = optional.text(fields['user_agent'], 'user_agent');
  return agent === null ? NO_AGENT : agentOf(agent);
}

const agentOf = memoise(
  (sent: string): Agent => {
    const userAgent = truncate(redactField(sent.slice(0, 4 * LONGEST_AGENT)), LONGEST_AGENT);
    return { userAgent, client: clientFamily(cleanText(userAgent)) };
  },
  4096,
  LONGEST_AGENT,
);

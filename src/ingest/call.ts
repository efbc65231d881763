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
  if (path === null) return callsOf('').of(method, host);
  return callsOf(withoutQuery(path)).of(method, host);
}

function withoutQuery(path: string): string {
  const query = path.indexOf('?');
  const target = query < 0 ? path : path.slice(0, query);
  const fragment = target.indexOf('#');
  return fragment < 0 ? target : target.slice(0, fragment);
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

/** Calls of one path that are remembered: one for each method, as a rule. */
const MOST_CALLS = 4;

/** What one path amounts to by method and host. */
class Calls {
  readonly #path: string;
  readonly #known: { readonly method: string | null; readonly host: string | null; readonly call: Call }[] =
    [];

  /** @param path without query, empty when there is none */
  constructor(path: string) {
    this.#path = path;
  }

  of(method: string | null, host: string | null): Call {
    for (const known of this.#known) {
      if (known.method === method && known.host === host) return known.call;
    }
    return this.#remember(method === null ? null : detached(method), host === null ? null : detached(host));
  }

  #remember(method: string | null, host: string | null): Call {
    const call = callOf(method, host, this.#path);
    if (host !== null && host.length > LONGEST_HOST) return call;
    if (this.#known.length === MOST_CALLS) this.#known.shift();
    this.#known.push({ method, host, call });
    return call;
  }
}

/** One copy of a name that does not hold on to the line that it was cut from. */
const detached = memoise((name) => name, 1024);

const callsOf = memoise((path) => new Calls(path), 16_384);

function callOf(method: string | null, sentHost: string | null, sentPath: string): Call {
  const target = splitTarget(sentPath);
  const host = (sentHost === null ? null : hostName(sentHost)) ?? target.host;
  const path = sentPath === '' ? null : target.path === '' ? '/' : target.path;
  const verb = method === null ? null : method.toUpperCase();
  return {
    method: verb,
    host: host === null ? null : shortHost(host),
    path: path === null ? null : truncate(redactPath(path.slice(0, 2 * LONGEST_PATH)), LONGEST_PATH),
    operation: operationOf(verb, host, path)?.operation ?? null,
  };
}

const shortHost = memoise((host) => truncate(redactField(host), LONGEST_HOST), 1024);

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

import { calledBy } from './ledger/operation.ts';
import { memoise } from './memo.ts';
import { adminImpact, eventImpact, type Impact, impactOf } from './operation-impact.ts';
import { templateOf, withoutAccount } from './operation-path.ts';

export type { Impact } from './operation-impact.ts';
export { describeOperation } from './operation-words.ts';

/** A call by what it does: one of some hundred operations, whatever ids its path held. */
export interface Operation {
  /**
   * `GET /users/{userId}/recordings`; or what was no call: `webhook user.created`, `admin user_group.update`,
   * `activity sign_in`. At most 200 characters.
   */
  readonly operation: string;
  /** Product area: `users`, `meetings`, `recordings`, `chat`, `phone` …; `web` for paths that are not Zoom's. */
  readonly family: string;
  readonly impact: Impact;
}

const LONGEST = 200;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']);
/** Areas that are one product under several names. */
const FAMILIES: Readonly<Record<string, string>> = {
  im: 'chat',
  scim2: 'users',
  rec: 'recordings',
  archive_files: 'recordings',
  past_meetings: 'meetings',
  live_meetings: 'meetings',
  past_webinars: 'webinars',
  live_webinars: 'webinars',
};

/**
 * The operation of a call. The host matters only to tell Zoom's paths from a web site's. Without a path there is
 * none, except for `CONNECT`, which is all that a proxy sees of an encrypted connection.
 */
export function operationOf(
  method: string | null,
  host: string | null,
  path: string | null,
): Operation | null {
  const verb = method?.toUpperCase() ?? '';
  if (verb === 'CONNECT') return CONNECT;
  if (path === null) return null;
  const known = verb === '' ? null : METHODS.has(verb) ? verb : 'OTHER';
  const { template, foreign } = templateOf(known, host, path);
  const operation = (known === null ? template : `${known} ${template}`).slice(0, LONGEST);
  return foreign ? { operation, family: 'web', impact: 'none' } : byName(operation);
}

/** The operation of an event that Zoom reported. */
export const webhookOperation = memoise((event: string): Operation => {
  const name = event
    .toLowerCase()
    .replace(/[^a-z0-9_.]/g, '')
    .slice(0, 120);
  return { operation: `webhook ${name}`, family: 'webhook', impact: eventImpact(name) };
});

/** The impact of an operation by its name, for readers of stored ones. */
export const operationImpact = memoise((operation: string): Impact => {
  const [method = '', template = ''] = calledBy(operation).split(' ', 2);
  if (method === 'webhook') return eventImpact(template);
  if (method === 'admin') return adminImpact(template);
  return method.startsWith('/') ? 'none' : impactOf(method, template);
});

/** The product area of an operation by its name, for readers of stored ones. */
export const operationFamily = memoise((sent: string): string => {
  const operation = calledBy(sent);
  const reported = /^(?:webhook|admin|activity|aws|api|quota) /.exec(operation);
  if (reported !== null) return reported[0].trim();
  if (operation === CONNECT.operation) return CONNECT.family;
  return familyOf(withoutAccount(operation.slice(operation.indexOf('/'))));
});

const CONNECT: Operation = { operation: 'CONNECT', family: 'other', impact: 'none' };

const byName = memoise((operation: string): Operation => {
  const template = operation.slice(operation.indexOf('/'));
  return { operation, family: familyOf(withoutAccount(template)), impact: operationImpact(operation) };
});

function familyOf(template: string): string {
  const area = template.split('/')[1] ?? '';
  if (/^\/(?:users|meetings|accounts)\/.*\/recordings/.test(template)) return 'recordings';
  return FAMILIES[area] ?? (area === '' ? 'other' : area);
}

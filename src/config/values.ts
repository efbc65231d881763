import ipaddr from 'ipaddr.js';
import { resolveSecret } from './secret-reference.ts';

/** The secret token of one Zoom app; `app` is null when the token was given without a name. */
export interface WebhookToken {
  readonly app: string | null;
  readonly token: string;
}

/** The parsers here throw an Error whose message completes "NAME …"; settings.ts puts the name before it. */

/** A token may end in the padding of base64, which is not the end of an app's name. */
const APP_AND_TOKEN = /^([A-Za-z0-9][\w.-]*)=([^=].*)$/;

/** `TOKEN,app=TOKEN`, in commas or lines; each token may be a reference. Several of one app: rotation. */
export function parseWebhookTokens(text: string): WebhookToken[] {
  const tokens = listed(text).flatMap((item) => {
    const { app, value } = splitApp(item);
    // A file may hold several tokens itself, a line each.
    return listed(resolveSecret(value)).map((inner) =>
      app === null ? splitApp(inner) : { app, value: inner },
    );
  });
  if (tokens.length === 0) throw new Error('holds no token');
  return tokens.map(({ app, value: token }) => {
    if (token.length < 8 || /\s/.test(token)) {
      throw new Error('holds a token that is shorter than 8 characters or contains white space');
    }
    return { app, token };
  });
}

/** The references among webhook tokens as they were given. */
export const webhookReferences = (text: string): string[] => listed(text).map((item) => splitApp(item).value);

function splitApp(item: string): { app: string | null; value: string } {
  const [, app, value] = APP_AND_TOKEN.exec(item) ?? [];
  return { app: app ?? null, value: value ?? item };
}

/** CIDRs as Fastify's trustProxy takes them; a bare address is itself alone. */
export function parseNetworks(text: string): string[] {
  const networks = listed(text).map((item) => {
    if (ipaddr.isValidCIDR(item)) {
      const [address, bits] = ipaddr.parseCIDR(item);
      return `${address.toString()}/${bits}`;
    }
    const dotted = ipaddr.IPv4.isValidFourPartDecimal(item);
    if (dotted || ipaddr.IPv6.isValid(item)) return `${ipaddr.parse(item).toString()}/${dotted ? 32 : 128}`;
    throw new Error(`holds "${item}", which is not a network in CIDR form`);
  });
  if (networks.length === 0) throw new Error('holds no network');
  return networks;
}

export function parseTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch (error) {
    throw new Error(`is "${text}", which is not a time zone that this system knows`, { cause: error });
  }
}

/** An address of ours: http or https, nothing after its path, no slash at the end. */
export function parsePublicUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Error('is not an http or https address');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('must not carry a user, a query or a fragment');
  }
  return url.href.replace(/\/+$/, '');
}

/** Plain http is let through on this machine alone, where a sink for tests and a local relay live. */
export function parseSlackUrl(text: string): string {
  return secureUrl(text).href;
}

/** As above, and nothing but a host and a path, without a slash at its end. */
export function parseZoomUrl(text: string): string {
  const url = secureUrl(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('must not carry a user, a query or a fragment');
  }
  return url.href.replace(/\/+$/, '');
}

/** The issuer is compared letter by letter with what its metadata say, so it is kept as it was given. */
export function parseIssuer(text: string): string {
  const url = secureUrl(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('must not carry a user, a query or a fragment');
  }
  return text;
}

export function parseScopes(text: string): string {
  const scopes = text.split(/\s+/).filter((scope) => scope !== '');
  if (!scopes.includes('openid')) throw new Error(`is "${text}", without "openid"`);
  return scopes.join(' ');
}

const PERSON_ROLES = ['read', 'respond', 'admin'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** `VALUE=ROLE`, in commas or lines; the last `=` divides, as names of groups may hold some. */
export function parseRoles(text: string): ReadonlyMap<string, PersonRole> {
  const roles = new Map<string, PersonRole>();
  for (const item of listed(text)) {
    const [, value = '', given] = /^(.*)=([^=]*)$/.exec(item) ?? [];
    const role = PERSON_ROLES.find((known) => known === given?.trim());
    if (role === undefined || value.trim() === '')
      throw new Error(`holds "${item}", which is not VALUE=ROLE`);
    roles.set(value.trim(), role);
  }
  return roles;
}

function secureUrl(text: string): URL {
  const url = parseUrl(text);
  const local = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    throw new Error('is not an https address');
  }
  return url;
}

export function parseDatabaseUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Error('is not a postgres:// address');
  }
  return text;
}

/** Long enough not to be guessed: 32 characters, as the contract promises. */
export function checkKeyLength(key: string): string {
  if (key.length < 32) throw new Error(`has ${key.length} characters, and a key needs 32 or more`);
  return key;
}

const listed = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** What a request line or a log field asked for, taken apart. */
export interface Target {
  /** Lower case, without port; null when the target named none. */
  readonly host: string | null;
  /** Without query and fragment, as sent. */
  readonly path: string;
  /** What followed `?`, as sent: it may hold secrets. Empty when there was none. */
  readonly query: string;
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,15}:\/\/([^/?#]*)/i;

/** Splits an origin-form (`/v2/users?page=2`) or absolute-form (`https://api.zoom.us/v2/users`) target (RFC 9112, 3.2). */
export function splitTarget(target: string): Target {
  const authority = ABSOLUTE.exec(target);
  const host = authority?.[1] === undefined ? null : hostName(authority[1]);
  const rest = authority === null ? target : target.slice(authority[0].length);
  const hash = rest.indexOf('#');
  const whole = hash < 0 ? rest : rest.slice(0, hash);
  const mark = whole.indexOf('?');
  return mark < 0
    ? { host, path: whole, query: '' }
    : { host, path: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

/** A `Host` header or URL authority as a name: lower case, no user part, no port, no dot at the end; null when empty. */
export function hostName(authority: string): string | null {
  const name = authority
    .slice(authority.lastIndexOf('@') + 1)
    .toLowerCase()
    .trim()
    .replace(/:\d*$/, '')
    .replace(/\.$/, '');
  return name === '' || name === '-' ? null : name;
}

/** Zoom's own hosts: the API, its regional and government twins, vanity names, file hosts. */
export const isZoomHost = (host: string | null): boolean =>
  host !== null && /(?:^|\.)zoom(?:gov)?\.(?:us|com|com\.cn)$/.test(host);

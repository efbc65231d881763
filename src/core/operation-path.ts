import { isZoomHost, splitTarget } from './operation-target.ts';
import { isPathWord, isProductArea, matchBeginning, matchTemplate } from './operation-trie.ts';

/** Segments kept of a path that no one has documented; what is deeper becomes `…`. */
const DEEPEST = 8;
/** Segments looked at in any path. No documented path has more than ten. */
const MOST_SEGMENTS = 16;
const LONGEST_WORD = 32;
const ACCOUNT_TWIN = '/accounts/{accountId}';

export interface Template {
  /** `/users/{userId}/recordings`. */
  readonly template: string;
  /** Not a path of Zoom's API, such as a page of a web site. */
  readonly foreign: boolean;
}

/**
 * The template of a path: a documented one, else one made from its shape, in which everything that varies
 * (numbers, UUIDs, e-mail addresses, `me`, encoded or mixed-case identifiers) is a placeholder, so that the number
 * of templates stays small whatever is called.
 */
export function templateOf(method: string | null, host: string | null, path: string): Template {
  const target = splitTarget(path);
  const segments = segmentsOf(target.path);
  const rest = afterVersion(segments);
  const known = documented(method, rest);
  if (known !== null) return { template: known, foreign: false };
  const zoom =
    isZoomHost(host) || isZoomHost(target.host) || rest !== segments || isProductArea(rest[0] ?? '');
  return zoom
    ? { template: undocumented(rest), foreign: false }
    : { template: webPath(segments), foreign: true };
}

/** A master account's form of a path (`/accounts/{accountId}/users`) is the path, prefixed. */
export const isAccountTwin = (template: string): boolean =>
  template.startsWith(`${ACCOUNT_TWIN}/`) && isProductArea(template.split('/')[3] ?? '');

/** The path that an account twin is a twin of; any other template unchanged. */
export const withoutAccount = (template: string): string =>
  isAccountTwin(template) ? template.slice(ACCOUNT_TWIN.length) : template;

function documented(method: string | null, segments: readonly string[]): string | null {
  const direct = matchTemplate(method, segments);
  if (direct !== null || segments[0]?.toLowerCase() !== 'accounts' || segments.length < 3) return direct;
  const twin = matchTemplate(method, segments.slice(2));
  return twin === null ? null : `${ACCOUNT_TWIN}${twin}`;
}

function undocumented(segments: readonly string[]): string {
  const twin = segments[0]?.toLowerCase() === 'accounts' && isProductArea(segments[2] ?? '');
  const own = twin ? segments.slice(2) : segments;
  const beginning = matchBeginning(own);
  const names = [...beginning, ...own.slice(beginning.length).map(shapeOf)];
  const kept = names.length > DEEPEST ? [...names.slice(0, DEEPEST), '…'] : names;
  return `${twin ? ACCOUNT_TWIN : ''}/${kept.join('/')}`;
}

/** Of a web site's path only the first step and the kind of a file in its root: pages are not operations. */
function webPath(segments: readonly string[]): string {
  const first = segments[0];
  if (first === undefined) return '/';
  if (segments.length > 1) return `/${shapeOf(first)}/…`;
  const extension = /\.([a-z]{1,5})$/i.exec(first)?.[1];
  return extension === undefined ? `/${shapeOf(first)}` : `/{file}.${extension.toLowerCase()}`;
}

/** A word of an API (`lock_settings`) as it is; anything else is taken for a value. */
function shapeOf(segment: string): string {
  if (segment === 'me' || segment.length > LONGEST_WORD) return '{id}';
  const word = /^[a-z]{1,15}(?:[_-][a-z]{1,15})*$/.test(segment);
  return word || isPathWord(segment) ? segment : '{id}';
}

function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const part of path.split('/', 4 * MOST_SEGMENTS)) {
    // Matrix parameters (`;jsessionid=…`) are not part of the name.
    const end = part.indexOf(';');
    const name = decode(end < 0 ? part : part.slice(0, end));
    if (name !== '' && name !== '.') segments.push(name);
    if (segments.length === MOST_SEGMENTS) break;
  }
  return segments;
}

/** Zoom wants UUIDs that hold a slash encoded twice, so a segment is decoded twice. */
function decode(segment: string): string {
  let text = segment;
  for (let round = 0; round < 2 && text.includes('%'); round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch (error) {
      // Not an encoding after all: the text as it is says enough.
      if (error instanceof URIError) break;
      throw error;
    }
  }
  return text;
}

/** What follows `/v2` (or a gateway's `/zoom/v2`); the same array when there is no version. */
function afterVersion(segments: string[]): string[] {
  const version = segments.slice(0, 3).findIndex((segment) => segment === 'v2' || segment === 'v1');
  return version < 0 ? segments : segments.slice(version + 1);
}

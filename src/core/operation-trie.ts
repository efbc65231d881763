import { FURTHER_ENDPOINTS, LISTED_ENDPOINTS } from './operation-endpoints.ts';

/** One documented path: its template, and by method the name that Zoom gives the operation. */
export interface Endpoint {
  readonly template: string;
  readonly methods: ReadonlyMap<string, string>;
}

interface Node {
  readonly literals: Map<string, Node>;
  /** What stands for any value here, and its name in the template. */
  parameter: { readonly name: string; readonly node: Node } | null;
  /** More than one only where Zoom names one parameter differently by method. */
  readonly endpoints: Endpoint[];
}

const newNode = (): Node => ({ literals: new Map(), parameter: null, endpoints: [] });

const root = newNode();
const byTemplate = new Map<string, Endpoint>();
const vocabulary = new Set<string>();

for (const line of `${LISTED_ENDPOINTS}\n${FURTHER_ENDPOINTS}`.split('\n')) {
  const [template, ...pairs] = line.split(' ');
  if (template === undefined || template === '') continue;
  const methods = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) methods.set(pairs[i]!, pairs[i + 1]!);
  const endpoint = { template, methods };
  byTemplate.set(template, endpoint);
  nodeAt(template.split('/').slice(1)).endpoints.push(endpoint);
}

function nodeAt(segments: readonly string[]): Node {
  let node = root;
  for (const segment of segments) {
    if (segment.startsWith('{')) {
      node.parameter ??= { name: segment, node: newNode() };
      node = node.parameter.node;
      continue;
    }
    const literal = segment.toLowerCase();
    vocabulary.add(literal);
    let next = node.literals.get(literal);
    if (next === undefined) {
      next = newNode();
      node.literals.set(literal, next);
    }
    node = next;
  }
  return node;
}

/** Characters of the longest fixed word with a digit in it, such as `scim2`: what is longer and holds one is a value. */
export const LONGEST_NUMBERED_WORD = Math.max(
  ...[...vocabulary].filter((word) => /\d/.test(word)).map((word) => word.length),
);

/** The documented endpoint of a template such as `/users/{userId}`. */
export const endpointOf = (template: string): Endpoint | undefined => byTemplate.get(template);

/** Whether the word is a fixed part of some documented path. */
export const isPathWord = (segment: string): boolean => vocabulary.has(segment.toLowerCase());

/** Whether a documented path begins with the segment. */
export const isProductArea = (segment: string): boolean => root.literals.has(segment.toLowerCase());

/**
 * The documented template of these segments: a fixed word before a parameter (`/users/me/zak` before
 * `/users/{userId}/…`), an endpoint with this method before one without. Null when no template has this shape.
 */
export function matchTemplate(method: string | null, segments: readonly string[]): string | null {
  const found = descend(root, segments, 0, (endpoint) => method !== null && endpoint.methods.has(method));
  return (found ?? descend(root, segments, 0, () => true))?.template ?? null;
}

function descend(
  node: Node,
  segments: readonly string[],
  depth: number,
  wanted: (endpoint: Endpoint) => boolean,
): Endpoint | null {
  const segment = segments[depth];
  if (segment === undefined) return node.endpoints.find(wanted) ?? null;
  const literal = node.literals.get(segment.toLowerCase());
  const found = literal === undefined ? null : descend(literal, segments, depth + 1, wanted);
  if (found !== null || node.parameter === null) return found;
  return descend(node.parameter.node, segments, depth + 1, wanted);
}

/**
 * The beginning of an undocumented path, as far as documented ones go: `users/KDcuGI…/brand_new` gives
 * `['users', '{userId}']`.
 */
export function matchBeginning(segments: readonly string[]): string[] {
  const names: string[] = [];
  let node = root;
  for (const segment of segments) {
    const literal = node.literals.get(segment.toLowerCase());
    // `me` is a word in a few paths only; everywhere else it is one more user.
    if (literal !== undefined && (segment !== 'me' || node.parameter === null)) {
      names.push(segment.toLowerCase());
      node = literal;
    } else if (node.parameter !== null) {
      names.push(node.parameter.name);
      node = node.parameter.node;
    } else {
      break;
    }
  }
  return names;
}

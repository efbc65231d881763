import { LONGEST_NUMBERED_WORD } from '../../core/operation-trie.ts';

const [SLASH, QUESTION, NUMBER_SIGN, ZERO] = [0x2f, 0x3f, 0x23, 0x30];
/** What the bytes of a step of a path are, one bit each. */
const [PLAIN, DIGIT, POINT, AT, ESCAPE, OTHER] = [1, 2, 4, 8, 16, 32];
const WORDLIKE = PLAIN | DIGIT;
const KIND = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\d/.test(character)) return DIGIT;
  if (/[A-Za-z_+-]/.test(character)) return PLAIN;
  return { '.': POINT, '@': AT, '%': ESCAPE }[character] ?? OTHER;
});
/** Escapes of `/`, `+`, `=` and `@`, which no word holds; and that of the percent sign, where one was escaped twice. */
const FOREIGN = new Set(
  ['2F', '2f', '2B', '2b', '3D', '3d', '40'].map((pair) => pairIn(Buffer.from(pair), 0)),
);
const ESCAPED_PERCENT = pairIn(Buffer.from('25'), 0);

/**
 * Copies a path without its query, each value in it (a meeting's number or UUID, a user's id or address) as `0`: paths
 * of one shape are one operation, and there are few shapes. Only what core/operation-path.ts is certain to take for a
 * value is one. A path that does not begin with a slash is copied as it is.
 *
 * @returns where the copy ends in `into`; it may be cut where `into` ends
 */
export function copyShape(bytes: Buffer, start: number, end: number, into: Buffer, from: number): number {
  const hasSteps = bytes[start] === SLASH;
  let to = from;
  let step = from;
  let kinds = 0;
  let hasForeign = false;
  let isFollower = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUESTION || byte === NUMBER_SIGN) break;
    if (byte === SLASH) {
      if (hasSteps && isValue(kinds, hasForeign, to - step, isFollower)) to = asValue(into, step);
      isFollower ||= kinds !== 0 && (kinds & ~WORDLIKE) === 0;
      step = to + 1;
      kinds = 0;
      hasForeign = false;
    } else {
      const kind = KIND[byte]!;
      kinds |= kind;
      if (kind === ESCAPE && !hasForeign) hasForeign = isForeignAt(bytes, at);
    }
    if (to < into.length) into[to] = byte;
    to += 1;
  }
  if (hasSteps && isValue(kinds, hasForeign, to - step, isFollower)) to = asValue(into, step);
  return Math.min(to, into.length);
}

/**
 * Whether a step is a value for certain: it is longer than every documented word with a digit and holds one, or what no
 * word holds. A point may be that of a file in the root of a web site (`isFollower` says that it is not).
 */
function isValue(kinds: number, hasForeign: boolean, length: number, isFollower: boolean): boolean {
  if ((kinds & OTHER) !== 0 || ((kinds & POINT) !== 0 && !isFollower)) return false;
  if ((kinds & AT) !== 0 || hasForeign) return true;
  return (kinds & ~WORDLIKE) === 0 && (kinds & DIGIT) !== 0 && length > LONGEST_NUMBERED_WORD;
}

/** Whether the escape at this place is of a byte that no word holds. */
function isForeignAt(bytes: Buffer, at: number): boolean {
  const pair = pairIn(bytes, at + 1);
  return FOREIGN.has(pair === ESCAPED_PERCENT ? pairIn(bytes, at + 3) : pair);
}

function pairIn(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

function asValue(into: Buffer, step: number): number {
  into[step] = ZERO;
  return step + 1;
}

import { LONGEST_NUMBERED_WORD } from '../../core/operation-trie.ts';

const [SLASH, QUESTION, NUMBER_SIGN, ZERO] = [0x2f, 0x3f, 0x23, 0x30];
const [PLAIN, DIGIT] = [1, 2];
/** What a byte is in a step of a path: part of a plain name or value, a digit of it, or something else (0). */
const KIND = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /\d/.test(character) ? DIGIT : /[A-Za-z_-]/.test(character) ? PLAIN : 0;
});

/**
 * Copies a path without its query, each value in it (a meeting's number, a user's id) as `0`: paths of one shape are
 * one operation, and there are few shapes. A plain step that holds a digit and is longer than every documented word
 * with a digit is a value (core/operation-path.ts). A path that does not begin with a slash is copied as it is.
 *
 * @returns where the copy ends in `into`; it may be cut where `into` ends
 */
export function copyShape(bytes: Buffer, start: number, end: number, into: Buffer, from: number): number {
  const hasSteps = bytes[start] === SLASH;
  let to = from;
  let step = from;
  let isPlain = true;
  let hasDigit = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUESTION || byte === NUMBER_SIGN) break;
    if (byte === SLASH) {
      if (hasSteps && isPlain && hasDigit && to - step > LONGEST_NUMBERED_WORD) to = asValue(into, step);
      step = to + 1;
      isPlain = true;
      hasDigit = false;
    } else {
      const kind = KIND[byte]!;
      isPlain &&= kind !== 0;
      hasDigit ||= kind === DIGIT;
    }
    if (to < into.length) into[to] = byte;
    to += 1;
  }
  if (hasSteps && isPlain && hasDigit && to - step > LONGEST_NUMBERED_WORD) to = asValue(into, step);
  return Math.min(to, into.length);
}

function asValue(into: Buffer, step: number): number {
  into[step] = ZERO;
  return step + 1;
}

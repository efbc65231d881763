const [TAB, SPACE, QUOTE, COMMA, MINUS, POINT, COLON] = [0x09, 0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x3a];
const [ZERO, NINE, BACKSLASH, OPEN, CLOSE] = [0x30, 0x39, 0x5c, 0x7b, 0x7d];
/** 1 for what cannot stand in a text as it is: its end, an escape, a control character. */
const ENDS_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH || byte < SPACE ? 1 : 0,
);
const LITERALS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Told of each member where its name lies in the bytes, without quotes, and its value, with them. */
export type VisitMember = (
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
) => boolean;

/**
 * Walks over the members of a JSON object (RFC 8259) without making anything of them. True when the bytes are such an
 * object for certain, with nothing but texts without escapes, numbers without exponents, and literals in it, and when
 * every visit said so, too. False says only that it is not certain.
 */
export function walkFlatObject(bytes: Uint8Array, start: number, end: number, visit: VisitMember): boolean {
  let at = skipBlanks(bytes, start, end);
  if (bytes[at] !== OPEN) return false;
  do {
    const name = skipBlanks(bytes, at + 1, end);
    const nameEnd = endOfText(bytes, name, end);
    const colon = skipBlanks(bytes, nameEnd, end);
    if (nameEnd === 0 || bytes[colon] !== COLON) return false;
    const value = skipBlanks(bytes, colon + 1, end);
    const valueEnd = endOfValue(bytes, value, end);
    if (valueEnd === 0 || !visit(name + 1, nameEnd - 1, value, valueEnd)) return false;
    at = skipBlanks(bytes, valueEnd, end);
  } while (at < end && bytes[at] === COMMA);
  return at < end && bytes[at] === CLOSE && skipBlanks(bytes, at + 1, end) === end;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** Behind the closing quote of the text that begins here; 0 when there is none without an escape. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return 0;
  let at = start + 1;
  while (at < end && ENDS_TEXT[bytes[at]!] === 0) at += 1;
  return at < end && bytes[at] === QUOTE ? at + 1 : 0;
}

/** Behind the value that begins here; 0 when it is none of those that are known. */
function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  const byte = bytes[start]!;
  if (byte === QUOTE) return endOfText(bytes, start, end);
  if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return endOfNumber(bytes, start, end);
  for (const word of LITERALS) {
    if (start + word.length <= end && word.every((letter, i) => bytes[start + i] === letter))
      return start + word.length;
  }
  return 0;
}

/** What follows decides whether it was the whole number: an exponent is none of what may follow. */
function endOfNumber(bytes: Uint8Array, start: number, end: number): number {
  const whole = bytes[start] === MINUS ? start + 1 : start;
  const wholeEnd = endOfDigits(bytes, whole, end);
  if (wholeEnd === whole || (bytes[whole] === ZERO && wholeEnd > whole + 1)) return 0;
  if (wholeEnd >= end || bytes[wholeEnd] !== POINT) return wholeEnd;
  const fractionEnd = endOfDigits(bytes, wholeEnd + 1, end);
  return fractionEnd === wholeEnd + 1 ? 0 : fractionEnd;
}

function endOfDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
  return at;
}

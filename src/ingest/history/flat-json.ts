const [TAB, SPACE, QUOTE, COMMA, MINUS, POINT, COLON] = [0x09, 0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x3a];
const [ZERO, NINE, BACKSLASH, OPEN, CLOSE] = [0x30, 0x39, 0x5c, 0x7b, 0x7d];
/** 1 for what cannot stand in a text as it is: its end, an escape, a control character. */
const ENDS_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH || byte < SPACE ? 1 : 0,
);
const [NULL, TRUE, FALSE] = ['null', 'true', 'false'].map((word) => Buffer.from(word)) as [
  Buffer,
  Buffer,
  Buffer,
];

const [NO_VALUE, TEXT, NUMBER, TRUTH] = [0, 1, 2, 4];
const KINDS = { text: TEXT, number: NUMBER, any: TEXT | NUMBER } as const;
const REFUSED = -1;
/** Places of the table of names; a power of two. */
const PLACES = 256;

/** A name, what may stand behind it beside null, and where its value is noted. */
interface Name {
  readonly bytes: Buffer;
  readonly kinds: number;
  readonly index: number;
  /** Another one of its place. */
  readonly next: Name | null;
}

/**
 * Finds values in a flat JSON object (RFC 8259) without making anything of it. What it finds is overwritten by the next
 * one.
 */
export class FlatObject {
  /** Where the values lie, in the order of the names that were asked for; texts without quotes. Both 0 for null, or none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly #isText: Uint8Array;
  readonly #names = new Array<Name | null>(PLACES).fill(null);

  /**
   * @param wanted names, and what kind of value each may have
   * @param refused names that an object must not have
   */
  constructor(wanted: readonly (readonly [string, keyof typeof KINDS])[], refused: readonly string[] = []) {
    this.starts = new Int32Array(wanted.length);
    this.ends = new Int32Array(wanted.length);
    this.#isText = new Uint8Array(wanted.length);
    wanted.forEach(([name, kind], index) => {
      this.#addName(name, KINDS[kind], index);
    });
    for (const name of refused) this.#addName(name, NO_VALUE, REFUSED);
  }

  isText(index: number): boolean {
    return this.#isText[index] === 1;
  }

  /**
   * True when the bytes are an object for certain, with nothing but texts without escapes, numbers without exponents, and
   * literals in it, and with none but the right kind of value behind the names that were asked for. False says only that it
   * is not certain.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.starts.fill(0);
    this.ends.fill(0);
    let at = skipBlanks(bytes, start, end);
    if (at >= end || bytes[at] !== OPEN) return false;
    do {
      const name = skipBlanks(bytes, at + 1, end) + 1;
      if (name > end || bytes[name - 1] !== QUOTE) return false;
      const nameEnd = endOfText(bytes, name, end);
      if (nameEnd >= end || bytes[nameEnd] !== QUOTE) return false;
      const colon = skipBlanks(bytes, nameEnd + 1, end);
      if (colon >= end || bytes[colon] !== COLON) return false;
      const value = skipBlanks(bytes, colon + 1, end);
      if (value >= end) return false;
      const known = this.#nameIn(bytes, name, nameEnd);
      if (bytes[value] === QUOTE) {
        const valueEnd = endOfText(bytes, value + 1, end);
        if (valueEnd >= end || bytes[valueEnd] !== QUOTE) return false;
        if (known !== null && !this.#take(known, TEXT, value + 1, valueEnd)) return false;
        at = valueEnd + 1;
      } else {
        const kind = kindOf(bytes[value]!);
        const valueEnd = kind === NUMBER ? endOfNumber(bytes, value, end) : endOfLiteral(bytes, value, end);
        if (valueEnd === 0 || (known !== null && !this.#take(known, kind, value, valueEnd))) return false;
        at = valueEnd;
      }
      at = skipBlanks(bytes, at, end);
    } while (at < end && bytes[at] === COMMA);
    return at < end && bytes[at] === CLOSE && skipBlanks(bytes, at + 1, end) === end;
  }

  /** Of two members of one name the last one counts, as with `JSON.parse`. */
  #take({ kinds, index }: Name, kind: number, start: number, end: number): boolean {
    if (index === REFUSED || (kind & ~kinds) !== 0) return false;
    this.starts[index] = kind === NO_VALUE ? 0 : start;
    this.ends[index] = kind === NO_VALUE ? 0 : end;
    this.#isText[index] = kind === TEXT ? 1 : 0;
    return true;
  }

  #addName(name: string, kinds: number, index: number): void {
    const bytes = Buffer.from(name);
    const place = placeOf(bytes, 0, bytes.length);
    this.#names[place] = { bytes, kinds, index, next: this.#names[place] ?? null };
  }

  #nameIn(bytes: Uint8Array, start: number, end: number): Name | null {
    let known: Name | null = this.#names[placeOf(bytes, start, end)] ?? null;
    while (known !== null && !isSame(known.bytes, bytes, start, end)) known = known.next;
    return known;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) if (bytes[start + i] !== name[i]) return false;
  return true;
}

/** Few names share their length, their second letter and their last one. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2) return 0;
  return (bytes[start + 1]! * 37 + bytes[end - 1]! * 7 + end - start) & (PLACES - 1);
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** Where a text ends that began before `start`: its closing quote, unless something else stands there. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && ENDS_TEXT[bytes[at]!] === 0) at += 1;
  return at;
}

/** By its first byte; the rest is to be looked at. */
function kindOf(byte: number): number {
  if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return NUMBER;
  return byte === NULL[0] ? NO_VALUE : TRUTH;
}

/** Behind the literal that begins here; 0 when there is none. */
function endOfLiteral(bytes: Uint8Array, start: number, end: number): number {
  const word = bytes[start] === NULL[0] ? NULL : bytes[start] === TRUE[0] ? TRUE : FALSE;
  return start + word.length <= end && isSame(word, bytes, start, start + word.length)
    ? start + word.length
    : 0;
}

/** Behind the number that begins here; 0 when there is none. What follows decides whether it was the whole number. */
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

/** Digits of a number that is exact however it is read. */
const MOST_DIGITS = 15;

/** The whole number that these bytes are; NaN when they are something else: a fraction, a sign, too many digits. */
export function wholeNumberIn(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > MOST_DIGITS || start === end) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return Number.NaN;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

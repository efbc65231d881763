import { type MemberName, MemberNames } from './member-names.ts';

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

/** What may stand behind a name beside null, and where its value is noted. */
interface Wish {
  readonly kinds: number;
  readonly index: number;
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
  readonly #names: MemberNames<Wish>;
  #bytes: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#bytes);

  /**
   * @param wanted names, and what kind of value each may have
   * @param refused names that an object must not have
   */
  constructor(wanted: readonly (readonly [string, keyof typeof KINDS])[], refused: readonly string[] = []) {
    this.starts = new Int32Array(wanted.length);
    this.ends = new Int32Array(wanted.length);
    this.#isText = new Uint8Array(wanted.length);
    this.#names = new MemberNames([
      ...wanted.map(([name, kind], index) => [name, { kinds: KINDS[kind], index }] as const),
      ...refused.map((name) => [name, { kinds: NO_VALUE, index: REFUSED }] as const),
    ]);
  }

  isText(index: number): boolean {
    return this.#isText[index] === 1;
  }

  /**
   * True when the bytes are an object for certain, with nothing but texts without escapes, numbers without exponents, and
   * literals in it, and with none but the right kind of value behind the names that were asked for. False says only that it
   * is not certain.
   */
  read(bytes: Buffer, start: number, end: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    const view = this.#view;
    this.starts.fill(0);
    this.ends.fill(0);
    let name = this.#names.none;
    let at = skipBlanks(bytes, start, end);
    if (at >= end || bytes[at] !== OPEN) return false;
    do {
      at = skipBlanks(bytes, at + 1, end) + 1;
      if (at > end || bytes[at - 1] !== QUOTE) return false;
      const { follower } = name;
      if (follower?.isAt(view, at, end) === true) {
        name = follower;
        at += follower.size;
      } else {
        const nameEnd = endOfText(bytes, view, at, end);
        if (nameEnd >= end || bytes[nameEnd] !== QUOTE) return false;
        const next = this.#names.find(bytes, at, nameEnd);
        name.follower = next;
        name = next;
        at = skipBlanks(bytes, nameEnd + 1, end) + 1;
        if (at > end || bytes[at - 1] !== COLON) return false;
      }
      at = skipBlanks(bytes, at, end);
      if (at >= end) return false;
      if (bytes[at] === QUOTE) {
        const valueEnd = endOfText(bytes, view, at + 1, end);
        if (valueEnd >= end || bytes[valueEnd] !== QUOTE) return false;
        if (!this.#take(name, TEXT, at + 1, valueEnd)) return false;
        at = valueEnd + 1;
      } else {
        const kind = kindOf(bytes[at]!);
        const valueEnd = kind === NUMBER ? endOfNumber(bytes, at, end) : endOfLiteral(bytes, at, end);
        if (valueEnd === 0 || !this.#take(name, kind, at, valueEnd)) return false;
        at = valueEnd;
      }
      at = skipBlanks(bytes, at, end);
    } while (at < end && bytes[at] === COMMA);
    return at < end && bytes[at] === CLOSE && skipBlanks(bytes, at + 1, end) === end;
  }

  /** Of two members of one name the last one counts, as with `JSON.parse`. */
  #take({ wish }: MemberName<Wish>, kind: number, start: number, end: number): boolean {
    if (wish === null) return true;
    const { kinds, index } = wish;
    if (index === REFUSED || (kind & ~kinds) !== 0) return false;
    this.starts[index] = kind === NO_VALUE ? 0 : start;
    this.ends[index] = kind === NO_VALUE ? 0 : end;
    this.#isText[index] = kind === TEXT ? 1 : 0;
    return true;
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** Where a text ends that began before `start`: its closing quote, unless something else stands there. */
function endOfText(bytes: Buffer, view: DataView, start: number, end: number): number {
  let at = start;
  while (at + 4 <= end && !mayEndText(view.getInt32(at, true))) at += 4;
  while (at < end && ENDS_TEXT[bytes[at]!] === 0) at += 1;
  return at;
}

/**
 * Whether one of four bytes ends a text: (x − n) & ~x has the upper bit of a byte if that is less than n, and otherwise
 * at most where a lower byte is less (Hacker's Delight, 6-1). A quote and a backslash are those that become 0.
 */
function mayEndText(four: number): boolean {
  const quote = four ^ 0x22222222;
  const backslash = four ^ 0x5c5c5c5c;
  const marks =
    ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((four - 0x20202020) & ~four);
  return (marks & 0x80808080) !== 0;
}

/** By its first byte; the rest is to be looked at. */
function kindOf(byte: number): number {
  if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return NUMBER;
  return byte === NULL[0] ? NO_VALUE : TRUTH;
}

/** Behind the literal that begins here; 0 when there is none. */
function endOfLiteral(bytes: Uint8Array, start: number, end: number): number {
  const word = bytes[start] === NULL[0] ? NULL : bytes[start] === TRUE[0] ? TRUE : FALSE;
  if (start + word.length > end) return 0;
  for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word[i]) return 0;
  return start + word.length;
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

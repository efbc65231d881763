import { asBuffer, type ByteStream, prepend } from './bytes.ts';
import { isListName, LONGEST_LIST_NAME } from './envelope.ts';
import { type Line, LineCollector, splitLines } from './lines.ts';

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether the text begins as a JSON array does, and not as a log line in brackets (`[2026-01-02T…`). */
export const isJsonArray = (head: string): boolean =>
  /^\ufeff?\s*\[\s*(?:$|[[\]{"ntf]|-?\d[\d.eE+-]*\s*[,\]])/.test(head);

/**
 * Splits a JSON array into its elements without parsing it, so that a broken element does not spoil the others and
 * an array may be larger than memory. The number of a line is then that of the element. Several arrays may follow
 * each other; anything else behind an array is read as lines.
 *
 * @param enveloped whether arrays stand in objects, of which the other members are passed over (`envelope.ts`); an object
 *   that holds none is an element itself
 */
export async function* splitArray(bytes: ByteStream, enveloped = false): AsyncGenerator<Line[], void> {
  const iterator = bytes[Symbol.asyncIterator]();
  const scanner = new ArrayScanner(enveloped);
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      const chunk = asBuffer(next.value);
      const lines: Line[] = [];
      const rest = scanner.scan(chunk, lines);
      if (lines.length > 0) yield lines;
      if (rest < chunk.length) {
        yield* splitLines(prepend(chunk.subarray(rest), iterator), scanner.next);
        return;
      }
    }
    const last = scanner.end();
    if (last.length > 0) yield last;
  } finally {
    await iterator.return?.();
  }
}

/** Where the scanner stands; `envelope` is within an object that may hold an array. */
type Place = 'outside' | 'between' | 'element' | 'envelope';

class ArrayScanner {
  readonly #enveloped: boolean;
  readonly #collector = new LineCollector(1);
  readonly #envelope = new Envelope();
  #place: Place = 'outside';
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(enveloped: boolean) {
    this.#enveloped = enveloped;
  }

  get next(): number {
    return this.#collector.next;
  }

  /** Adds the elements that end in this chunk to `lines`; returns where text begins that belongs to no array. */
  scan(chunk: Buffer, lines: Line[]): number {
    let start = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i]!;
      if (this.#place === 'element') {
        if (!this.#endsBefore(byte)) continue;
        this.#finish(chunk, start, i, lines);
        this.#place = byte === CLOSE_ARRAY ? this.#behindArray() : 'between';
      } else if (this.#place === 'envelope') {
        const step = this.#envelope.follow(byte);
        if (step === 'inside') continue;
        if (step === 'array') {
          this.#collector.discard();
          this.#place = 'between';
        } else {
          if (!this.#envelope.held) this.#finish(chunk, start, i + 1, lines);
          this.#place = 'outside';
        }
      } else if (isSpace(byte)) {
      } else if (this.#place === 'outside') {
        if (byte === OPEN_OBJECT && this.#enveloped) {
          this.#place = 'envelope';
          this.#envelope.begin();
          start = i;
        } else if (byte === OPEN_ARRAY) this.#place = 'between';
        else return i;
      } else if (byte === CLOSE_ARRAY) {
        this.#place = this.#behindArray();
      } else if (byte !== COMMA) {
        this.#place = 'element';
        start = i;
        this.#endsBefore(byte);
      }
    }
    const collects = this.#place === 'element' || (this.#place === 'envelope' && !this.#envelope.held);
    if (collects) this.#collector.append(chunk.subarray(start));
    return chunk.length;
  }

  /** What is left when the bytes end: nothing, or what an array or an object held that was not closed. */
  end(): Line[] {
    if (this.#place === 'outside') return [];
    const last = this.#collector.begun ? this.#collector.finish(Buffer.alloc(0), 0, 0, null) : null;
    const cut = this.#place === 'envelope' || this.#inString || this.#depth > 0;
    return [...(last === null ? [] : [last]), ...(last === null || !cut ? [this.#collector.report()] : [])];
  }

  #finish(chunk: Buffer, start: number, end: number, lines: Line[]): void {
    const line = this.#collector.finish(chunk, start, end, null);
    if (line !== null) lines.push(line);
  }

  #behindArray(): Place {
    return this.#envelope.isOpen ? 'envelope' : 'outside';
  }

  /** Follows the element's nesting; true when this byte is behind its end. */
  #endsBefore(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
    else if (this.#depth === 0) return byte === COMMA || byte === CLOSE_ARRAY;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#depth -= 1;
    return false;
  }
}

/** Follows an object up to a list of records in it, and behind that to its end. */
class Envelope {
  #depth = 0;
  #held = false;
  #inString = false;
  #escaped = false;
  /** The text that began last: the name of a member, when a colon followed it. */
  #text = '';

  /** Whether the object has begun and not ended. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** Whether there was a list in it. */
  get held(): boolean {
    return this.#held;
  }

  /** After its opening brace. */
  begin(): void {
    this.#depth = 1;
    this.#held = false;
    this.#text = '';
  }

  follow(byte: number): 'inside' | 'array' | 'end' {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      if (this.#inString && this.#text.length <= LONGEST_LIST_NAME) this.#text += String.fromCharCode(byte);
      return 'inside';
    }
    if (byte === QUOTE) {
      this.#inString = true;
      this.#text = '';
    } else if (byte === OPEN_ARRAY && this.#depth === 1 && isListName(this.#text)) {
      this.#held = true;
      this.#text = '';
      return 'array';
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.#depth -= 1;
      if (this.#depth === 0) return 'end';
    } else if (byte === COMMA) this.#text = '';
    return 'inside';
  }
}

/** JSON's white space, and the bytes of a byte order mark. */
const isSpace = (byte: number): boolean =>
  byte === 0x20 ||
  byte === 0x0a ||
  byte === 0x0d ||
  byte === 0x09 ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf;

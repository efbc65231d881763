import { isUtf8 } from 'node:buffer';
import { createHash, type Hash, hash } from 'node:crypto';
import { AsciiCheck, asBuffer, type ByteStream } from './bytes.ts';

/** Bytes of the longest line, or array element, that is read. */
export const LINE_LIMIT = 256 * 1024;
/** Lines handed on at once. */
const BATCH = 2000;
/** Blank lines of more bytes are left to the readers. */
const LONGEST_BLANK = 64;
/** Bytes kept of a line that cannot be read, to show its beginning. */
const HEAD = 4096;
const [LF, CR] = [0x0a, 0x0d];
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** What is wrong with bytes before any format is looked at; `malformed_json` is an array that was not closed. */
export type ByteProblem = 'line_too_long' | 'malformed_json';

/** One line as it was received, or one element of a JSON array. */
export interface Line {
  /** 1-based, empty lines counted. */
  readonly number: number;
  /** Bytes, without the line ending. */
  readonly length: number;
  /**
   * Empty when there is a problem with the bytes. Bytes that are not UTF-8 are U+FFFD in it. Decoded when asked for,
   * which is to be done before the next batch is.
   */
  readonly text: string;
  /** Whether some bytes were not UTF-8. */
  readonly damaged: boolean;
  readonly problem: ByteProblem | null;
  /** Where the bytes are, for who would rather not have the text; null when there is a problem with them. */
  readonly bytes: Buffer | null;
  readonly start: number;
  /** SHA-256 of the bytes, hex; computed when asked for, as the text. */
  readonly hash: () => string;
  /** The beginning of the line, for an excerpt. */
  readonly head: () => string;
}

/**
 * Splits bytes into lines, in batches: LF or CRLF, with or without one at the end, a byte order mark skipped, blank
 * lines left out. A line beyond the limit is skipped to its end without being held in memory.
 *
 * @param first number of the first line
 */
export async function* splitLines(bytes: ByteStream, first = 1): AsyncGenerator<Line[], void> {
  const collector = new LineCollector(first);
  let batch: Line[] = [];
  for await (const part of bytes) {
    const chunk = asBuffer(part);
    const ascii = new AsciiCheck(chunk);
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const line = collector.finish(chunk, start, end, ascii);
      if (line !== null) batch.push(line);
      start = end + 1;
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    collector.append(chunk.subarray(start));
    if (batch.length > 0) yield batch;
    batch = [];
  }
  const last = collector.finish(Buffer.alloc(0), 0, 0, null);
  if (last !== null) yield [last];
}

/** Puts lines together from the pieces that chunks cut them into. */
export class LineCollector {
  #next: number;
  #pieces: Buffer[] = [];
  #length = 0;
  /** Set while a line is too long to be kept. */
  #hash: Hash | null = null;
  #head: Buffer = Buffer.alloc(0);

  constructor(first: number) {
    this.#next = first;
  }

  /** Number of the line that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Whether a line has begun. */
  get begun(): boolean {
    return this.#length > 0;
  }

  /** Takes a piece of a line that goes on in the next chunk. */
  append(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    if (this.#hash !== null) {
      this.#hash.update(piece);
      return;
    }
    this.#pieces.push(piece);
    // The two bytes over the limit may turn out to be a line ending.
    if (this.#length > LINE_LIMIT + 2) this.#giveUp();
  }

  /** Ends the line with the last piece of it. Null when it is blank. `ascii` is of the whole chunk, null when not known. */
  finish(chunk: Buffer, start: number, end: number, ascii: AsciiCheck | null): Line | null {
    if (this.#length === 0) return this.#line(chunk, start, end, ascii);
    this.append(chunk.subarray(start, end));
    if (this.#hash !== null) return this.#tooLong(this.#hash);
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#reset();
    return this.#line(whole, 0, whole.length, null);
  }

  /** Forgets what was taken of a line that turned out to be none. */
  discard(): void {
    this.#reset();
  }

  /** A line that only reports what is wrong with the text around it. */
  report(): Line {
    return {
      number: this.#next++,
      length: 0,
      text: '',
      damaged: false,
      bytes: null,
      start: 0,
      problem: 'malformed_json',
      hash: () => hash('sha256', ''),
      head: () => '',
    };
  }

  #line(buffer: Buffer, from: number, to: number, ascii: AsciiCheck | null): Line | null {
    const number = this.#next;
    this.#next += 1;
    const start = number === 1 && buffer.subarray(from, from + 3).equals(BOM) ? from + 3 : from;
    const end = to > start && buffer[to - 1] === CR ? to - 1 : to;
    if (end === start) return null;
    const line = new ReadLine(number, buffer, start, end, ascii);
    return line.length < LONGEST_BLANK && line.text.trim() === '' ? null : line;
  }

  #giveUp(): void {
    this.#hash = createHash('sha256');
    for (const piece of this.#pieces) this.#hash.update(piece);
    this.#head = Buffer.concat(this.#pieces).subarray(0, HEAD);
    this.#pieces = [];
  }

  #tooLong(bytes: Hash): Line {
    const head = Buffer.from(this.#head);
    const digest = bytes.digest('hex');
    const line: Line = {
      number: this.#next++,
      length: this.#length,
      text: '',
      damaged: false,
      bytes: null,
      start: 0,
      problem: 'line_too_long',
      hash: () => digest,
      head: () => head.toString('utf8'),
    };
    this.#reset();
    return line;
  }

  #reset(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#hash = null;
    this.#head = Buffer.alloc(0);
  }
}

/** A line of these bytes, which nobody else may change. */
export const lineOf = (number: number, bytes: Buffer): Line =>
  new ReadLine(number, bytes, 0, bytes.length, null);

class ReadLine implements Line {
  readonly number: number;
  readonly length: number;
  readonly problem: 'line_too_long' | null;
  readonly start: number;
  readonly #buffer: Buffer;
  readonly #ascii: AsciiCheck | null;

  constructor(number: number, buffer: Buffer, start: number, end: number, ascii: AsciiCheck | null) {
    this.number = number;
    this.length = end - start;
    this.problem = end - start > LINE_LIMIT ? 'line_too_long' : null;
    this.#buffer = buffer;
    this.start = start;
    this.#ascii = ascii;
  }

  get #isAscii(): boolean {
    return this.#ascii?.holds === true;
  }

  get bytes(): Buffer | null {
    return this.problem === null ? this.#buffer : null;
  }

  get text(): string {
    if (this.problem !== null) return '';
    const end = this.start + this.length;
    return this.#isAscii
      ? this.#buffer.toString('latin1', this.start, end)
      : this.#buffer.toString('utf8', this.start, end);
  }

  get damaged(): boolean {
    return (
      !this.#isAscii &&
      this.problem === null &&
      !isUtf8(this.#buffer.subarray(this.start, this.start + this.length))
    );
  }

  hash(): string {
    return hash('sha256', this.#buffer.subarray(this.start, this.start + this.length));
  }

  head(): string {
    return this.#buffer.toString('utf8', this.start, this.start + Math.min(this.length, HEAD));
  }
}

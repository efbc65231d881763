const [QUOTE, ZERO, NINE, LETTER_N] = [0x22, 0x30, 0x39, 0x6e];
/** Digits of a number that is exact however it is read. */
const MOST_DIGITS = 15;

/** Where the text of a field lies in the bytes of a line; empty when there is none. */
export class TextField {
  readonly name: Buffer;
  start = 0;
  end = 0;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }

  /** False when the value is to be read in full. */
  take(bytes: Buffer, start: number, end: number): boolean {
    const isText = bytes[start] === QUOTE;
    this.start = isText ? start + 1 : 0;
    this.end = isText ? end - 1 : 0;
    return isText || bytes[start] === LETTER_N;
  }

  textIn(bytes: Buffer): string {
    return this.start === this.end ? '' : bytes.toString('utf8', this.start, this.end);
  }

  /** Copies the text as far as there is room; returns where the copy ends. */
  copyTo(into: Buffer, from: number, bytes: Buffer): number {
    const end = Math.min(from + this.end - this.start, into.length);
    for (let to = from; to < end; to += 1) into[to] = bytes[this.start + to - from]!;
    return end;
  }

  clear(): void {
    this.start = 0;
    this.end = 0;
  }
}

/** A whole number, null when there is none. */
export class NumberField {
  readonly name: Buffer;
  value: number | null = null;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }

  /** False when the value is to be read in full: a fraction, a sign, a text. */
  take(bytes: Buffer, start: number, end: number): boolean {
    this.value = null;
    if (bytes[start] === LETTER_N) return true;
    if (end - start > MOST_DIGITS) return false;
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte < ZERO || byte > NINE) return false;
      value = value * 10 + byte - ZERO;
    }
    this.value = value;
    return true;
  }

  clear(): void {
    this.value = null;
  }
}

import { isAscii } from 'node:buffer';

/** Bytes as a file, a request body or a pipe delivers them. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** The same memory as a Buffer. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export interface Peeked {
  /** The first bytes: at least as many as asked for, unless the stream is shorter. */
  readonly head: Buffer;
  /** Everything, the head included. To be read once, or closed. */
  readonly bytes: AsyncIterableIterator<Uint8Array>;
}

/** Looks at the beginning of a stream without taking it away. A stream that fails meanwhile fails behind what came of it. */
export async function peek(bytes: ByteStream, atLeast: number): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  let rest: AsyncIterator<Uint8Array> = iterator;
  try {
    while (size < atLeast) {
      const next = await iterator.next();
      if (next.done === true) break;
      chunks.push(asBuffer(next.value));
      size += next.value.byteLength;
    }
  } catch (error) {
    rest = { next: () => Promise.reject(error) };
  }
  const head = Buffer.concat(chunks);
  return { head, bytes: prepend(head, rest) };
}

/** A chunk, then the rest of an iterator, which is closed when the reader stops early. */
export async function* prepend(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (head.byteLength > 0) yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Whether a chunk is ASCII, which is quickly decoded; looked at when the first text of it is asked for. */
export class AsciiCheck {
  readonly #chunk: Buffer;
  #holds: boolean | null = null;

  constructor(chunk: Buffer) {
    this.#chunk = chunk;
  }

  get holds(): boolean {
    this.#holds ??= isAscii(this.#chunk);
    return this.#holds;
  }
}

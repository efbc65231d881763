import { createGunzip, type Gunzip } from 'node:zlib';
import { asBuffer, type ByteStream, peek } from './bytes.ts';

export interface GunzipLimits {
  /** Most bytes that may come out. */
  readonly maxBytes?: number;
  /** Most bytes out for a byte in, looked at once 16 MiB have come out: logs compress to a tenth, bombs to a thousandth. */
  readonly maxRatio?: number;
}

const RATIO_FLOOR = 16 * 1024 * 1024;
/** Compressed bytes per step, so that a step gives 17 MB at the very most (deflate: 1032 to 1). */
const STEP = 16 * 1024;

/** What is wrong with compressed input. Whatever came out before it was given to the reader. */
export class DecompressionError extends Error {
  readonly code: 'decompressed_too_large' | 'truncated_gzip' | 'invalid_gzip';
  /** Bytes that came out before. */
  readonly bytesRead: number;

  constructor(code: DecompressionError['code'], message: string, bytesRead: number) {
    super(message);
    this.name = 'DecompressionError';
    this.code = code;
    this.bytesRead = bytesRead;
  }
}

/** Whether bytes begin as gzip does (RFC 1952, 2.3.1). */
const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Decompresses a stream that begins as gzip does, several members in a row included; any other passes unchanged.
 * Throws DecompressionError after having given out everything that could be read.
 */
export async function* gunzipIfNeeded(
  bytes: ByteStream,
  limits: GunzipLimits = {},
): AsyncGenerator<Uint8Array, void> {
  const peeked = await peek(bytes, 2);
  if (isGzip(peeked.head)) yield* gunzip(peeked.bytes, limits);
  else yield* peeked.bytes;
}

/** As `gunzipIfNeeded`, for input that was announced as gzip (`Content-Encoding`): anything else is an error. */
export async function* gunzip(
  bytes: ByteStream,
  limits: GunzipLimits = {},
): AsyncGenerator<Uint8Array, void> {
  const unpacker = new Unpacker(limits);
  try {
    for await (const chunk of bytes) {
      for (let start = 0; start < chunk.byteLength; start += STEP) {
        yield* await unpacker.step(asBuffer(chunk).subarray(start, start + STEP));
        unpacker.throwIfBroken();
      }
    }
    yield* await unpacker.end();
    unpacker.throwIfBroken();
  } finally {
    unpacker.close();
  }
}

/** zlib's stream, driven one step at a time, so that what was read before an error is not lost with it. */
class Unpacker {
  readonly #limits: GunzipLimits;
  readonly #stream: Gunzip = createGunzip();
  #output: Buffer[] = [];
  #bytesIn = 0;
  #bytesOut = 0;
  #error: DecompressionError | null = null;
  #wake: () => void = () => undefined;

  constructor(limits: GunzipLimits) {
    this.#limits = limits;
    this.#stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(this.#explain(error)));
    this.#stream.on('close', () => this.#wake());
  }

  /** Feeds compressed bytes; resolves with what they amount to. */
  async step(chunk: Buffer): Promise<Buffer[]> {
    this.#bytesIn += chunk.length;
    await this.#settled((done) => this.#stream.write(chunk, done));
    return this.#take();
  }

  async end(): Promise<Buffer[]> {
    if (this.#bytesIn > 0) {
      await this.#settled((done) => {
        this.#stream.once('end', done);
        this.#stream.end();
      });
    }
    return this.#take();
  }

  throwIfBroken(): void {
    if (this.#error !== null) throw this.#error;
  }

  close(): void {
    this.#stream.destroy();
  }

  /** Resolves when the work is done, or can no longer be. */
  async #settled(work: (done: () => void) => void): Promise<void> {
    if (this.#error !== null) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      work(resolve);
    });
  }

  #take(): Buffer[] {
    const output = this.#output;
    this.#output = [];
    return output;
  }

  #receive(chunk: Buffer): void {
    if (this.#error !== null) return;
    const { maxBytes = Number.POSITIVE_INFINITY, maxRatio = 250 } = this.#limits;
    this.#bytesOut += chunk.length;
    const bomb = this.#bytesOut > RATIO_FLOOR && this.#bytesOut > maxRatio * this.#bytesIn;
    if (this.#bytesOut <= maxBytes && !bomb) {
      this.#output.push(chunk);
      return;
    }
    const reason = bomb ? `more than ${maxRatio} times its size` : `more than ${maxBytes} bytes`;
    this.#fail(
      new DecompressionError(
        'decompressed_too_large',
        `the compressed input unpacks to ${reason}; send it in parts`,
        this.#bytesOut - chunk.length,
      ),
    );
  }

  #fail(error: DecompressionError): void {
    this.#error ??= error;
    this.#stream.destroy();
    this.#wake();
  }

  #explain(error: NodeJS.ErrnoException): DecompressionError {
    return error.code === 'Z_BUF_ERROR'
      ? new DecompressionError(
          'truncated_gzip',
          `the gzip stream ends early, after ${this.#bytesOut} bytes of content: what came before was read, send the file whole`,
          this.#bytesOut,
        )
      : new DecompressionError(
          'invalid_gzip',
          `the gzip stream is damaged after ${this.#bytesOut} bytes of content: what came before was read`,
          this.#bytesOut,
        );
  }
}

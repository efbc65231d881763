import type { IncomingMessage } from 'node:http';
import { type ByteStream, peek } from '../ingest/bytes.ts';
import { isEnvelope } from '../ingest/envelope.ts';
import { HttpProblem } from './problem.ts';

export interface BodyLimits {
  /** Bytes on the wire, at most. */
  readonly maxBytes: number;
  /** The longest that the sender may pause, milliseconds. */
  readonly maxPause: number;
}

/** How long a sender is read off before it is answered; Zoom waits 3 s in all. */
const PATIENCE = 1_500;

/**
 * The bytes of a request as they arrive; nothing is held. What the reader leaves unread is read off and dropped, so
 * that a sender that writes everything before it reads gets its answer.
 *
 * @throws {HttpProblem} `body_too_large`, `request_timeout`, or `incomplete_body` when the sender went away
 */
export async function* receive(
  request: IncomingMessage,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void> {
  // Destroying the request would take the connection, and the answer, with it.
  const chunks = request.iterator({ destroyOnReturn: false });
  let bytes = 0;
  try {
    if (announcedBy(request) > limits.maxBytes) throw tooLarge(limits.maxBytes);
    for (;;) {
      const next = await nextChunk(chunks, limits.maxPause);
      if (next.done === true) return;
      bytes += next.value.byteLength;
      if (bytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
      yield next.value;
    }
  } finally {
    if (!request.readableEnded) {
      // A sender that goes away now is told nothing any more, and had its say.
      request.on('error', () => undefined);
      await chunks.return?.();
      await discard(request);
    }
  }
}

/**
 * As `receive`, for small bodies, of which thousands come a second: each chunk goes to a function as it arrives.
 *
 * @throws {HttpProblem} as `receive`
 */
export function receiveInto(
  request: IncomingMessage,
  limits: BodyLimits,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const fail = (problem: HttpProblem): void => {
      settle();
      request.on('error', () => undefined);
      void discard(request).then(() => reject(problem));
    };
    const onData = (chunk: Uint8Array): void => {
      timer.refresh();
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes) fail(tooLarge(limits.maxBytes));
      else take(chunk);
    };
    const onEnd = (): void => {
      settle();
      resolve();
    };
    const onLoss = (cause?: Error): void => fail(incomplete(cause));
    const settle = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onLoss).off('close', onLoss);
    };
    const timer = setTimeout(() => fail(tooSlow(limits.maxPause)), limits.maxPause);
    request.on('data', onData).on('end', onEnd).on('error', onLoss).on('close', onLoss);
    if (request.destroyed) onLoss();
    else if (announcedBy(request) > limits.maxBytes) fail(tooLarge(limits.maxBytes));
  });
}

/**
 * Waits a little for the sender to finish, since an answer that comes first may meet a closed connection: with
 * `Connection: close` the server ends it right after the answer, and a sender that still writes then gets EPIPE.
 */
async function discard(request: IncomingMessage): Promise<void> {
  if (request.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, PATIENCE);
    request.once('end', done).once('close', done).resume();
  });
}

async function nextChunk(
  chunks: AsyncIterator<Uint8Array>,
  maxPause: number,
): Promise<IteratorResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(maxPause)), maxPause);
  });
  try {
    return await Promise.race([chunks.next(), pause]);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw incomplete(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Bytes that the sender says will come; 0 when it does not say. */
const announcedBy = ({ headers }: IncomingMessage): number => Number(headers['content-length'] ?? 0);

const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem('body_too_large', `The body is larger than ${maxBytes} bytes. Send it in parts.`);

const incomplete = (cause: unknown): HttpProblem =>
  new HttpProblem('incomplete_body', 'The body ended before it was complete. Send it again.', { cause });

const tooSlow = (maxPause: number): HttpProblem =>
  new HttpProblem('request_timeout', `Nothing arrived for ${maxPause / 1000} s. Send the body again.`, {
    headers: { connection: 'close' },
  });

export interface WatchedBytes {
  readonly bytes: ByteStream;
  /** Whether there was anything but white space, so far. */
  hasContent(): boolean;
}

export function watchContent(bytes: ByteStream): WatchedBytes {
  let content = false;
  async function* watched(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      content ||= chunk.some((byte) => byte > 0x20);
      yield chunk;
    }
  }
  return { bytes: watched(), hasContent: () => content };
}

/** Bytes within which the first line of an object over several lines ends. */
const FIRST_LINE = 64 * 1024;

/**
 * A JSON body as the readers take it: arrays, pages that hold one, and single lines as they are; another object that is
 * written over several lines as an array of one.
 *
 * @throws {HttpProblem} `malformed_json` when it begins as neither
 */
export async function* asJsonElements(bytes: ByteStream): AsyncGenerator<Uint8Array, void> {
  const peeked = await peek(bytes, FIRST_LINE);
  const text = peeked.head.toString('utf8', 0, FIRST_LINE).replace(/^\ufeff?\s*/, '');
  const opening = text.charAt(0);
  if (opening !== '' && opening !== '{' && opening !== '[') {
    throw new HttpProblem('malformed_json', 'The body is not a JSON array or object.');
  }
  const firstLine = text.slice(0, Math.max(text.indexOf('\n'), 0));
  const wrapped = opening === '{' && firstLine !== '' && !isJson(firstLine) && !isEnvelope(text);
  if (wrapped) yield Buffer.from('[');
  yield* peeked.bytes;
  if (wrapped) yield Buffer.from(']');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

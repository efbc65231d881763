import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteStream } from '../ingest/bytes.ts';
import { OverloadedError } from '../monitor/errors.ts';
import type { IntakeGate } from './intake-gate.ts';

/** A sender that pauses for so long lets others in, ms: who is slow, or stalls on purpose, holds no place. */
const PAUSE_MS = 200;

/**
 * How long a refusal is held back, ms: who asks again at once, whatever Retry-After says, must not keep us busy with
 * refusing him. New connections are accepted one in each turn of the event loop (libuv since 1.45), so its turns must stay
 * short for everybody else's sake.
 */
const REFUSAL_MS = 1_000;

/** One request's place behind the gate. */
export class Turn {
  readonly #enter: (again: boolean) => Promise<() => void>;
  #leave: (() => void) | null = null;
  #before = false;

  /** @param gone aborted when the sender has gone away */
  constructor(gate: IntakeGate, sender: string, gone: AbortSignal) {
    this.#enter = (again) =>
      gate.enter(sender, gone, again).catch(async (error: unknown) => {
        // Who hangs up meanwhile is refused all the same, and nothing is wrong in here.
        if (error instanceof OverloadedError)
          await sleep(REFUSAL_MS, undefined, { signal: gone }).catch(() => undefined);
        throw error;
      });
  }

  /** Waits for the request's turn, unless it has it. @throws OverloadedError */
  async take(): Promise<void> {
    if (this.#leave !== null) return;
    this.#leave = await this.#enter(this.#before);
    this.#before = true;
  }

  /** Lets the next one in. */
  giveUp(): void {
    this.#leave?.();
    this.#leave = null;
  }
}

/**
 * The same bytes, each chunk in the request's turn; a pause of the sender gives the turn up. At the end it is kept, until
 * what was read is committed.
 *
 * @throws what the stream throws, and OverloadedError
 */
export async function* inTurns(bytes: ByteStream, turn: Turn): AsyncGenerator<Uint8Array, void> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const pausing = setTimeout(() => turn.giveUp(), PAUSE_MS);
      const next = await chunks.next().finally(() => clearTimeout(pausing));
      await turn.take();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

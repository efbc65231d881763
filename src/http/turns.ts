import type { ByteStream } from '../ingest/bytes.ts';
import type { IntakeGate } from './intake-gate.ts';

/** A sender that pauses for so long lets others in, ms: who is slow, or stalls on purpose, holds no place. */
const PAUSE_MS = 200;

/** One request's place behind the gate. */
export class Turn {
  readonly #enter: (again: boolean) => Promise<() => void>;
  #leave: (() => void) | null = null;
  #before = false;

  /** @param gone aborted when the sender has gone away */
  constructor(gate: IntakeGate, sender: string, gone: AbortSignal) {
    this.#enter = (again) => gate.enter(sender, gone, again);
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

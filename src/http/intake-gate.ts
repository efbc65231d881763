import { OverloadedError } from '../monitor/errors.ts';

export interface GateLimits {
  /** Requests that are read at a time. */
  readonly running: number;
  /** Requests that wait for their turn, unread, at most; past it they are turned away. */
  readonly waiting: number;
}

interface Visitor {
  readonly enter: () => void;
}

/**
 * Lets in so many requests at a time. What is read is held until it is committed, so memory, and the time that anyone
 * waits for a turn of the event loop, must not grow with the number of connections. The rest wait with their bodies, but
 * for the first chunk, still on the other side of the socket. Senders are served in turn, and each has an equal share
 * of the room, with one share left for who comes next (as in monitor/group-commit.ts).
 */
export class IntakeGate {
  readonly #limits: GateLimits;
  /** Of senders that have a request waiting; the first one's turn is next. */
  readonly #lines = new Map<string, Visitor[]>();
  #running = 0;
  #waiting = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when it is the request's turn, with what must be called when it is done.
   *
   * @param gone aborted when the sender has gone away: it gives up its place
   * @param again of a request that had its turn before and paused: there is always room for it to wait in
   * @throws OverloadedError when there is no room to wait in; the signal's reason
   */
  async enter(sender: string, gone: AbortSignal, again = false): Promise<() => void> {
    gone.throwIfAborted();
    if (this.#running < this.#limits.running) this.#running += 1;
    else await this.#turnOf(sender, gone, again);
    let left = false;
    return () => {
      if (!left) this.#leave();
      left = true;
    };
  }

  #turnOf(sender: string, gone: AbortSignal, again: boolean): Promise<void> {
    const line = this.#lines.get(sender) ?? [];
    const senders = this.#lines.size + (line.length === 0 ? 1 : 0);
    const share = this.#limits.waiting / (senders + 1);
    if (!again && (line.length + 1 > share || this.#waiting >= this.#limits.waiting))
      throw new OverloadedError(2);
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#forget(sender, visitor);
        reject(gone.reason);
      };
      const visitor: Visitor = {
        enter: () => {
          gone.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      gone.addEventListener('abort', giveUp, { once: true });
      line.push(visitor);
      this.#lines.set(sender, line);
      this.#waiting += 1;
    });
  }

  /** The place goes to the sender whose turn it is; he goes to the end of the row, or out of it. */
  #leave(): void {
    const [next] = this.#lines;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    const [sender, [visitor]] = next;
    this.#forget(sender, visitor!);
    const rest = this.#lines.get(sender);
    if (rest !== undefined) {
      this.#lines.delete(sender);
      this.#lines.set(sender, rest);
    }
    visitor!.enter();
  }

  #forget(sender: string, visitor: Visitor): void {
    const line = this.#lines.get(sender) ?? [];
    const rest = line.filter((other) => other !== visitor);
    this.#waiting -= line.length - rest.length;
    if (rest.length === 0) this.#lines.delete(sender);
    else this.#lines.set(sender, rest);
  }
}

import { OverloadedError } from './errors.ts';

/** One caller's items, waiting for their commit. */
interface Job<T, R> {
  readonly items: readonly T[];
  readonly resolve: (results: R[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Items in one transaction, at most (a single caller's larger job still goes whole). */
  readonly maxBatch: number;
  /** Items waiting, at most; past it callers are turned away. */
  readonly maxWaiting: number;
}

/**
 * Group commit: while one transaction runs, callers queue up, and the next transaction takes all of them, in the
 * order in which they came. Alone, a caller waits for nobody; under load, one commit serves many
 * (Gray & Reuter, Transaction Processing, §9.4). One transaction at a time keeps the order of a sender's events.
 */
export class GroupCommit<T, R> {
  readonly #commit: (items: readonly T[]) => Promise<R[]>;
  readonly #options: GroupCommitOptions;
  #queue: Job<T, R>[] = [];
  #waiting = 0;
  #running: Promise<void> | null = null;

  /** @param commit makes items durable and answers with one result for each, in order */
  constructor(commit: (items: readonly T[]) => Promise<R[]>, options: GroupCommitOptions) {
    this.#commit = commit;
    this.#options = options;
  }

  /** Items that wait or are being committed. */
  get waiting(): number {
    return this.#waiting;
  }

  /** True when `items` more would still find a place: lets a caller with several queues refuse before it enters one. */
  hasRoomFor(items: number): boolean {
    return this.#waiting === 0 || this.#waiting + items <= this.#options.maxWaiting;
  }

  submit(items: readonly T[]): Promise<R[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (!this.hasRoomFor(items.length)) return Promise.reject(new OverloadedError(2));
    this.#waiting += items.length;
    return new Promise((resolve, reject) => {
      this.#queue.push({ items, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // Callers of the same turn of the event loop share the first transaction.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#commitNext();
    this.#running = null;
  }

  async #commitNext(): Promise<void> {
    const jobs = this.#take();
    const items = jobs.flatMap((job) => job.items);
    try {
      const results = await this.#commit(items);
      let offset = 0;
      for (const job of jobs) {
        job.resolve(results.slice(offset, offset + job.items.length));
        offset += job.items.length;
      }
    } catch (error) {
      for (const job of jobs) job.reject(error);
    } finally {
      this.#waiting -= items.length;
    }
  }

  #take(): Job<T, R>[] {
    let size = 0;
    let taken = 0;
    for (const job of this.#queue) {
      if (taken > 0 && size + job.items.length > this.#options.maxBatch) break;
      size += job.items.length;
      taken += 1;
    }
    return this.#queue.splice(0, taken);
  }
}

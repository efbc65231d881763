import { OverloadedError } from './errors.ts';

/** One caller's items, waiting for their commit. */
interface Job<T, R> {
  readonly items: readonly T[];
  readonly resolve: (results: R[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits of one sender, in the order in which it came. */
interface Line<T, R> {
  readonly jobs: Job<T, R>[];
  items: number;
}

export interface GroupCommitOptions {
  /** Items in one transaction, at most (a single caller's larger job still goes whole). */
  readonly maxBatch: number;
  /** Items waiting, at most; past it callers are turned away. */
  readonly maxWaiting: number;
}

/**
 * Group commit: while one transaction runs, callers queue up, and the next transaction takes all of them. Alone, a
 * caller waits for nobody; under load, one commit serves many (Gray & Reuter, Transaction Processing, §9.4). One
 * transaction at a time keeps the order of a sender's events.
 *
 * Senders are served in turn, a job of each (Nagle 1985, RFC 970), and each has an equal share of the room, with one
 * share left over for who comes next: one that sends too much waits, and is turned away, for itself alone.
 */
export class GroupCommit<T, R> {
  readonly #commit: (items: readonly T[]) => Promise<R[]>;
  readonly #options: GroupCommitOptions;
  /** Of senders that have something waiting; the first one's turn is next. */
  readonly #lines = new Map<string, Line<T, R>>();
  /** Waiting or being committed. */
  #items = 0;
  #running: Promise<void> | null = null;

  /** @param commit makes items durable and answers with one result for each, in order */
  constructor(commit: (items: readonly T[]) => Promise<R[]>, options: GroupCommitOptions) {
    this.#commit = commit;
    this.#options = options;
  }

  /** Items that wait or are being committed. */
  get waiting(): number {
    return this.#items;
  }

  /** True when `items` more of `sender` would find a place: lets a caller with several queues refuse before it enters one. */
  hasRoomFor(items: number, sender: string): boolean {
    const own = this.#lines.get(sender)?.items ?? 0;
    if (own === 0 && this.#lines.size === 0) return true;
    const senders = this.#lines.size + (own === 0 ? 1 : 0);
    const share = this.#options.maxWaiting / (senders + 1);
    return own + items <= share && this.#items + items <= this.#options.maxWaiting;
  }

  submit(items: readonly T[], sender: string): Promise<R[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (!this.hasRoomFor(items.length, sender)) return Promise.reject(new OverloadedError(2));
    this.#items += items.length;
    return new Promise((resolve, reject) => {
      const line = this.#lines.get(sender) ?? { jobs: [], items: 0 };
      this.#lines.set(sender, line);
      line.jobs.push({ items, resolve, reject });
      line.items += items.length;
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
    while (this.#lines.size > 0) await this.#commitNext();
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
      this.#items -= items.length;
    }
  }

  /** Jobs for one transaction, a job of each sender in turn. */
  #take(): Job<T, R>[] {
    const taken: Job<T, R>[] = [];
    let size = 0;
    for (;;) {
      const [next] = this.#lines;
      if (next === undefined) return taken;
      const [sender, line] = next;
      const [job] = line.jobs as [Job<T, R>];
      if (taken.length > 0 && size + job.items.length > this.#options.maxBatch) return taken;
      taken.push(job);
      size += job.items.length;
      line.jobs.shift();
      line.items -= job.items.length;
      // To the end of the row, or out of it.
      this.#lines.delete(sender);
      if (line.jobs.length > 0) this.#lines.set(sender, line);
    }
  }
}

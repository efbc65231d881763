import { SECOND } from '../core/time.ts';
import { addToNotice } from '../store/queries/notices.ts';
import type { Store } from '../store/store.ts';

/** Counts what happens to strangers' requests without letting each of them cost a write. */
export interface NoticeCounter {
  add(kind: string, subject: string, message: string): void;
  /** Resolves when everything counted so far is stored, or could not be (it is kept and tried again). */
  flush(): Promise<void>;
}

const WRITE_EVERY = SECOND;

interface Pending {
  readonly kind: string;
  readonly subject: string;
  message: string;
  count: number;
}

/** Kinds and subjects must come from short lists of ours: each pair has a row. */
export function createNoticeCounter(store: Store, onError: (error: unknown) => void): NoticeCounter {
  const pending = new Map<string, Pending>();
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  let wroteAt = 0;

  function add(kind: string, subject: string, message: string, count = 1): void {
    const name = `${kind} ${subject}`;
    const entry = pending.get(name) ?? { kind, subject, message, count: 0 };
    entry.message = message;
    entry.count += count;
    pending.set(name, entry);
    schedule();
  }

  function schedule(): void {
    if (timer !== null) return;
    const wait = Math.max(0, wroteAt + WRITE_EVERY - Date.now());
    timer = setTimeout(() => void flush(), wait);
    timer.unref();
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    wroteAt = Date.now();
    const entries = [...pending.values()];
    pending.clear();
    for (const entry of entries) {
      try {
        await addToNotice(store, entry);
      } catch (error) {
        onError(error);
        add(entry.kind, entry.subject, entry.message, entry.count);
      }
    }
  }

  return { add, flush };
}

import type { AccessEvent, Rejection } from '../../core/event.ts';
import type { ReadBatch } from '../read-stream.ts';

/** What decides where an event stands. */
type Placed = Pick<AccessEvent, 'time' | 'credentialId' | 'eventId'>;

/** Events in order of time, and the lines around them that could not be read. */
export interface OrderedBatch<E = AccessEvent> {
  readonly events: readonly E[];
  readonly rejections: readonly Rejection[];
}

/** A stream whose events stand at most `disorder` ms behind a newer one. */
export interface Source<E = AccessEvent> {
  readonly batches: AsyncIterable<ReadBatch<E>>;
  readonly disorder: number;
}

interface Open<E> {
  readonly iterator: AsyncIterator<ReadBatch<E>>;
  readonly disorder: number;
  /** No event older than this can come any more. */
  frontier: number;
  done: boolean;
}

/**
 * Merges streams by time. Holds back what a stream may still precede, so memory grows with the disorder, not with
 * the length. Always reads on where the oldest event may come from.
 */
export async function* mergeByTime<E extends Placed>(
  sources: readonly Source<E>[],
): AsyncGenerator<OrderedBatch<E>, void> {
  const open: Open<E>[] = sources.map(({ batches, disorder }) => ({
    iterator: batches[Symbol.asyncIterator](),
    disorder,
    frontier: Number.NEGATIVE_INFINITY,
    done: false,
  }));
  let held: E[] = [];
  try {
    for (;;) {
      const next = furthestBehind(open);
      if (next === null) break;
      const { value, done } = await next.iterator.next();
      if (done === true) {
        next.done = true;
        next.frontier = Number.POSITIVE_INFINITY;
        continue;
      }
      for (const { event } of value.events) {
        held.push(event);
        next.frontier = Math.max(next.frontier, event.time - next.disorder);
      }
      const limit = Math.min(...open.map(({ frontier }) => frontier));
      const ready = held.filter(({ time }) => time < limit).sort(byTime);
      if (ready.length === 0 && value.rejections.length === 0) continue;
      held = held.filter(({ time }) => time >= limit);
      yield { events: ready, rejections: value.rejections };
    }
    if (held.length > 0) yield { events: held.sort(byTime), rejections: [] };
  } finally {
    for (const { iterator, done } of open) if (!done) await iterator.return?.();
  }
}

function furthestBehind<E>(open: readonly Open<E>[]): Open<E> | null {
  let behind: Open<E> | null = null;
  for (const one of open) if (!one.done && (behind === null || one.frontier < behind.frontier)) behind = one;
  return behind;
}

/** One order for equal times, whatever file they came from. */
function byTime(a: Placed, b: Placed): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.credentialId !== b.credentialId) return a.credentialId < b.credentialId ? -1 : 1;
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;
}

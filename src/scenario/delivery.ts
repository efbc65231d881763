import { MINUTE, SECOND } from '../core/time.ts';
import { exponential } from './distributions.ts';
import { Random } from './random.ts';
import type { LabelledEvent } from './wire.ts';

export interface DeliveryOptions {
  readonly seed: string | number;
  /** Share of lines that a shipper sends twice, because it did not hear the answer. Default 0.01. */
  readonly duplicates?: number;
  /** Share of the time in which a log source is cut off and keeps its lines. Default 0.03. */
  readonly cutOff?: number;
  /** No line comes later than this, ms. Default 85 minutes, Zoom's last webhook retry. */
  readonly longestDelay?: number;
}

export interface Delivery extends LabelledEvent {
  /** When the line arrives, epoch ms. */
  readonly arrival: number;
}

const WINDOW = 15 * MINUTE;

/**
 * The same lines as shippers bring them: seconds late as a rule, held back while a source is cut off and then all at
 * once, some of them twice. In order of arrival; holds only what is under way.
 */
export function* deliver(
  events: Iterable<LabelledEvent>,
  options: DeliveryOptions,
): Generator<Delivery, void, undefined> {
  const { duplicates = 0.01, cutOff = 0.03, longestDelay = 85 * MINUTE } = options;
  const root = new Random(`delivery/${options.seed}`);
  const random = root.fork('lines');
  const underWay = new Map<number, Delivery[]>();
  const heldUntil = new Map<string, number>();
  let nextMinute = Number.NEGATIVE_INFINITY;
  const put = (entry: LabelledEvent, delay: number) => {
    const arrival = Math.floor(entry.event.time + Math.min(delay, longestDelay));
    const minute = Math.floor(arrival / MINUTE);
    const bucket = underWay.get(minute);
    if (bucket === undefined) underWay.set(minute, [{ ...entry, arrival }]);
    else bucket.push({ ...entry, arrival });
  };
  const take = function* (before: number): Generator<Delivery> {
    const due = [...underWay.keys()].filter((minute) => minute < before).sort((a, b) => a - b);
    for (const minute of due) {
      yield* (underWay.get(minute) as Delivery[]).sort((a, b) => a.arrival - b.arrival);
      underWay.delete(minute);
    }
  };
  for (const entry of events) {
    const { time, source } = entry.event;
    const minute = Math.floor(time / MINUTE);
    if (minute > nextMinute) {
      yield* take(minute);
      nextMinute = minute;
    }
    const window = `${source}/${Math.floor(time / WINDOW)}`;
    let held = heldUntil.get(window);
    if (held === undefined) {
      const draw = root.fork(window);
      held = draw.chance(cutOff)
        ? (Math.floor(time / WINDOW) + 1) * WINDOW + draw.uniform(0, 70) * MINUTE
        : 0;
      heldUntil.set(window, held);
    }
    put(entry, Math.max(held - time, 0) + exponential(random, 4 * SECOND));
    if (random.chance(duplicates)) put(entry, Math.max(held - time, 0) + random.uniform(1, 900) * SECOND);
  }
  yield* take(Number.POSITIVE_INFINITY);
}

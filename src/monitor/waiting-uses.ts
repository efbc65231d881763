import type { Use } from '../core/rollup.ts';

/** Uses of all credentials together; about 12 MB. */
const MOST = 65_536;
const NONE = -1;

/** One credential's uses among those that wait: the places of the first and the last, in order of arrival. */
export interface Queue {
  first: number;
  last: number;
}

export const emptyQueue = (): Queue => ({ first: NONE, last: NONE });

/**
 * Uses that wait for their credential's turn, in places that are used again and again: what waits for long would
 * otherwise have to be copied twice by the garbage collector.
 */
export class WaitingUses {
  readonly #places: WaitingUse[] = [];
  readonly #next = new Int32Array(MOST);
  #count = 0;

  get isFull(): boolean {
    return this.#count === MOST;
  }

  /** Copies what a roll-up takes from the event to the end of the queue. Must not be full. */
  add(queue: Queue, event: Use): void {
    const place = this.#count;
    if (place === this.#places.length) this.#places.push(new WaitingUse());
    this.#places[place]!.take(event);
    this.#next[place] = NONE;
    if (queue.last === NONE) queue.first = place;
    else this.#next[queue.last] = place;
    queue.last = place;
    this.#count += 1;
  }

  /** Gives out the uses of a queue, first come, first served, and empties it. None is to be kept. */
  drain(queue: Queue, visit: (use: Use) => void): void {
    for (let place = queue.first; place !== NONE; place = this.#next[place]!) visit(this.#places[place]!);
    queue.first = NONE;
    queue.last = NONE;
  }

  /** Makes room again, once every queue is empty. */
  clear(): void {
    this.#count = 0;
  }
}

class WaitingUse implements Use {
  time = Number.NaN;
  status: number | null = null;
  requestBytes: number | null = null;
  responseBytes: number | null = null;
  sourceIp: string | null = null;
  operation: string | null = null;
  client: string | null = null;
  tokenFingerprint: string | null = null;
  asn: number | null = null;
  asnName: string | null = null;
  country: string | null = null;

  take(event: Use): void {
    this.time = event.time;
    this.status = event.status;
    this.requestBytes = event.requestBytes;
    this.responseBytes = event.responseBytes;
    this.sourceIp = event.sourceIp;
    this.operation = event.operation;
    this.client = event.client;
    this.tokenFingerprint = event.tokenFingerprint;
    this.asn = event.asn;
    this.asnName = event.asnName;
    this.country = event.country;
  }
}

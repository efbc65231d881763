import { setTimeout as sleep } from 'node:timers/promises';
import { newSent, type Sent, sendOne } from './sender.ts';
import type { Service } from './service.ts';
import type { Body } from './traffic.ts';

/** What is told after each answer. */
type OnAnswer = (answer: { readonly sentAt: number; readonly ms: number }) => void;

/** Sends bodies at a rate that does not depend on how fast they are answered. */
export class PacedSender {
  readonly sent: Sent = newSent();
  readonly #running: Promise<void>;
  readonly #began = performance.now();
  #stopped = false;

  constructor(
    service: Service,
    bodies: Iterator<Body>,
    pace: { readonly eventsPerSecond: number; readonly connections: number },
    onAnswer: OnAnswer = () => undefined,
  ) {
    this.#running = this.#run(service, bodies, pace, onAnswer);
  }

  /** Events a second that were acknowledged. */
  async stop(): Promise<number> {
    this.#stopped = true;
    const seconds = (performance.now() - this.#began) / 1_000;
    const { accepted } = this.sent;
    await this.#running;
    return accepted / seconds;
  }

  async #run(
    service: Service,
    bodies: Iterator<Body>,
    { eventsPerSecond, connections }: { readonly eventsPerSecond: number; readonly connections: number },
    onAnswer: OnAnswer,
  ): Promise<void> {
    const pool = service.connect(connections);
    const waiting = new Set<Promise<void>>();
    for (let due = performance.now(); !this.#stopped; ) {
      await sleep(Math.max(0, due - performance.now()));
      const next = bodies.next();
      if (next.done === true) break;
      const sentAt = performance.now();
      const request = sendOne(pool, service, next.value, this.sent).then(() => {
        onAnswer({ sentAt, ms: performance.now() - sentAt });
        waiting.delete(request);
      });
      waiting.add(request);
      due += (next.value.lines / eventsPerSecond) * 1_000;
    }
    await Promise.all(waiting);
    await pool.close();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DAY } from '../../../src/core/time.ts';
import type { WireEvent } from '../../../src/scenario/wire.ts';
import { Refused, type ServiceClient } from '../../support/service-client.ts';
import { WEBHOOK_SECRET } from './service.ts';

/** A sign-in or the like, as Zoom delivers it. */
export interface Webhook {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly body: string;
}

export interface LoadOptions {
  readonly events: readonly WireEvent[];
  readonly webhooks?: readonly Webhook[];
  readonly senders: number;
  /** Events in a request. */
  readonly batch: number;
  /** Asked for each attempt: where to send it. */
  target(): ServiceClient;
}

const PATIENCE_MS = 90_000;

/**
 * Shippers that send until they are acknowledged, whatever happens. Each credential has its own shipper, and none begins a
 * day before all have ended the last one: what lags behind for more than 90 minutes is judged otherwise, as it should be.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly total: number;
  acknowledged = 0;
  /** By status; `0` for no answer at all. */
  readonly refusals = new Map<number, number>();
  readonly done: Promise<void>;
  sending = true;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.total = options.events.length + (options.webhooks?.length ?? 0);
    this.done = this.#run().finally(() => {
      this.sending = false;
    });
    // It is awaited at the end of the test; failing before that must not count as unhandled.
    this.done.catch(() => undefined);
  }

  /** Waits until this share of everything is acknowledged, or nothing is sent any more. */
  async until(share: number): Promise<void> {
    while (this.sending && this.acknowledged < this.total * share) await sleep(2);
  }

  async #run(): Promise<void> {
    const { events, webhooks = [], senders } = this.#options;
    const credentials = [...new Set(events.map(({ credential }) => credential))];
    const senderOf = new Map(credentials.map((credential, i) => [credential, i % senders]));
    for (const day of daysOf([...events, ...webhooks])) {
      const calls = events.filter(({ time }) => dayOf(time) === day);
      const deliveries = webhooks.filter(({ time }) => dayOf(time) === day);
      await Promise.all([
        ...Array.from({ length: senders }, (_, sender) =>
          this.#sendAll(calls.filter(({ credential }) => senderOf.get(credential) === sender)),
        ),
        this.#deliverAll(deliveries),
      ]);
    }
  }

  async #sendAll(events: readonly WireEvent[]): Promise<void> {
    const { batch } = this.#options;
    for (let i = 0; i < events.length; i += batch) {
      const part = events.slice(i, i + batch);
      await this.#insist(async (client) => {
        const { accepted, duplicate } = await client.send(part);
        if (accepted + duplicate !== part.length) throw new Error('a line was rejected');
      });
      this.acknowledged += part.length;
    }
  }

  async #deliverAll(webhooks: readonly Webhook[]): Promise<void> {
    for (const { body } of webhooks) {
      await this.#insist(async (client) => {
        const status = await client.deliver(body, WEBHOOK_SECRET);
        if (status !== 'accepted' && status !== 'duplicate') throw new Error(`a delivery was ${status}`);
      });
      this.acknowledged += 1;
    }
  }

  async #insist(send: (client: ServiceClient) => Promise<void>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await send(this.#options.target());
        return;
      } catch (error) {
        // `fetch` fails with a TypeError when there is no answer.
        if (!(error instanceof Refused || error instanceof TypeError) || Date.now() > deadline) throw error;
        const status = error instanceof Refused ? error.status : 0;
        this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
        // Zoom and shippers come back after a 503 alone: anything else is lost.
        if (status !== 0 && status !== 503) throw error;
        await sleep(100);
      }
    }
  }
}

const dayOf = (time: number): number => Math.floor(time / DAY);

const daysOf = (timed: readonly { readonly time: number }[]): number[] =>
  [...new Set(timed.map(({ time }) => dayOf(time)))].sort((a, b) => a - b);

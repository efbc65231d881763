import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'undici';
import type { WireEvent } from '../../src/scenario/wire.ts';
import type { Service } from './service.ts';
import { type Body, bodiesOf } from './traffic.ts';

/** What was acknowledged. */
export interface Sent {
  accepted: number;
  duplicate: number;
  rejected: number;
  /** Answers 503, after each of which the same body was sent again. */
  turnedAway: number;
  /** From the first request to the last answer. */
  seconds: number;
}

export const newSent = (): Sent => ({ accepted: 0, duplicate: 0, rejected: 0, turnedAway: 0, seconds: 0 });

/** Sends bodies over so many connections at a time, each body until it is acknowledged. */
export async function sendAll(service: Service, bodies: Iterable<Body>, connections: number): Promise<Sent> {
  const sent = newSent();
  const pool = service.connect(connections);
  const queue = bodies[Symbol.iterator]();
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next())
      await sendOne(pool, service, next.value, sent);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  sent.seconds = (performance.now() - began) / 1_000;
  await pool.close();
  return sent;
}

/** Sends one body until it is acknowledged, as a shipper does, and adds what became of its lines. */
export async function sendOne(pool: Pool, service: Service, body: Body, sent: Sent): Promise<void> {
  for (;;) {
    const answer = await pool.request({
      method: 'POST',
      path: '/v1/events?format=event',
      headers: { authorization: `Bearer ${service.ingestKey}`, 'content-type': 'application/x-ndjson' },
      body: body.bytes,
    });
    if (answer.statusCode === 200) {
      const counts = (await answer.body.json()) as Sent;
      sent.accepted += counts.accepted;
      sent.duplicate += counts.duplicate;
      sent.rejected += counts.rejected;
      return;
    }
    const text = await answer.body.text();
    if (answer.statusCode !== 503) throw new Error(`/v1/events: ${answer.statusCode} ${text}`);
    sent.turnedAway += 1;
    await sleep(1_000 * Number(answer.headers['retry-after'] ?? 1));
  }
}

/** Sends events that nobody measures; throws when not every one was new. */
export async function feed(service: Service, events: Iterable<WireEvent>, lines = 2_000): Promise<number> {
  const { accepted, duplicate, rejected } = await sendAll(service, bodiesOf(events, lines), 4);
  if (duplicate + rejected > 0)
    throw new Error(`of ${accepted + duplicate + rejected} lines ${accepted} were new`);
  return accepted;
}

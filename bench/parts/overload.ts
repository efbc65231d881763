import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Pool } from 'undici';
import { HOUR, SECOND } from '../../src/core/time.ts';
import type { Sizes } from '../sizes.ts';
import { memoryOf } from '../support/memory.ts';
import { POLITE_SENDER, type PoliteReport, type PoliteTask } from '../support/polite-task.ts';
import { feed } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf, round } from '../support/stats.ts';
import { type Body, bodiesOf, EvenFleet } from '../support/traffic.ts';

export interface OverloadRun {
  readonly seconds: number;
  /** Events a second that the flood offered, and those that were acknowledged. */
  readonly offered_events_per_s: number;
  readonly events_per_s: number;
  /** How many times more was offered than was taken. */
  readonly times_too_fast: number;
  /** Requests answered 503, each with a Retry-After that the flood ignored. */
  readonly turned_away: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Memory of the service's process, MB: before, and of samples once a second; null where /proc is missing. */
  readonly rss_mb: {
    readonly before: number;
    readonly by_second: readonly number[];
    readonly max: number;
  } | null;
  /** Another key that sends 10 lines four times a second: how it fares meanwhile. */
  readonly polite: { readonly requests: number; readonly turned_away: number; readonly answer_ms: Latency };
}

const CREDENTIALS = 500;
const LINES = 1_000;
const FLOOD_CONNECTIONS = 512;
const CALLS_AN_HOUR = 100_000;
const POLITE = { lines: 10, everyMs: 250 } as const;

/** What becomes of memory, of what was acknowledged and of other senders while one sends without ever waiting. */
export async function measureOverload(
  server: Server,
  { seconds, bodies: count }: Sizes['overload'],
  options: ServiceOptions,
): Promise<OverloadRun> {
  const { database, service, close } = await startFresh(server, 'overload', options);
  const fleet = new EvenFleet('overload', CREDENTIALS);
  const span = (count * LINES * HOUR) / CALLS_AN_HOUR;
  const begin = Date.now() - span;
  const fed = await feed(service, fleet.calls(begin - 6 * HOUR, begin, 4 * CREDENTIALS, true));
  const waiting = [...bodiesOf(fleet.calls(begin, Date.now(), count * LINES), LINES)];
  const politeKey = await service.newIngestKey('polite');

  const task: PoliteTask = { address: service.address, key: politeKey, seconds: seconds + 1, ...POLITE };
  const thread = new Worker(POLITE_SENDER, { workerData: task });
  const politely = once(thread, 'message') as Promise<[PoliteReport]>;
  // Its connections are there before the flood's, as those of a shipper that runs are.
  await sleep(SECOND);
  const before = await memoryOf(service.pid);
  const until = performance.now() + seconds * SECOND;
  const goesOn = (): boolean => performance.now() < until;
  const flood = { accepted: 0, offered: 0, turnedAway: 0 };
  const pool = service.connect(FLOOD_CONNECTIONS);
  const floods = Array.from({ length: FLOOD_CONNECTIONS }, async () => {
    while (goesOn()) {
      const body = waiting.shift();
      // All are on their way: some come back.
      if (body === undefined) {
        await sleep(10);
        continue;
      }
      const answer = await post(pool, service.ingestKey, body);
      flood.offered += LINES;
      flood.accepted += answer.accepted;
      if (answer.status !== 503) continue;
      flood.turnedAway += 1;
      waiting.push(body);
    }
  });
  const memory: number[] = [];
  while (goesOn()) {
    await sleep(SECOND);
    const rss = await memoryOf(service.pid);
    if (rss !== null) memory.push(round(rss));
  }
  await Promise.all(floods);
  const [polite] = await politely;
  await pool.close();

  const { rows } = await database.client.query<{ stored: number }>(
    'select count(*)::int as stored from access_event',
  );
  const acknowledged = fed + flood.accepted + polite.accepted;
  const stored = rows[0]!.stored;
  if (stored !== acknowledged) throw new Error(`${acknowledged} events acknowledged, ${stored} stored`);
  await close();
  return {
    seconds,
    offered_events_per_s: round(flood.offered / seconds),
    events_per_s: round(flood.accepted / seconds),
    times_too_fast: round(flood.offered / flood.accepted, 1),
    turned_away: flood.turnedAway,
    acknowledged,
    stored,
    rss_mb: before === null ? null : { before: round(before), by_second: memory, max: Math.max(...memory) },
    polite: {
      requests: polite.answers.length,
      turned_away: polite.turnedAway,
      answer_ms: latencyOf(polite.answers),
    },
  };
}

/** Sends once, whatever is answered: 200 or 503. */
async function post(pool: Pool, key: string, body: Body): Promise<{ status: number; accepted: number }> {
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/events?format=event',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: body.bytes,
  });
  if (answer.statusCode === 200) {
    const { accepted } = (await answer.body.json()) as { accepted: number };
    return { status: 200, accepted };
  }
  const text = await answer.body.text();
  if (answer.statusCode !== 503) throw new Error(`/v1/events: ${answer.statusCode} ${text}`);
  return { status: 503, accepted: 0 };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR } from '../../src/core/time.ts';
import type { Sizes } from '../sizes.ts';
import { tell } from '../support/progress.ts';
import { feed, newSent, sendAll, sendOne } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type Service, type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf, round } from '../support/stats.ts';
import { makeVictims, strike } from '../support/stranger.ts';
import { type Body, bodiesOf, EvenFleet } from '../support/traffic.ts';

export interface LatencyRun extends Latency {
  /** Events a second while nothing held the sender back, and while alerts were timed. */
  readonly maximum_events_per_s: number;
  readonly load_events_per_s: number;
  /** From the stranger's request to its answer; the alert is committed by then. */
  readonly answer_ms: Latency;
}

const BACKGROUND = 500;
const LINES = 1_000;
const CONNECTIONS = 4;
const GAP_MS = 60;

/**
 * How soon an alert can be read. Victims have used one network for two weeks; then, under half of the maximum load,
 * a stranger calls with one after the other.
 */
export async function measureLatency(
  server: Server,
  sizes: Sizes['latency'],
  options: ServiceOptions,
): Promise<LatencyRun> {
  const { service, close } = await startFresh(server, 'latency', options);
  const fleet = new EvenFleet('background', BACKGROUND);
  const now = Date.now();
  tell(`latency: two weeks of ${sizes.alerts} victims first`);
  const victims = await makeVictims(service, sizes.alerts, now);
  await feed(service, fleet.calls(now - 6 * HOUR, now - 2 * HOUR, 4 * BACKGROUND, true));

  const half = sizes.calibration / 2;
  const load = bodiesOf(fleet.calls(now - 2 * HOUR, now, 1e6), LINES);
  await sendAll(service, take(load, half / LINES), CONNECTIONS);
  const { accepted, seconds } = await sendAll(service, [...take(load, half / LINES)], CONNECTIONS);
  const maximum = accepted / seconds;
  tell(`latency: ${Math.round(maximum)} events/s at most; alerts under half of that`);

  const background = new Background(service, load, maximum / 2);
  const times: number[] = [];
  const answers: number[] = [];
  for (const credential of victims) {
    const { answered, readable } = await strike(service, credential);
    answers.push(answered);
    times.push(readable);
    await sleep(GAP_MS);
  }
  const loadRate = await background.stop();
  await close();
  return {
    ...latencyOf(times),
    maximum_events_per_s: round(maximum),
    load_events_per_s: round(loadRate),
    answer_ms: latencyOf(answers),
  };
}

/** Others' events at a rate that does not depend on how fast they are answered. */
class Background {
  readonly #running: Promise<void>;
  readonly #sent = newSent();
  readonly #began = performance.now();
  #stopped = false;

  constructor(service: Service, bodies: Generator<Body, void, undefined>, eventsPerSecond: number) {
    this.#running = this.#run(service, bodies, eventsPerSecond);
  }

  /** Events a second that were acknowledged. */
  async stop(): Promise<number> {
    this.#stopped = true;
    const seconds = (performance.now() - this.#began) / 1_000;
    const { accepted } = this.#sent;
    await this.#running;
    return accepted / seconds;
  }

  async #run(
    service: Service,
    bodies: Generator<Body, void, undefined>,
    eventsPerSecond: number,
  ): Promise<void> {
    const pool = service.connect(CONNECTIONS);
    const requests: Promise<void>[] = [];
    for (let due = performance.now(); !this.#stopped; due += (LINES / eventsPerSecond) * 1_000) {
      await sleep(Math.max(0, due - performance.now()));
      const body = bodies.next().value;
      if (body !== undefined) requests.push(sendOne(pool, service, body, this.#sent));
    }
    await Promise.all(requests);
    await pool.close();
  }
}

function* take(bodies: Generator<Body, void, undefined>, count: number): Generator<Body, void, undefined> {
  for (let i = 0; i < count; i += 1) {
    const next = bodies.next();
    if (!next.done) yield next.value;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR } from '../../src/core/time.ts';
import type { Sizes } from '../sizes.ts';
import { PacedSender } from '../support/paced-sender.ts';
import { tell } from '../support/progress.ts';
import { feed, sendAll } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf, round } from '../support/stats.ts';
import { makeVictims, strike } from '../support/stranger.ts';
import { bodiesOf, EvenFleet, take } from '../support/traffic.ts';

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

  const background = new PacedSender(service, load, {
    eventsPerSecond: maximum / 2,
    connections: CONNECTIONS,
  });
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

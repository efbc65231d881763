import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR, MINUTE, SECOND } from '../../src/core/time.ts';
import type { Sizes } from '../sizes.ts';
import { memoryOf } from '../support/memory.ts';
import { PacedSender } from '../support/paced-sender.ts';
import { tell } from '../support/progress.ts';
import { feed, sendAll } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf, round } from '../support/stats.ts';
import { bodiesOf, EvenFleet, take } from '../support/traffic.ts';

export interface SoakRun {
  readonly minutes: number;
  readonly maximum_events_per_s: number;
  /** What was sent, and what was acknowledged, on average. */
  readonly sent_events_per_s: number;
  readonly events_per_s: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly turned_away: number;
  readonly rejected: number;
  /** One for each minute, and the same for the first and the last third. */
  readonly by_minute: readonly SoakSpan[];
  readonly first_third: SoakSpan;
  readonly last_third: SoakSpan;
}

interface SoakSpan {
  /** From a request of 1,000 lines to its answer. */
  readonly answer_ms: Latency;
  /** Memory of the service's process, the highest and the mean of samples; null where /proc is missing. */
  readonly rss_mb: { readonly max: number; readonly mean: number } | null;
}

const CREDENTIALS = 500;
const LINES = 1_000;
const CONNECTIONS = 8;
/** As in `ingest`: what is under way at once lies within 90 minutes. */
const CALLS_AN_HOUR = 100_000;
const SAMPLE_MS = 2 * SECOND;

interface Sample {
  /** Milliseconds since the soak began. */
  readonly at: number;
  readonly value: number;
}

/** Whether memory and latency stay what they are under a load that goes on. */
export async function measureSoak(
  server: Server,
  { minutes, share, calibration }: Sizes['soak'],
  options: ServiceOptions,
): Promise<SoakRun> {
  const { database, service, close } = await startFresh(server, 'soak', options);
  const fleet = new EvenFleet('soak', CREDENTIALS);
  // Enough hours for whatever rate is found.
  const begin = Date.now() - ((minutes + 2) * 60 * MOST_A_SECOND * HOUR) / CALLS_AN_HOUR;
  const fed = await feed(service, fleet.calls(begin - 6 * HOUR, begin, 4 * CREDENTIALS, true));
  const calls = Math.floor(((Date.now() - begin) / HOUR) * CALLS_AN_HOUR);
  const bodies = bodiesOf(fleet.calls(begin, Date.now(), calls), LINES);
  const warm = await sendAll(service, take(bodies, calibration / 2 / LINES), CONNECTIONS);
  const { accepted, seconds } = await sendAll(service, take(bodies, calibration / 2 / LINES), CONNECTIONS);
  const maximum = accepted / seconds;
  const pace = share * maximum;
  tell(`soak: ${Math.round(maximum)} events/s at most; ${minutes} minutes at ${Math.round(pace)}`);

  const began = performance.now();
  const answers: Sample[] = [];
  const memory: Sample[] = [];
  const sender = new PacedSender(
    service,
    bodies,
    { eventsPerSecond: pace, connections: CONNECTIONS },
    ({ sentAt, ms }) => answers.push({ at: sentAt - began, value: ms }),
  );
  const end = minutes * MINUTE;
  for (let at = 0; at < end; at = performance.now() - began) {
    await sleep(Math.min(SAMPLE_MS, end - at));
    const rss = await memoryOf(service.pid);
    if (rss !== null) memory.push({ at: performance.now() - began, value: rss });
  }
  const rate = await sender.stop();
  const { rows } = await database.client.query<{ stored: number }>(
    'select count(*)::int as stored from access_event',
  );
  const acknowledged = fed + warm.accepted + accepted + sender.sent.accepted;
  const stored = rows[0]!.stored;
  if (stored !== acknowledged) throw new Error(`${acknowledged} events acknowledged, ${stored} stored`);
  await close();
  const span = (from: number, to: number): SoakSpan => spanOf(answers, memory, from, to);
  return {
    minutes,
    maximum_events_per_s: round(maximum),
    sent_events_per_s: round(pace),
    events_per_s: round(rate),
    acknowledged,
    stored,
    turned_away: sender.sent.turnedAway,
    rejected: sender.sent.rejected,
    by_minute: Array.from({ length: Math.max(1, Math.floor(minutes)) }, (_, minute) =>
      span(minute * MINUTE, (minute + 1) * MINUTE),
    ),
    first_third: span(0, end / 3),
    last_third: span((2 * end) / 3, end),
  };
}

/** More than any machine here takes. */
const MOST_A_SECOND = 60_000;

function spanOf(answers: readonly Sample[], memory: readonly Sample[], from: number, to: number): SoakSpan {
  const within = (samples: readonly Sample[]): number[] =>
    samples.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
  const rss = within(memory);
  return {
    answer_ms: latencyOf(within(answers)),
    rss_mb:
      rss.length === 0
        ? null
        : { max: round(Math.max(...rss)), mean: round(rss.reduce((sum, one) => sum + one, 0) / rss.length) },
  };
}

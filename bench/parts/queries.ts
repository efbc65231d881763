import { HOUR } from '../../src/core/time.ts';
import { Random } from '../../src/scenario/random.ts';
import type { Sizes } from '../sizes.ts';
import { type Base, keepOriginal, repeatAlerts, repeatHistory } from '../support/fill.ts';
import { tell } from '../support/progress.ts';
import { feed } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type Service, type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf } from '../support/stats.ts';
import { makeVictims, strike } from '../support/stranger.ts';
import { EvenFleet } from '../support/traffic.ts';

/** The pages of one size of the table. */
interface SizedReads {
  readonly events: number;
  readonly alerts: number;
  readonly timeline_ms: Latency;
  readonly alerts_ms: Latency;
  /** What a page of one credential shows: itself, its profile, its latest events and alerts, one after the other. */
  readonly credential_page_ms: Latency;
  /** Each kind of page by itself, which the three above are made of; `by_status` is in none of them. */
  readonly by_query: Readonly<Record<string, Latency>>;
}

export interface QueryRun {
  /** Of the largest size. */
  readonly timeline_ms: Latency;
  readonly alerts_ms: Latency;
  readonly credential_page_ms: Latency;
  readonly by_events: readonly SizedReads[];
}

const CREDENTIALS = 500;
/** Three days for each repetition: a million events are two months. */
const BASE_HOURS = 71;
/** … and begins with an hour of its own, since the first and the last one are cut off in the middle. */
const PERIOD_HOURS = BASE_HOURS + 1;
const ALERTS = 5_000;

/** How long readers wait, by the number of stored events. Over HTTP, one request at a time, nothing else going on. */
export async function measureQueries(
  server: Server,
  sizes: Sizes['queries'],
  options: ServiceOptions,
): Promise<QueryRun> {
  const { database, service, close } = await startFresh(server, 'queries', options);
  const fleet = new EvenFleet('queries', CREDENTIALS);
  const now = Date.now();
  tell(
    `queries: ${sizes.base.toLocaleString('en')} events through the service, the others are their repetition`,
  );
  await feed(service, fleet.calls(now - BASE_HOURS * HOUR, now, sizes.base, true));
  await keepOriginal(database);
  const [victim] = await makeVictims(service, 1, now);
  await strike(service, victim!);
  const base: Base = { hours: PERIOD_HOURS, events: sizes.base };

  const sized: SizedReads[] = [];
  let alerts = 0;
  let repeated = 1;
  for (const events of sizes.events) {
    const until = Math.max(1, Math.round(events / sizes.base));
    await repeatHistory(database, base, repeated, until);
    repeated = until;
    if (alerts === 0) alerts = await repeatAlerts(database, ALERTS, (until * PERIOD_HOURS) / 24);
    const read = await readAll(
      service,
      fleet,
      { from: now - until * PERIOD_HOURS * HOUR, to: now },
      sizes.reads,
    );
    const { rows } = await database.client.query<{ stored: number }>(
      'select count(*)::int as stored from access_event',
    );
    sized.push({ events: rows[0]!.stored, alerts, ...read });
    tell(
      `queries: timeline p95 ${read.timeline_ms.p95} ms, alerts ${read.alerts_ms.p95} ms at ${(until * sizes.base).toLocaleString('en')} events`,
    );
  }
  await close();
  const { timeline_ms, alerts_ms, credential_page_ms } = sized.at(-1)!;
  return { timeline_ms, alerts_ms, credential_page_ms, by_events: sized };
}

type Reads = Omit<SizedReads, 'events' | 'alerts'>;

async function readAll(
  service: Service,
  fleet: EvenFleet,
  { from, to }: { from: number; to: number },
  reads: number,
): Promise<Reads> {
  const random = new Random(`bench/reads/${to - from}`);
  const anyTime = (): string => new Date(random.uniform(from, to - HOUR)).toISOString();
  const anyOne = (): string => encodeURIComponent(random.pick(fleet.credentials));
  const anyAddress = (): string => random.pick(fleet.addresses);
  const timed = async (path: string): Promise<{ ms: number; body: unknown }> => {
    const began = performance.now();
    const body = await service.get(path);
    return { ms: performance.now() - began, body };
  };
  const deepCursor = async (): Promise<string> => {
    const { body } = await timed(`/v1/timeline?to=${anyTime()}`);
    return encodeURIComponent((body as { next_cursor: string | null }).next_cursor ?? '');
  };
  const timeline: Record<string, () => Promise<string> | string> = {
    newest: () => '/v1/timeline',
    older: () => `/v1/timeline?to=${anyTime()}`,
    next_page: async () => `/v1/timeline?cursor=${await deepCursor()}`,
    of_credential: () => `/v1/timeline?credential=${anyOne()}`,
    of_credential_older: () => `/v1/timeline?credential=${anyOne()}&to=${anyTime()}`,
    of_address: () => `/v1/timeline?source_ip=${anyAddress()}`,
  };
  const alerts: typeof timeline = {
    alerts: () => '/v1/alerts',
    alerts_open: () => '/v1/alerts?status=open',
    alerts_of_credential: () => `/v1/alerts?credential=${anyOne()}`,
    alerts_older: () => `/v1/alerts?to=${anyTime()}`,
  };
  const rare: typeof timeline = { by_status: () => '/v1/timeline?status=429' };

  const times = new Map<string, number[]>();
  const pages: number[] = [];
  // In turn, so that a busy moment of the machine does not meet one kind alone; the first round finds cold caches.
  for (let i = -1; i < reads; i += 1) {
    for (const [name, path] of Object.entries({ ...timeline, ...alerts, ...rare })) {
      const { ms } = await timed(await path());
      if (i >= 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
    const id = anyOne();
    const parts = [`credentials/${id}`, `credentials/${id}/context`, `expectations?credential=${id}`];
    let page = 0;
    for (const part of parts) page += (await timed(`/v1/${part}`)).ms;
    if (i >= 0) pages.push(page);
  }
  const together = (kinds: typeof timeline): Latency =>
    latencyOf(Object.keys(kinds).flatMap((name) => times.get(name) ?? []));
  return {
    timeline_ms: together(timeline),
    alerts_ms: together(alerts),
    credential_page_ms: latencyOf(pages),
    by_query: Object.fromEntries([...times].map(([name, all]) => [name, latencyOf(all)])),
  };
}

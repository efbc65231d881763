import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/time.ts';
import { Random } from '../../src/scenario/random.ts';
import type { Sizes } from '../sizes.ts';
import { countCoverage, keepOriginal, nameNetworks, repeatAlerts, repeatHistory } from '../support/fill.ts';
import { tell } from '../support/progress.ts';
import { feed } from '../support/sender.ts';
import type { Database, Server } from '../support/server.ts';
import { type Service, type ServiceOptions, startService } from '../support/service.ts';
import { type Latency, latencyOf, round } from '../support/stats.ts';
import { makeVictims, strike } from '../support/stranger.ts';
import { EvenFleet } from '../support/traffic.ts';

export interface TimelineRun {
  readonly events: number;
  /** From the start of the service until every hour was counted; a second time there is nothing to do. */
  readonly counting_s: number;
  /** Of `GET /v1/timeline/histogram`, by the width of the view. */
  readonly histogram_ms: Readonly<Record<string, Latency>>;
  /** The same by what it is filtered by, at all widths. */
  readonly histogram_by_filter_ms: Readonly<Record<string, Latency>>;
  /** Of `GET /v1/timeline`, pages of 200 at any time of the history, by filter. */
  readonly page_ms: Readonly<Record<string, Latency>>;
  /** Histograms, at any zoom and filter, that were an estimate. */
  readonly estimated: number;
  /** Rows a second of an export as CSV. */
  readonly export_rows_per_s: number;
}

const CREDENTIALS = 200;
/** A week for each repetition, so that five million events are a year. */
const PERIOD_HOURS = 7 * 24;
const ALERTS = 2_000;
const WIDTHS: Readonly<Record<string, number>> = {
  year: 365 * DAY,
  quarter: 91 * DAY,
  month: 30 * DAY,
  week: 7 * DAY,
  day: DAY,
  six_hours: 6 * HOUR,
  hour: HOUR,
  minute: MINUTE,
  second: SECOND,
};

/** How long the timeline takes to answer, at any zoom and with any filter, over HTTP, one request at a time. */
export async function measureTimeline(
  server: Server,
  sizes: Sizes['timeline'],
  options: ServiceOptions,
): Promise<TimelineRun> {
  const database = await server.database('timeline');
  const fleet = new EvenFleet('timeline', CREDENTIALS);
  const now = await fill(server, database, fleet, sizes, options);
  const began = performance.now();
  const service = await startService(server, database, options);
  const events = await countedEvents(database);
  const counting = (performance.now() - began) / 1_000;
  tell(`timeline: ${events.toLocaleString('en')} events counted in ${Math.round(counting)} s`);
  const run = await readAll(service, fleet, now, sizes);
  await service.close();
  await database.close();
  return { events, counting_s: round(counting, 1), ...run };
}

/** Makes the history unless the database has one; returns its end, epoch ms. */
async function fill(
  server: Server,
  database: Database,
  fleet: EvenFleet,
  sizes: Sizes['timeline'],
  options: ServiceOptions,
): Promise<number> {
  const service = await startService(server, database, options);
  const { rows } = await database.client.query<{ newest: Date | null }>(
    'select max(occurred_at) as newest from access_event',
  );
  const newest = rows[0]?.newest ?? null;
  if (newest !== null) {
    await service.close();
    return newest.getTime();
  }
  const now = Date.now();
  tell(
    `timeline: ${sizes.base.toLocaleString('en')} events through the service, the rest is their repetition`,
  );
  await feed(service, fleet.calls(now - (PERIOD_HOURS - 1) * HOUR, now, sizes.base));
  await nameNetworks(database);
  await keepOriginal(database);
  const [victim] = await makeVictims(service, 1, now);
  await strike(service, victim!);
  await service.close();
  const repetitions = Math.max(1, Math.round(sizes.events / sizes.base));
  await repeatHistory(database, { hours: PERIOD_HOURS, events: sizes.base }, 1, repetitions);
  await repeatAlerts(database, ALERTS, (repetitions * PERIOD_HOURS) / 24);
  await countCoverage(database);
  return now;
}

/** Waits until no ended hour is left to count; then how many events there are. */
async function countedEvents({ client }: Database): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ events: number; open: number }>(
      `select coalesce(sum(c.events), 0)::int as events,
              count(*) filter (where t.events is distinct from c.events and c.hour < date_trunc('hour', now()))::int as open
       from (select hour, sum(events) as events from coverage_hour where events > 0 group by hour) c
       left join timeline_hour t on t.hour = c.hour`,
    );
    if (rows[0]?.open === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await client.query('vacuum (analyze) timeline_count');
  await client.query('vacuum (analyze) timeline_value');
  const { rows } = await client.query<{ events: number }>('select count(*)::int as events from access_event');
  return rows[0]!.events;
}

type Reads = Omit<TimelineRun, 'events' | 'counting_s'>;

async function readAll(
  service: Service,
  fleet: EvenFleet,
  now: number,
  { events, base, reads }: Sizes['timeline'],
): Promise<Reads> {
  const random = new Random('bench/timeline');
  const since = now - (events / base) * PERIOD_HOURS * HOUR;
  const credential = (): string => `credential=${encodeURIComponent(random.pick(fleet.credentials))}`;
  const filters: Readonly<Record<string, () => string>> = {
    none: () => '',
    credential,
    three_credentials: () => [credential(), credential(), credential()].join('&'),
    address: () => `source_ip=${random.pick(fleet.addresses)}`,
    network: () => `source_ip=${random.pick(fleet.addresses).replace(/\d+$/, '0')}/24`,
    operation: () => 'operation=GET%20/users',
    rare_status: () => 'status=429',
    failures: () => 'status=4xx&status=5xx',
    client: () => 'client=python',
    country: () => 'country=IS',
    asn: () => `asn=${random.pick([64_500, 64_501, 64_502])}`,
    operation_and_status: () => 'operation=GET%20/users&status=429',
    country_and_client: () => 'country=IS&client=curl',
    credential_and_status: () => `${credential()}&status=4xx`,
    sign_ins: () => 'kind=sign_in',
  };
  const byWidth = new Map<string, number[]>();
  const byFilter = new Map<string, number[]>();
  const pages = new Map<string, number[]>();
  let [histograms, estimated] = [0, 0];
  const timed = async (path: string): Promise<{ ms: number; body: unknown }> => {
    const start = performance.now();
    const body = await service.get(path);
    return { ms: performance.now() - start, body };
  };
  // In turn; the first round finds cold caches, and is not counted.
  for (let i = -1; i < reads; i += 1) {
    for (const [filter, of] of Object.entries(filters)) {
      for (const [name, width] of Object.entries(WIDTHS)) {
        const to = width >= now - since ? now : random.uniform(since + width, now);
        const range = `from=${iso(to - width)}&to=${iso(to)}`;
        const { ms, body } = await timed(`/v1/timeline/histogram?buckets=240&${range}&${of()}`);
        if (i < 0) continue;
        histograms += 1;
        if ((body as { share: number }).share < 1) estimated += 1;
        push(byWidth, name, ms);
        push(byFilter, filter, ms);
      }
      const { ms } = await timed(
        `/v1/timeline?limit=200&to=${iso(random.uniform(since + DAY, now))}&${of()}`,
      );
      if (i >= 0) push(pages, filter, ms);
    }
  }
  const all = latencyOf([...byWidth.values()].flat());
  tell(`timeline: histogram p95 ${all.p95} ms, page p95 ${latencyOf([...pages.values()].flat()).p95} ms`);
  return {
    histogram_ms: { all, ...latencies(byWidth) },
    histogram_by_filter_ms: latencies(byFilter),
    page_ms: { all: latencyOf([...pages.values()].flat()), ...latencies(pages) },
    estimated: round(estimated / histograms, 3),
    export_rows_per_s: await exportSpeed(service, now),
  };
}

/** A week as CSV. */
async function exportSpeed(service: Service, now: number): Promise<number> {
  const start = performance.now();
  const text = await service.text(`/v1/timeline?from=${iso(now - 7 * DAY)}&to=${iso(now)}`, 'text/csv');
  return round((text.split('\r\n').length - 2) / ((performance.now() - start) / 1_000));
}

const iso = (time: number): string => new Date(time).toISOString();

const push = (times: Map<string, number[]>, name: string, ms: number): void => {
  times.set(name, [...(times.get(name) ?? []), ms]);
};

const latencies = (times: ReadonlyMap<string, readonly number[]>): Record<string, Latency> =>
  Object.fromEntries([...times].map(([name, all]) => [name, latencyOf(all)]));

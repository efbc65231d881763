import type pg from 'pg';
import { HOUR, hourOf } from '../../src/core/time.ts';
import type { WireEvent } from '../../src/scenario/wire.ts';
import { copyIn } from '../../src/store/copy-in.ts';
import type { Sizes } from '../sizes.ts';
import { processorSeconds } from '../support/processor-time.ts';
import { tell } from '../support/progress.ts';
import { makeRawTable, rowsSince, serverTime } from '../support/rows.ts';
import { feed, sendAll } from '../support/sender.ts';
import type { Server } from '../support/server.ts';
import { type Service, type ServiceOptions, startFresh } from '../support/service.ts';
import { round, type Spread, spreadOf } from '../support/stats.ts';
import { type Body, bodiesOf, EvenFleet } from '../support/traffic.ts';
import { unnestInto } from '../support/unnest.ts';
import { measureStorage, type Storage } from './storage.ts';

export interface IngestRun {
  readonly credentials: number;
  readonly connections: number;
  readonly lines_per_request: number;
  readonly events_per_round: number;
  readonly rounds: number;
  /** Events that were there before the first round. */
  readonly history: number;
  /** Acknowledged as new, in the whole run; the two below must be equal to it. */
  readonly acknowledged: number;
  readonly stored: number;
  /** Calls in the roll-ups. */
  readonly rolled_up: number;
  readonly alerts: number;
  readonly turned_away: number;
  /** Distinct hours of credentials in so many events as a batch has: each is a roll-up to read, score and write. */
  readonly credential_hours_per_5000_events: number;
  readonly events_per_s: Spread;
  readonly copy_rows_per_s: Spread;
  /** Of each round and the COPY right after it. */
  readonly ratio: Spread;
  readonly unnest_rows_per_s: number;
  /** Processor time of a thousand events, ms; of COPY that of the server alone. Null where /proc is missing. */
  readonly cpu_ms_per_1000: { service: number; postgres: number; sender: number; copy: number } | null;
  readonly storage: Storage;
}

const CONNECTIONS = 8;
const LINES = 5_000;
/**
 * Of the whole fleet: what is on its way at once, over all connections, must lie within the 90 minutes in which events may
 * come in any order, as it does live. More is history, which `import` brings in order.
 */
const CALLS_AN_HOUR = 100_000;
const SHORTEST_HISTORY = 4;

export async function measureIngest(
  server: Server,
  sizes: Sizes['ingest'],
  options: ServiceOptions,
): Promise<IngestRun[]> {
  const runs: IngestRun[] = [];
  for (const credentials of sizes.credentials)
    runs.push(await measureFleet(server, credentials, sizes, options));
  return runs;
}

async function measureFleet(
  server: Server,
  credentials: number,
  { events, rounds, history }: Sizes['ingest'],
  options: ServiceOptions,
): Promise<IngestRun> {
  const { database, service, close } = await startFresh(server, `ingest_${credentials}`, options);
  const { client } = database;
  const fleet = new EvenFleet(`ingest-${credentials}`, credentials);
  const total = events * rounds;
  const span = (total / CALLS_AN_HOUR) * HOUR;
  const begin = Math.floor(Date.now() - span);

  // At the same pace where there is room for it, so that the first round is no change for anybody.
  const hours = Math.max(SHORTEST_HISTORY, Math.floor(history / CALLS_AN_HOUR));
  const calls = Math.max(history, hours * credentials);
  tell(`ingest, ${credentials} credentials: ${hours} hours of history first`);
  let acknowledged = await feed(service, fleet.calls(begin - hours * HOUR, begin, calls));
  const historyEvents = acknowledged;

  await makeRawTable(client, 'raw_copy');
  await makeRawTable(client, 'raw_unnest');
  const stream = fleet.calls(begin, begin + span, total);
  const measured: Round[] = [];
  for (let i = 1; i <= rounds; i += 1) {
    const one = await measureRound(server, service, client, stream, events, i === rounds);
    acknowledged += one.accepted;
    measured.push(one);
    tell(
      `ingest, ${credentials} credentials, round ${i}: ${Math.round(one.eventsPerSecond)} events/s, COPY ${Math.round(one.copyPerSecond)} rows/s`,
    );
  }
  const storage = await measureStorage(client, 'raw_copy');
  const { rows } = await client.query<{ stored: number; rolled_up: number; alerts: number }>(
    `select (select count(*) from access_event)::int as stored, (select sum(calls) from usage_hour)::int as rolled_up,
            (select count(*) from alert)::int as alerts`,
  );
  const { stored, rolled_up, alerts } = rows[0]!;
  if (stored !== acknowledged || rolled_up !== acknowledged) {
    throw new Error(`${acknowledged} events acknowledged, ${stored} stored, ${rolled_up} calls rolled up`);
  }
  await close();
  const share = (of: (one: Round) => number | null): number =>
    round((measured.reduce((sum, one) => sum + (of(one) ?? 0), 0) / total) * 1e6, 1);
  return {
    credentials,
    connections: CONNECTIONS,
    lines_per_request: LINES,
    events_per_round: events,
    rounds,
    history: historyEvents,
    acknowledged,
    stored,
    rolled_up,
    alerts,
    turned_away: measured.reduce((sum, one) => sum + one.turnedAway, 0),
    credential_hours_per_5000_events: round(
      measured.reduce((sum, one) => sum + one.hoursPerBatch, 0) / rounds,
    ),
    events_per_s: spreadOf(measured.map((one) => one.eventsPerSecond)),
    copy_rows_per_s: spreadOf(measured.map((one) => one.copyPerSecond)),
    ratio: spreadOf(
      measured.map((one) => one.eventsPerSecond / one.copyPerSecond),
      3,
    ),
    unnest_rows_per_s: round(measured.at(-1)!.unnestPerSecond ?? 0),
    cpu_ms_per_1000:
      measured[0]!.serviceCpu === null
        ? null
        : {
            service: share((one) => one.serviceCpu),
            postgres: share((one) => one.postgresCpu),
            sender: share((one) => one.senderCpu),
            copy: share((one) => one.copyCpu),
          },
    storage,
  };
}

interface Round {
  readonly accepted: number;
  readonly turnedAway: number;
  readonly hoursPerBatch: number;
  readonly eventsPerSecond: number;
  readonly copyPerSecond: number;
  readonly unnestPerSecond: number | null;
  readonly serviceCpu: number | null;
  readonly postgresCpu: number | null;
  readonly senderCpu: number | null;
  readonly copyCpu: number | null;
}

/** The next events of the stream through the service, then the rows that became of them through COPY. */
async function measureRound(
  server: Server,
  service: Service,
  client: pg.Client,
  stream: Generator<WireEvent, void, undefined>,
  events: number,
  last: boolean,
): Promise<Round> {
  const { bodies, hoursPerBatch } = prepare(stream, events);
  const since = await serverTime(client);
  const before = {
    service: processorSeconds(service.pid),
    postgres: processorSeconds(server.pid, true),
    sender: process.cpuUsage(),
  };
  const sent = await sendAll(service, bodies, CONNECTIONS);
  const senderCpu = process.cpuUsage(before.sender);
  const after = { service: processorSeconds(service.pid), postgres: processorSeconds(server.pid, true) };
  if (sent.accepted !== events)
    throw new Error(`of ${events} events ${sent.accepted} were acknowledged as new`);

  const rows = await rowsSince(client, since);
  const copyBefore = processorSeconds(server.pid, true);
  const began = performance.now();
  await copyIn(client, 'copy raw_copy from stdin', rows.chunks);
  const copySeconds = (performance.now() - began) / 1_000;
  const copyAfter = processorSeconds(server.pid, true);
  return {
    accepted: sent.accepted,
    turnedAway: sent.turnedAway,
    hoursPerBatch,
    eventsPerSecond: events / sent.seconds,
    copyPerSecond: rows.count / copySeconds,
    unnestPerSecond: last ? rows.count / (await unnestInto(client, 'raw_unnest', rows, LINES)) : null,
    serviceCpu: difference(after.service, before.service),
    postgresCpu: difference(after.postgres, before.postgres),
    senderCpu: (senderCpu.user + senderCpu.system) / 1e6,
    copyCpu: difference(copyAfter, copyBefore),
  };
}

const difference = (after: number | null, before: number | null): number | null =>
  after === null || before === null ? null : after - before;

function prepare(
  stream: Generator<WireEvent, void, undefined>,
  events: number,
): { bodies: Body[]; hoursPerBatch: number } {
  const calls = Array.from({ length: events }, () => stream.next().value as WireEvent);
  const hours: number[] = [];
  for (let i = 0; i < events; i += LINES) {
    const batch = calls.slice(i, i + LINES);
    hours.push(new Set(batch.map(({ credential, time }) => `${credential} ${hourOf(time)}`)).size);
  }
  return {
    bodies: [...bodiesOf(calls, LINES)],
    hoursPerBatch: hours.reduce((sum, n) => sum + n, 0) / hours.length,
  };
}

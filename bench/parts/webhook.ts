import type pg from 'pg';
import type { Sizes } from '../sizes.ts';
import { startBareServer } from '../support/bare-http.ts';
import { tell } from '../support/progress.ts';
import type { Server } from '../support/server.ts';
import { type Service, type ServiceOptions, startFresh } from '../support/service.ts';
import { type Latency, latencyOf, type Spread, spreadOf } from '../support/stats.ts';
import { type Delivery, makeDeliveries } from '../support/webhooks.ts';

export interface WebhookRun {
  /** Signed Zoom deliveries, each answered after its commit. */
  readonly requests_per_s: number;
  /** One row of the same table, one commit, one after the other on one connection. */
  readonly single_commit_per_s: number;
  readonly ratio: number;
  /** The same requests to a server that reads them, answers and does nothing else: the ceiling of any. */
  readonly bare_http_per_s: number;
  readonly connections: number;
  readonly requests_per_round: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** From the request to its answer, in all rounds. */
  readonly answer_ms: Latency;
  readonly rounds: {
    readonly requests_per_s: Spread;
    readonly single_commit_per_s: Spread;
    readonly ratio: Spread;
    readonly bare_http_per_s: Spread;
  };
  /** Of one such commit: what this disk takes to make a row durable. */
  readonly commit_ms: Latency;
}

/** Long enough for a rate, short enough for a slow disk. */
const COMMITS_MS = 1_500;

export async function measureWebhooks(
  server: Server,
  { connections, requests, rounds }: Sizes['webhook'],
  options: ServiceOptions,
): Promise<WebhookRun> {
  const { database, service, close } = await startFresh(server, 'webhook', options);
  const bare = await startBareServer();
  // The first requests find nothing compiled and no credential known.
  for (const first of [service, bare])
    await deliverAll(first, makeDeliveries('warm', requests / 4, service.webhookSecret), connections);
  const [rates, commits, answers, commitTimes, bareRates]: number[][] = [[], [], [], [], []];
  for (let i = 1; i <= rounds; i += 1) {
    const deliveries = makeDeliveries(String(i), requests, service.webhookSecret);
    const { seconds, times } = await deliverAll(service, deliveries, connections);
    rates!.push(requests / seconds);
    answers!.push(...times);
    const single = await commitSingly(database.client, i);
    commits!.push((single.length / single.reduce((sum, ms) => sum + ms, 0)) * 1_000);
    commitTimes!.push(...single);
    bareRates!.push(requests / (await deliverAll(bare, deliveries, connections)).seconds);
    const [rate, commit, ceiling] = [rates, commits, bareRates].map((all) => Math.round(all!.at(-1)!));
    tell(
      `webhook, round ${i}: ${rate} requests/s, ${commit} single commits/s, ${ceiling} requests/s of bare HTTP`,
    );
  }
  const { rows } = await database.client.query<{ stored: number }>(
    `select count(*)::int as stored from access_event where source <> 'single-commit'`,
  );
  const acknowledged = requests / 4 + requests * rounds;
  const stored = rows[0]!.stored;
  if (stored !== acknowledged) throw new Error(`${acknowledged} deliveries acknowledged, ${stored} stored`);
  await bare.close();
  await close();
  const spread = {
    requests_per_s: spreadOf(rates!),
    single_commit_per_s: spreadOf(commits!),
    ratio: spreadOf(
      rates!.map((rate, i) => rate / commits![i]!),
      2,
    ),
    bare_http_per_s: spreadOf(bareRates!),
  };
  return {
    requests_per_s: spread.requests_per_s.median,
    single_commit_per_s: spread.single_commit_per_s.median,
    ratio: spread.ratio.median,
    bare_http_per_s: spread.bare_http_per_s.median,
    connections,
    requests_per_round: requests,
    acknowledged,
    stored,
    answer_ms: latencyOf(answers!),
    rounds: spread,
    commit_ms: latencyOf(commitTimes!),
  };
}

async function deliverAll(
  { connect }: Pick<Service, 'connect'>,
  deliveries: readonly Delivery[],
  connections: number,
): Promise<{ seconds: number; times: number[] }> {
  const pool = connect(connections);
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < deliveries.length) {
      const { headers, body } = deliveries[next++]!;
      const sent = performance.now();
      const answer = await pool.request({ method: 'POST', path: '/v1/webhooks/zoom', headers, body });
      const text = await answer.body.text();
      times.push(performance.now() - sent);
      if (text !== '{"status":"accepted"}')
        throw new Error(`/v1/webhooks/zoom: ${answer.statusCode} ${text}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - began) / 1_000;
  await pool.close();
  return { seconds, times };
}

/** The time of each commit, ms. The rows are those of deliveries, under names of their own. */
async function commitSingly(client: pg.Client, round: number): Promise<number[]> {
  const { rows: columns } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'access_event'::regclass and attnum > 0
     and attname not in ('credential_id', 'event_id', 'source') and not attisdropped`,
  );
  const kept = columns.map(({ name }) => name).join(', ');
  await client.query(`create temporary table sample as
    select row_number() over () as number, credential_id, ${kept} from access_event limit 1000`);
  const { rows: samples } = await client.query<Record<string, unknown>>('select * from sample');
  await client.query('drop table sample');
  const times: number[] = [];
  const names = columns.map(({ name }) => name);
  const text = `insert into access_event (credential_id, event_id, source, ${kept})
    values ($1, gen_random_uuid(), 'single-commit', ${names.map((_, i) => `$${i + 2}`).join(', ')})`;
  const until = performance.now() + COMMITS_MS;
  for (let now = performance.now(); now < until; ) {
    const sample = samples[(times.length + round) % samples.length]!;
    await client.query({
      name: 'single',
      text,
      values: [sample['credential_id'], ...names.map((name) => sample[name])],
    });
    const done = performance.now();
    times.push(done - now);
    now = done;
  }
  return times;
}

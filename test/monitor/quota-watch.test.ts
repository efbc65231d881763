import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../src/core/time.ts';
import { judgeQuotas } from '../../src/monitor/quota-watch.ts';
import { countCall } from '../../src/store/queries/zoom-quota.ts';
import { startTestService, type TestService } from '../http/support/service.ts';
import { seeded } from './support/traffic.ts';

const LIMIT = 60_000;
const TODAY = Math.floor(Date.now() / DAY) * DAY;
/** Of yesterday, so that it has settled whatever the time is. */
const NOON = TODAY - DAY + 12 * HOUR;
const ACCOUNT = 'AbCdEfGhIjKlMnOpQrStUv';

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

type Maker = 'ours' | 'neighbour' | 'thief' | 'pull';

interface Call {
  readonly time: number;
  readonly by: Maker;
}

/** Two programs of ours, a call every few minutes around the clock. */
function oursBetween(from: number, to: number, random: () => number): Call[] {
  const calls: Call[] = [];
  for (let time = from; time < to; time += 1 - Math.log(random()) * 3 * MINUTE)
    calls.push({ time: Math.round(time), by: 'ours' });
  return calls;
}

const many = (by: Maker, from: number, count: number, apart = 20_000): Call[] =>
  Array.from({ length: count }, (_, i) => ({ time: from + i * apart, by }));

interface Logged {
  readonly loss?: number;
  readonly account?: string | null;
  readonly type?: string;
}

/** Plays calls to a count as Zoom keeps it, and sends the lines of our gateway, jittered and disordered, over HTTP. */
async function play(calls: readonly Call[], random: () => number, options: Logged = {}): Promise<void> {
  const { loss = 0, account = ACCOUNT, type = 'Daily-limit' } = options;
  let [day, used] = [0, 0];
  const lines: Record<string, unknown>[] = [];
  for (const { time, by } of [...calls].sort((a, b) => a.time - b.time)) {
    const today = Math.floor(time / DAY);
    used = today === day ? used + 1 : 1;
    day = today;
    if (by === 'pull') await countCall(service.store, 'Heavy', time);
    if (by !== 'ours' || random() < loss) continue;
    const program = 1 + Math.floor(random() * 2);
    lines.push({
      id: `${time}-${used}`,
      time: toIso(time + Math.round(random() * 30_000)),
      credential: `theProgramOfOurs00000${program}`,
      source: 'gateway',
      source_ip: `198.51.100.${program}`,
      method: 'GET',
      host: 'api.zoom.us',
      path: '/v2/report/daily',
      status: 200,
      ...(account === null ? {} : { account_id: account }),
      ratelimit_type: type,
      ratelimit_category: random() < 0.5 ? 'Heavy' : 'Resource-intensive',
      ratelimit_limit: LIMIT,
      ratelimit_remaining: LIMIT - used,
    });
  }
  for (let i = 0; i < lines.length; i += 2_000) {
    const response = await service.send(lines.slice(i, i + 2_000).sort(() => random() - 0.5));
    expect(response.status).toBe(200);
  }
}

const judge = (now = TODAY + 2 * HOUR): Promise<number> => judgeQuotas(service.store, service.monitor, now);

interface Alert {
  readonly alert_id: string;
  readonly credential: string;
  readonly severity: string;
  readonly signals: readonly { readonly signal: string }[];
}

async function alerts(): Promise<Alert[]> {
  const { alerts: found } = (await (await service.call('/v1/alerts?signal=quota_gap')).json()) as {
    alerts: Alert[];
  };
  return found;
}

const BEGIN = NOON - 9 * DAY;
const END = TODAY;

test('nine days of our own calls tell nothing; a thief in one hour of them is told of, once', async () => {
  const random = seeded(1);
  const calls = oursBetween(BEGIN, END, random);
  await play([...calls, ...many('thief', NOON + 10 * MINUTE, 60)], random, { loss: 0.01 });
  expect(await judge()).toBe(1);
  const told = await alerts();
  expect(told).toMatchObject([{ credential: `account:${ACCOUNT}`, severity: 'medium' }]);
  const evidence = await service.store.db
    .selectFrom('access_event')
    .select(['occurred_at', 'operation', 'source', 'source_ip', 'extra'])
    .where('source', '=', 'zoom-quota')
    .execute();
  expect(evidence).toMatchObject([
    { occurred_at: new Date(NOON + HOUR - 1), operation: 'quota Heavy 60000', source_ip: null },
  ]);
  const unexplained = Number(evidence[0]!.extra!['unexplained']);
  expect(unexplained).toBeGreaterThanOrEqual(55);
  expect(unexplained).toBeLessThanOrEqual(65);
  // Judged again, told once.
  expect(await judge()).toBe(0);
  await service.store.db.deleteFrom('installation').where('name', '=', 'quota-judged-until').execute();
  expect(await judge()).toBe(0);
  expect(await alerts()).toHaveLength(1);
});

test('a neighbour who calls past our logs every day, and what pulls call, are no thieves', async () => {
  const random = seeded(2);
  const calls = oursBetween(BEGIN, END, random);
  for (let day = 0; day < 10; day += 1) calls.push(...many('neighbour', BEGIN + day * DAY + 5 * MINUTE, 80));
  calls.push(...many('pull', NOON + 6 * HOUR, 100));
  await play(calls, random);
  expect(await judge()).toBe(0);
  expect(await alerts()).toEqual([]);
});

test('while a gateway that is heard every hour is silent nothing is told; its late lines explain the gap', async () => {
  const random = seeded(3);
  // What the other gateway lets through bears no headers.
  const late = many('thief', NOON + 10 * MINUTE, 60);
  await play([...oursBetween(BEGIN, END, random), ...late], random);
  const line = (time: number): object => ({
    id: `other-${time}`,
    time: toIso(time),
    credential: 'theProgramOfOurs000003',
    source: 'gateway-2',
    method: 'GET',
    path: '/v2/report/daily',
    status: 200,
  });
  const hours = Array.from({ length: (END - BEGIN) / HOUR }, (_, i) => BEGIN + i * HOUR);
  await service.send(hours.filter((hour) => hour !== NOON).map((hour) => line(hour + MINUTE)));
  const soon = NOON + 3 * HOUR;
  expect(await judge(soon)).toBe(0);
  expect(await verdictOf(NOON)).toBe('uncovered');
  await service.send(late.map(({ time }) => line(time)));
  expect(await judge(soon)).toBe(0);
  expect(await verdictOf(NOON)).toBe('usual');
  expect(await alerts()).toEqual([]);
});

async function verdictOf(hour: number): Promise<string> {
  const row = await service.store.db
    .selectFrom('quota_hour')
    .select('verdict')
    .where('hour', '=', new Date(hour))
    .executeTakeFirstOrThrow();
  return row.verdict;
}

test.each<[string, Logged]>([
  ['limits by the second say nothing', { type: 'QPS' }],
  ['lines that name no account are of the account that nobody knows', { account: null }],
])('%s', async (_name, options) => {
  const random = seeded(4);
  await play([...oursBetween(BEGIN, END, random), ...many('thief', NOON + 10 * MINUTE, 60)], random, options);
  expect(await judge()).toBe(options.type === 'QPS' ? 0 : 1);
  expect((await alerts()).map(({ credential }) => credential)).toEqual(
    options.type === 'QPS' ? [] : ['account:unknown'],
  );
});

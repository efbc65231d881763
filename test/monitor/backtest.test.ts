import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/alert.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import type { AccessEvent } from '../../src/core/event.ts';
import { isAlarm } from '../../src/core/severity.ts';
import { DAY, HOUR } from '../../src/core/time.ts';
import { type BacktestRequest, backtest, type CredentialBacktest } from '../../src/monitor/backtest.ts';
import { runBacktest } from '../../src/monitor/backtest-result.ts';
import { createMonitor } from '../../src/monitor/monitor.ts';
import { declareExpectation } from '../../src/respond/expectations.ts';
import type { Store } from '../../src/store/store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { detection, monday, story } from './support/traffic.ts';

const ALL: BacktestRequest = { budget: null, from: null, to: null, credentialId: null, rescore: false };
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Office life and one thief on the last night; odd visits before it, so that there is something below the budget. */
function history(): AccessEvent[] {
  const events = story(4, 40);
  const visits = events
    .filter(({ time, sourceIp }) => sourceIp !== '203.0.113.66' && time % (7 * DAY) < 2 * DAY)
    .slice(0, 400)
    .map((event, i) => ({
      ...event,
      eventId: event.eventId.replace(/^.{4}/, 'ffff'),
      time: event.time + 7 * DAY + 9 * HOUR,
      sourceIp: `192.0.2.${1 + (i % 40)}`,
    }));
  return [...events, ...visits].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
}

const events = history();
const said = monday + 20 * DAY + HOUR / 2;
let databases: TestDatabase[];
/** Everything scored as it came; and the same history, only learnt. */
let live: Store;
let learnt: Store;

async function feed(store: Store, learnUntil: number | null): Promise<void> {
  const monitor = createMonitor(store, detection, learnUntil);
  const accept = async (part: readonly AccessEvent[]): Promise<void> => {
    for (let i = 0; i < part.length; i += 400) {
      await monitor.accept(part.slice(i, i + 400), 'bulk', { sender: 'test' });
    }
  };
  await accept(events.filter(({ time }) => time < said));
  const { credentialId } = events[0]!;
  const announced = { cidr: '192.0.2.0/24', until: new Date(said + 60 * DAY), reason: 'a test' };
  await declareExpectation(store, { credentialId, ...announced }, { id: 'k', name: 'kim' }, () => said);
  await accept(events.filter(({ time }) => time >= said));
  await monitor.close();
}

beforeAll(async () => {
  databases = [await createTestDatabase(), await createTestDatabase()];
  [live, learnt] = databases.map(({ store }) => store) as [Store, Store];
  await feed(live, null);
  await feed(learnt, monday + 400 * DAY);
}, 120_000);
afterAll(async () => {
  for (const database of databases) await database.drop();
});

async function run(store: Store, request: Partial<BacktestRequest> = {}): Promise<CredentialBacktest[]> {
  const found: CredentialBacktest[] = [];
  for await (const one of backtest(store, { ...ALL, ...request }, detection)) found.push(one);
  return found;
}

const triedOf = (found: readonly CredentialBacktest[]): Finding[] =>
  found.flatMap(({ episodes }) => episodes.flatMap(({ tried }) => tried ?? []));

async function storedFindings(store: Store): Promise<Finding[]> {
  const rows = await store.db
    .selectFrom('alert')
    .select('finding')
    .orderBy('credential_id')
    .orderBy('episode_start')
    .execute();
  return rows.map(({ finding }) => finding);
}

const keyOf = ({ credentialId, episodeStart }: Finding): string => `${credentialId} ${episodeStart}`;
const alarmsOf = (findings: readonly Finding[]): string[] => findings.filter(isAlarm).map(keyOf);

describe('a backtest of stored scores', () => {
  it('of the budget in force finds the alerts that there are, word for word', async () => {
    const stored = await storedFindings(live);
    expect(alarmsOf(stored).length).toBeGreaterThanOrEqual(4);
    expect(alarmsOf(stored).length).toBeLessThan(stored.length);
    const found = await run(live);
    expect(plain(triedOf(found))).toEqual(stored);
    const alerts = found.flatMap(({ episodes }) => episodes.map((episode) => episode.stored?.finding));
    expect(alerts).toEqual(stored);
    expect(found.every(({ learnt: hours }) => hours === 0)).toBe(true);
  });

  it('of a looser budget finds all of them and more, of a stricter one fewer', async () => {
    const inForce = alarmsOf(await storedFindings(live));
    const looser = alarmsOf(triedOf(await run(live, { budget: parseBudget('1/7d') })));
    const stricter = alarmsOf(triedOf(await run(live, { budget: parseBudget('1/36500d') })));
    expect(looser).toEqual(expect.arrayContaining(inForce));
    expect(looser.length).toBeGreaterThan(inForce.length);
    expect(inForce).toEqual(expect.arrayContaining(stricter));
  });

  it('keeps to a range and to a credential', async () => {
    const stored = await storedFindings(live);
    const from = monday + 20 * DAY;
    const to = monday + 39 * DAY + 12 * HOUR;
    const ranged = triedOf(await run(live, { from, to }));
    expect(plain(ranged)).toEqual(stored.filter(({ raisedAt }) => raisedAt >= from && raisedAt < to));
    const { credentialId } = stored.at(-1)!;
    const own = await run(live, { credentialId });
    expect(plain(triedOf(own))).toEqual(stored.filter((one) => one.credentialId === credentialId));
  });

  it('writes nothing', async () => {
    const count = () => live.pool.query<{ n: number }>('select count(*)::int as n from calibration_day');
    const before = (await count()).rows;
    await run(live, { budget: parseBudget('1/7d') });
    await run(live, { rescore: true });
    expect((await count()).rows).toEqual(before);
  });

  it('counts what is new and gone, the worst first, with progress to the end', async () => {
    const shares: number[] = [];
    const request = { ...ALL, budget: parseBudget('1/7d') };
    const result = await runBacktest(live, request, detection, { onProgress: (share) => shares.push(share) });
    const inForce = alarmsOf(await storedFindings(live));
    const looser = alarmsOf(triedOf(await run(live, { budget: parseBudget('1/7d') })));
    expect(result.new).toBe(looser.length - inForce.length);
    expect(result.gone).toBe(0);
    expect(result.credentials).toBe(4);
    const months = result.credential_months;
    expect(months).toBeCloseTo((4 * (40 - 8 / 24)) / 30, 0);
    expect(result.per_credential_month.tried).toBeCloseTo(looser.length / months, 9);
    const bits = result.alerts.filter(({ severity }) => severity === 'medium').map((one) => one.score_bits);
    expect(bits).toEqual([...bits].sort((a, b) => b - a));
    expect(result.alerts.filter(({ now }) => now)).not.toHaveLength(0);
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(runBacktest(live, ALL, detection, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a backtest of history that was only learnt', () => {
  it('finds nothing by stored scores, and says how much was not scored', async () => {
    const result = await runBacktest(learnt, ALL, detection);
    expect(result.alerts).toEqual([]);
    expect(result.hours_scored).toBe(0);
    const { rows } = await learnt.pool.query<{ n: number }>('select count(*)::int as n from usage_hour');
    expect(result.hours_not_scored).toBe(rows[0]!.n);
    expect(result.per_credential_month.tried).toBeNull();
  });

  it('scored anew, finds what was found where everything was scored as it came', async () => {
    const stored = await storedFindings(live);
    const anew = await run(learnt, { rescore: true });
    expect(plain(triedOf(anew))).toEqual(stored);
    expect(anew.every(({ episodes }) => episodes.every((episode) => episode.stored === null))).toBe(true);
    expect(plain(triedOf(await run(live, { rescore: true })))).toEqual(stored);
    // Calibration is that of the whole fleet also when one credential is asked for.
    const { credentialId } = stored.at(-1)!;
    const own = triedOf(await run(learnt, { rescore: true, credentialId }));
    expect(plain(own)).toEqual(stored.filter((one) => one.credentialId === credentialId));
  });
});

it('an empty database has no history to look back on', async () => {
  const empty = await createTestDatabase();
  expect(await runBacktest(empty.store, ALL, detection)).toMatchObject({ credentials: 0, alerts: [] });
  await empty.drop();
});

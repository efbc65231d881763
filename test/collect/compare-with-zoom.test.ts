import { afterEach, describe, expect, test } from 'vitest';
import { compareWithZoom } from '../../src/collect/compare-with-zoom.ts';
import { pullOnce } from '../../src/collect/pull-once.ts';
import { takeRecords } from '../../src/collect/take-records.ts';
import { DAY, HOUR, MINUTE, SECOND, toIso } from '../../src/core/time.ts';
import { listNotices } from '../../src/store/queries/notices.ts';
import { linkApp, noteApps } from '../../src/store/queries/zoom-apps.ts';
import { traceId } from '../support/zoom-stand-in/world.ts';
import { type Pulls, startPulls } from './support/pulls.ts';

const NOON = Date.UTC(2026, 9, 20, 12);
const CLIENT = 'theLinkedClientId00001';
const APP = { id: 'app-1', name: 'Reporting', type: 'ServerToServer' };

let pulls: Pulls;
afterEach(() => pulls.close());

interface Call {
  readonly time: number;
  readonly path: string;
  readonly status: number;
}

/** A small generator with a seed, so that the month is the same each time (Park & Miller 1988). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const PATHS = ['/v2/users', '/v2/users/u1/meetings', '/v2/report/daily', '/v2/meetings/123', '/v2/groups'];

/** An integration that works around the clock, some calls every few minutes, and seldom something else. */
function ownersCalls(from: number, to: number, random: () => number): Call[] {
  const calls: Call[] = [];
  for (let time = from + random() * 5 * MINUTE; time < to; time += -Math.log(random()) * 4 * MINUTE) {
    const path = random() < 0.02 ? '/v2/roles' : PATHS[Math.floor(random() ** 2 * PATHS.length)]!;
    calls.push({ time: Math.round(time), path, status: random() < 0.03 ? 429 : 200 });
  }
  return calls;
}

async function link(): Promise<void> {
  const { store } = pulls.intake;
  await noteApps(store, [{ appId: APP.id, name: APP.name, type: APP.type }], NOON);
  const audit = {
    at: new Date(NOON),
    actor: 'test',
    action: 'zoom_app.linked',
    subject: `zoom_app:${APP.id}`,
    detail: {},
  };
  await linkApp(store, APP.id, { clientId: CLIENT, by: 'test', at: new Date(NOON) }, audit);
}

async function store(credential: string, source: string, calls: readonly Call[]): Promise<void> {
  const records = calls.map(({ time, path, status }, i) => ({
    time: toIso(time),
    credential,
    source_ip: source === 'gateway' ? '198.51.100.10' : undefined,
    method: 'GET',
    host: 'api.zoom.us',
    path,
    status,
    id: `${credential}-${time}-${i}`,
  }));
  await takeRecords(records, { format: 'event', source, learnUntil: null }, pulls.intake);
}

const alerts = async (): Promise<{ severity: string; signals: string[] }[]> =>
  (await pulls.intake.store.db.selectFrom('alert').select(['severity', 'finding']).execute()).map((row) => ({
    severity: row.severity,
    signals: row.finding.signals.map(({ signal }) => signal),
  }));

const told = async (): Promise<{ severity: string; signals: string[] }[]> =>
  (await alerts()).filter(({ signals }) => signals.includes('zoom_side_only'));

/** For 25 minutes every five days. */
const isShipperDown = (time: number): boolean => time % (5 * DAY) < 25 * MINUTE;

/** Both logs of a span: Zoom's clock is ahead, what our log notes jitters, and some of its lines are lost. */
async function live(from: number, to: number, random: () => number, loss = 0.01): Promise<void> {
  const calls = ownersCalls(from, to, random);
  await store(
    CLIENT,
    'gateway',
    calls.filter(({ time }) => random() >= loss && !isShipperDown(time)),
  );
  const skewed = calls.map((call) => ({ ...call, time: call.time + 80 * SECOND + random() * 10 * SECOND }));
  await store(
    `app:${APP.id}`,
    'zoom-call-log',
    skewed.map((call) => ({ ...call, time: Math.round(call.time) })),
  );
}

describe('with one line in a hundred lost and clocks 90 seconds apart', () => {
  test('thirty days bring no false report, and a thief then is told of within one pull', async () => {
    pulls = await startPulls(NOON);
    await link();
    const random = randomFrom(20_261_020);
    const begin = NOON - 30 * DAY;
    for (let time = begin; time < NOON; time += 12 * HOUR) {
      pulls.setNow(time + 12 * HOUR);
      await live(time, time + 12 * HOUR, random);
      expect(await compareWithZoom(pulls.intake)).toBe(0);
    }
    expect(await told()).toEqual([]);
    const { rows } = await comparedHours();
    expect(rows).toBeGreaterThan(28 * 24);

    // Eight calls of his own choice beside the owner, and none of ours saw them.
    pulls.setNow(NOON + 3 * HOUR);
    await live(NOON, NOON + 2 * HOUR, random);
    const theft = Array.from({ length: 8 }, (_, i) => ({
      time: NOON + 20 * MINUTE + i * 40 * SECOND,
      path: i % 2 === 0 ? '/v2/users/u9/recordings' : '/v2/users',
      status: 200,
    }));
    await store(`app:${APP.id}`, 'zoom-call-log', theft);
    const found = await compareWithZoom(pulls.intake);
    expect(found).toBeGreaterThanOrEqual(3);
    expect(await told()).toEqual([{ severity: 'high', signals: expect.arrayContaining(['zoom_side_only']) }]);
    // Compared again, told once.
    pulls.setNow(NOON + 4 * HOUR);
    expect(await compareWithZoom(pulls.intake)).toBe(0);
    expect(await told()).toHaveLength(1);
  });
});

describe('what our logs cannot know', () => {
  test('an hour without a log of ours raises nothing', async () => {
    pulls = await startPulls(NOON);
    await link();
    const random = randomFrom(7);
    await live(NOON - 8 * DAY, NOON, random);
    pulls.setNow(NOON + 4 * HOUR);
    // The gateway's shipper is down: Zoom's log goes on.
    const calls = ownersCalls(NOON, NOON + 2 * HOUR, random);
    await store(`app:${APP.id}`, 'zoom-call-log', calls);
    expect(await compareWithZoom(pulls.intake)).toBe(0);
    expect(await told()).toEqual([]);
    const last = await pulls.intake.store.db
      .selectFrom('ledger_hour')
      .select(['zoom_side', 'uncovered'])
      .orderBy('hour', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(last.uncovered).toBe(last.zoom_side);
  });

  test('an app that no log of ours sees is said to be one, and raises nothing', async () => {
    pulls = await startPulls(NOON);
    await link();
    await store(`app:${APP.id}`, 'zoom-call-log', ownersCalls(NOON - DAY, NOON - 2 * HOUR, randomFrom(9)));
    expect(await compareWithZoom(pulls.intake)).toBe(0);
    expect(await told()).toEqual([]);
    expect((await listNotices(pulls.intake.store, 10)).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['ledger_no_log', APP.id],
    ]);
  });
});

test('a thief who calls Zoom directly is told of with the pull that brings his calls', async () => {
  pulls = await startPulls(NOON);
  const random = randomFrom(3);
  pulls.zoom.world.apps.push(APP);
  const owner = ownersCalls(NOON - 2 * DAY, NOON, random);
  for (const call of owner) {
    const { time, path: pattern, status } = call;
    pulls.zoom.world.calls.push({ appId: APP.id, time, method: 'GET', pattern, status, traceId: traceId() });
  }
  await store(CLIENT, 'gateway', owner);
  await pullOnce(pulls.context, () => undefined);
  await link();
  pulls.setNow(NOON + HOUR);
  const calls = ownersCalls(NOON, NOON + HOUR, random);
  await store(CLIENT, 'gateway', calls);
  const theft = Array.from({ length: 8 }, (_, i) => ({
    time: NOON + 30 * MINUTE + i * 20 * SECOND,
    path: '/v2/users/u9/recordings',
    status: 200,
  }));
  for (const { time, path: pattern, status } of [...calls, ...theft]) {
    pulls.zoom.world.calls.push({ appId: APP.id, time, method: 'GET', pattern, status, traceId: traceId() });
  }
  pulls.setNow(NOON + 3 * HOUR);
  const { added } = await pullOnce(pulls.context, () => undefined);
  expect(added.get('calls that only Zoom saw')).toBe(8);
  expect(await told()).toEqual([{ severity: 'high', signals: expect.arrayContaining(['zoom_side_only']) }]);
});

async function comparedHours(): Promise<{ rows: number }> {
  const { count } = await pulls.intake.store.db
    .selectFrom('ledger_hour')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return { rows: Number(count) };
}

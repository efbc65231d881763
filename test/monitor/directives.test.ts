import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../src/core/event.ts';
import { HourReplay } from '../../src/core/replay.ts';
import { rollUp } from '../../src/core/rollup.ts';
import type { ScoredHour } from '../../src/core/score.ts';
import type { Directive } from '../../src/core/standing.ts';
import { HOUR, hourOf, MINUTE, startOfHour } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { createMonitor } from '../../src/monitor/monitor.ts';
import { changeCredential } from '../../src/respond/credentials.ts';
import { declareExpectation, withdrawExpectation } from '../../src/respond/expectations.ts';
import { readDirectives } from '../../src/store/accept/directives.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { at, OFFICE, visit, work } from '../respond/support/life.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { byHour, detection, disorder, seeded } from './support/traffic.ts';

const credential = 'integration';
const credentialId = credentialIdOf(credential);
const actor = { id: 'key', name: 'kim' };
let database: TestDatabase;
let store: Store;

beforeEach(async () => {
  database = await createTestDatabase();
  store = database.store;
});
afterEach(() => database.drop());

/** Everything that was ever said, as the detector knows it. */
async function everythingSaid(): Promise<Directive[]> {
  const range = { credentialId, from: 0, to: hourOf(at(100, 0)) };
  return (await readDirectives(store.db, [range])).get(credentialId) ?? [];
}

/** What every hour was found to be. */
async function storedScores(): Promise<unknown[]> {
  const rows = await store.db.selectFrom('usage_hour').select(['bits', 'score']).orderBy('hour').execute();
  return rows.map(({ bits, score }) => ({ bits, score }));
}

/** The same by a replay of all events at once. */
function replayedScores(events: readonly AccessEvent[], directives: readonly Directive[] = []): ScoredHour[] {
  const track = new HourReplay(detection.timeZone, 0, directives);
  const hours = [...rollUp(events)].sort(([a], [b]) => a - b);
  return hours.map(([, rollup]) => track.add(rollup)!);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what was said of a credential', () => {
  /** When somebody says what: at odd minutes, so that hours have begun. */
  const said: readonly [time: number, say: (now: () => number) => Promise<unknown>][] = [
    [
      at(28, 10.3),
      (now) =>
        declareExpectation(
          store,
          { credentialId, cidr: '203.0.113.0/24', until: new Date(at(31, 10.5)), reason: 'a test' },
          actor,
          now,
        ),
    ],
    [
      at(29, 9.7),
      (now) =>
        declareExpectation(
          store,
          { credentialId, asn: 64_501, volume: 4, until: new Date(at(60, 0)), reason: 'a test' },
          actor,
          now,
        ),
    ],
    [
      at(30, 10.4),
      async (now) => {
        const row = await store.db
          .selectFrom('directive')
          .select('directive_id')
          .orderBy('made_at')
          .limit(1)
          .executeTakeFirstOrThrow();
        await withdrawExpectation(store, row.directive_id, actor, now);
      },
    ],
    [
      at(32, 9.6),
      (now) => changeCredential(store, { credentialId, register: null }, { state: 'revoked' }, actor, now),
    ],
    [
      at(32, 12.1),
      (now) => changeCredential(store, { credentialId, register: null }, { state: 'active' }, actor, now),
    ],
  ];

  const strangers = [28, 29, 30, 31, 33].flatMap((day) => [
    ...visit(credential, at(day, 10) + MINUTE, `203.0.113.${day}`, 19),
    ...visit(credential, at(day, 11) + MINUTE, `203.0.113.${day + 100}`, 19),
  ]);
  const events = [...work(credential, 0, 34), ...strangers].sort((a, b) => a.time - b.time);

  it('is known to every replica: they find what a replay finds that knows it', async () => {
    const otherStore = openStore(database.connectionString);
    const replicas = [createMonitor(store, detection), createMonitor(otherStore, detection)];
    const random = seeded(3);
    const share = async (part: readonly AccessEvent[]): Promise<void> => {
      const parts = replicas.map((): AccessEvent[] => []);
      for (const event of part) parts[random() < 0.5 ? 0 : 1]!.push(event);
      await Promise.all(replicas.map((to, i) => to.accept(parts[i]!, 'small', { sender: 'test' })));
    };
    let next = 0;
    await replicas[0]!.accept(
      events.filter(({ time }) => time < at(28, 0)),
      'bulk',
      { sender: 'test' },
    );
    const live = events.filter(({ time }) => time >= at(28, 0));
    for (const window of byHour(disorder(live, 20 * MINUTE, seeded(4)))) {
      const start = startOfHour(hourOf(window[0]!.time));
      await share(window.filter(({ time }) => time < start + HOUR / 2));
      while (next < said.length && said[next]![0] < start + HOUR) {
        const [moment, say] = said[next]!;
        await say(() => moment);
        next += 1;
      }
      await share(window.filter(({ time }) => time >= start + HOUR / 2));
      if (random() < 0.1) replicas[0] = createMonitor(store, detection);
    }
    await otherStore.close();
    expect(next).toBe(said.length);
    const expected = replayedScores(events, await everythingSaid());
    expect(await storedScores()).toEqual(plain(expected));
    // It matters what was said: without it, other hours are evidence.
    const told = (hours: readonly ScoredHour[]): string[] =>
      hours.flatMap(({ score }) => score?.signals.map(({ signal }) => `${score.hour} ${signal}`) ?? []);
    const silent = told(replayedScores(events)).filter((one) => !told(expected).includes(one));
    expect(silent.some((one) => one.endsWith('unfamiliar_network'))).toBe(true);
    expect(told(expected).some((one) => one.endsWith('revoked_use'))).toBe(true);
  });

  it('that did not hold in any hour of a range is not read, and what did is', async () => {
    const monitor = createMonitor(store, detection);
    await monitor.accept(work(credential, 0, 1), 'bulk', { sender: 'test' });
    for (const [moment, say] of said) await say(() => moment);
    const kinds = async (from: number, to: number): Promise<string[]> => {
      const range = { credentialId, from: hourOf(from), to: hourOf(to) };
      const found = (await readDirectives(store.db, [range])).get(credentialId) ?? [];
      return found.map(({ statement }) => statement.kind).sort();
    };
    expect(await kinds(at(0, 0), at(28, 9))).toEqual([]);
    expect(await kinds(at(28, 10), at(28, 10))).toEqual(['network']);
    expect(await kinds(at(30, 10), at(30, 10))).toEqual(['asn', 'network', 'volume']);
    expect(await kinds(at(30, 11), at(30, 11))).toEqual(['asn', 'volume']);
    expect(await kinds(at(32, 12), at(32, 12))).toEqual(['asn', 'revoked', 'volume']);
    expect(await kinds(at(32, 13), at(90, 0))).toEqual(['asn', 'volume']);
    expect(await kinds(at(60, 0), at(90, 0))).toEqual([]);
  });

  it('is dated when no batch of the credential is at work any more', async () => {
    const monitor = createMonitor(store, detection);
    await monitor.accept(visit(credential, at(0, 8), OFFICE, 1), 'small', { sender: 'test' });
    let clock = at(0, 8.5);
    const declaration = { credentialId, asn: 1, until: new Date(at(9, 0)), reason: 'a test' };
    const batch = await store.pool.connect();
    try {
      await batch.query('begin');
      await batch.query('select 1 from credential_state where credential_id = $1 for update', [credentialId]);
      const declared = declareExpectation(store, declaration, actor, () => clock);
      await expect.poll(waitingForLocks, { timeout: 20_000 }).toBe(1);
      clock = at(0, 9.5);
      await batch.query('commit');
      expect((await declared)?.since).toEqual(new Date(at(0, 9.5)));
    } finally {
      batch.release();
    }
  });

  async function waitingForLocks(): Promise<number> {
    await sleep(10);
    const { rows } = await store.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]!.n;
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../src/core/time.ts';
import { keepOnly } from '../../src/monitor/retention.ts';
import { ensureMonths } from '../../src/store/partitions.ts';
import { takeLease } from '../../src/store/queries/installation.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const NOW = Date.UTC(2026, 10, 24);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('months and rejected lines that lie wholly before the days to keep are dropped, the rest stays', async () => {
  const { store } = database;
  const said: string[] = [];
  const log = {
    info: (message: string) => said.push(message),
    error: (message: string) => said.push(message),
  };
  await ensureMonths(store, [Date.UTC(2026, 6, 1), Date.UTC(2026, 7, 15), Date.UTC(2026, 8, 15), NOW]);
  const lines = [NOW - 100 * DAY, NOW - DAY].map((time, index) => ({
    rejection_id: `00000000-0000-4000-8000-00000000000${index}`,
    received_at: new Date(time),
    source: 'gateway',
    code: 'malformed_json',
    message: '',
    line: 1,
    length: 1,
    hash: '',
    excerpt: '',
  }));
  await store.db.insertInto('rejected_line').values(lines).execute();
  // 90 days before is in August, which therefore stays whole.
  await keepOnly(store, 90, NOW, log);
  expect(said).toEqual(['retention: dropped access_event_2026_07']);
  const kept = await store.db.selectFrom('rejected_line').select('received_at').execute();
  expect(kept.map((row) => row.received_at.getTime())).toEqual([NOW - DAY]);
});

test('one replica at a time: another one finds nothing to do until the lease has run out', async () => {
  const { store } = database;
  await ensureMonths(store, [Date.UTC(2025, 0, 1)]);
  const said: string[] = [];
  await keepOnly(store, 90, NOW, {
    info: (message) => said.push(message),
    error: (message) => said.push(message),
  });
  expect(said).toEqual([]);
});

test('a lease goes to one of many, and to another one when it has run out', async () => {
  const { store } = database;
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeLease(store, 'test', 60_000)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await takeLease(store, 'brief', 1)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await takeLease(store, 'brief', 1)).toBe(true);
});

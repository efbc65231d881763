import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstArrivalOf } from '../../../src/store/queries/first-arrivals.ts';
import { addToNotice, listNotices } from '../../../src/store/queries/notices.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('a notice that repeats is one row with a count and the newest message', async () => {
  const add = (message: string, count: number): Promise<void> =>
    addToNotice(database.store, { kind: 'bad_signature', subject: 'zoom', message, count });
  await add('first', 2);
  await add('second', 3);
  await addToNotice(database.store, { kind: 'bad_signature', subject: 'other', message: 'else', count: 1 });
  const found = await listNotices(database.store, 10);
  expect(found.map(({ subject, message, count }) => ({ subject, message, count }))).toEqual([
    { subject: 'other', message: 'else', count: 1 },
    { subject: 'zoom', message: 'second', count: 5 },
  ]);
  const repeated = found[1];
  expect(repeated?.lastAt.getTime()).toBeGreaterThan(repeated?.firstAt.getTime() ?? Number.POSITIVE_INFINITY);
  expect(await listNotices(database.store, 1)).toHaveLength(1);
});

it('a body without a time keeps the time of its first arrival, also when two replicas get it at once', async () => {
  const body = '5f0c8a57-9a7c-4d4e-8a62-0f3c5b7f1a11';
  const at = Date.UTC(2026, 2, 2, 12);
  expect(await firstArrivalOf(database.store, body, at)).toBe(at);
  expect(await firstArrivalOf(database.store, body, at + 300_000)).toBe(at);
  const other = '5f0c8a57-9a7c-4d4e-8a62-0f3c5b7f1a12';
  const times = await Promise.all([1, 2, 3, 4].map((i) => firstArrivalOf(database.store, other, at + i)));
  expect(new Set(times).size).toBe(1);
});

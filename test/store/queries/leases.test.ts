import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { claimLease, releaseLease, renewLease } from '../../../src/store/queries/leases.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  await database.store.db.deleteFrom('installation').execute();
});

const claim = (owner: string, forMs = 60_000): Promise<boolean> =>
  claimLease(database.store, 'work', owner, forMs);
const renew = (owner: string, forMs = 60_000): Promise<boolean> =>
  renewLease(database.store, 'work', owner, forMs);

test('of many that claim it at the same moment one has it', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(`owner-${i}`)));
  expect(claims.filter((got) => got)).toHaveLength(1);
});

test('it is free when it is given back, by its holder alone, and when it has run out', async () => {
  await claim('a');
  await releaseLease(database.store, 'work', 'b');
  expect(await claim('b')).toBe(false);
  await releaseLease(database.store, 'work', 'a');
  expect(await claim('b', 100)).toBe(true);
  await sleep(150);
  expect(await claim('c')).toBe(true);
});

test('it is renewed by its holder, also when it ran out and nobody took it, and never taken so', async () => {
  expect(await renew('a')).toBe(false);
  await claim('a', 100);
  await sleep(150);
  expect(await renew('a')).toBe(true);
  expect(await claim('b')).toBe(false);
  expect(await renew('b')).toBe(false);
});

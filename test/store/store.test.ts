import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('closing ends connections that were opened beside Kysely as well, and may be asked for twice', async () => {
  const store = openStore(database.connectionString);
  await store.pool.query('select 1');
  expect(store.pool.totalCount).toBe(1);
  await Promise.all([store.close(), store.close()]);
  expect(store.pool.totalCount).toBe(0);
  await expect(store.pool.query('select 1')).rejects.toThrow(/after calling end/);
});

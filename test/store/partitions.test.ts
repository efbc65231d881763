import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropPartitionsBefore, ensureMonths } from '../../src/store/partitions.ts';
import { sqlStateOf } from '../../src/store/sql-state.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
/** A new one for each test, since a store remembers the months that it has seen. */
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  store = openStore(database.connectionString);
  await dropPartitionsBefore(store, Date.UTC(3000, 0));
  return () => store.close();
});

afterAll(async () => {
  await database.drop();
});

const at = (text: string): number => Date.parse(text);

async function insertEvent(target: Store, time: number): Promise<void> {
  await sql`
    insert into access_event (credential_id, occurred_at, event_id)
    values (gen_random_uuid(), ${new Date(time).toISOString()}::timestamptz, gen_random_uuid())`.execute(
    target.db,
  );
}

async function partitions(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'access_event'::regclass
    order by 1`.execute(store.db);
  return rows.map((row) => row.name);
}

async function countEvents(): Promise<unknown> {
  return (await sql`select count(*) as n from access_event`.execute(store.db)).rows[0];
}

test('makes each missing month once, bounded by UTC', async () => {
  await ensureMonths(store, [
    at('2026-03-01T00:00:00Z'),
    at('2026-02-28T23:59:59.999Z'),
    at('2026-03-31T23:59:59.999Z'),
  ]);
  expect(await partitions()).toEqual(['access_event_2026_02', 'access_event_2026_03']);
  await insertEvent(store, at('2026-02-01T00:00:00Z'));
  await insertEvent(store, at('2026-03-31T23:59:59.999Z'));
  await expect(insertEvent(store, at('2026-04-01T00:00:00Z'))).rejects.toSatisfy(
    (error) => sqlStateOf(error) === '23514',
  );
});

test('any accepted time has a month afterwards', async () => {
  const times = fc.array(fc.integer({ min: at('2011-01-01T00:00:00Z'), max: at('2031-01-01T00:00:00Z') }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(times, async (some) => {
      await ensureMonths(store, some);
      for (const time of some) await insertEvent(store, time);
    }),
    { numRuns: 10 },
  );
});

test('a month has the key and the indexes of the whole', async () => {
  await ensureMonths(store, [at('2026-03-15T00:00:00Z')]);
  const { rows } = await sql`
    select (select count(*) from pg_index where indrelid = 'access_event'::regclass) as whole,
           (select count(*) from pg_index i join pg_inherits h on h.inhrelid = i.indexrelid
            where i.indrelid = 'access_event_2026_03'::regclass) as month`.execute(store.db);
  expect(rows).toEqual([{ whole: 3, month: 3 }]);
});

test('replicas that want the same months at once all get them', async () => {
  const replicas = Array.from({ length: 4 }, () =>
    openStore(database.connectionString, { maxConnections: 2 }),
  );
  const months = Array.from({ length: 6 }, (_, month) => Date.UTC(2025, month, 10));
  try {
    await Promise.all(replicas.map((replica) => ensureMonths(replica, months)));
  } finally {
    await Promise.all(replicas.map((replica) => replica.close()));
  }
  expect(await partitions()).toHaveLength(6);
});

test('what is known is not looked up again', async () => {
  const times = [at('2026-03-15T00:00:00Z')];
  await ensureMonths(store, times);
  await store.close();
  await ensureMonths(store, times);
  await expect(ensureMonths(store, [at('2026-04-15T00:00:00Z')])).rejects.toThrow();
});

test('neither readers nor writers in the middle of a transaction are waited for', async () => {
  await ensureMonths(store, [at('2026-03-15T00:00:00Z')]);
  await inTransaction(database.store, async (transaction) => {
    await sql`select count(*) from access_event`.execute(transaction);
    await sql`
      insert into access_event (credential_id, occurred_at, event_id)
      values (gen_random_uuid(), '2026-03-15T00:00:00Z', gen_random_uuid())`.execute(transaction);
    await ensureMonths(store, [at('2026-04-15T00:00:00Z')]);
  });
  expect(await partitions()).toEqual(['access_event_2026_03', 'access_event_2026_04']);
});

test('retention drops the months that are over, and no other', async () => {
  const months = ['2026-01', '2026-02', '2026-03'].map((month) => at(`${month}-10T00:00:00Z`));
  await ensureMonths(store, months);
  for (const month of months) await insertEvent(store, month);
  expect(await dropPartitionsBefore(store, at('2026-02-28T23:59:59Z'))).toEqual(['access_event_2026_01']);
  expect(await partitions()).toEqual(['access_event_2026_02', 'access_event_2026_03']);
  expect(await countEvents()).toEqual({ n: 2 });
  expect(await dropPartitionsBefore(store, at('2026-02-28T23:59:59Z'))).toEqual([]);
  // A dropped month can come back.
  await ensureMonths(store, months);
  await insertEvent(store, at('2026-01-10T00:00:00Z'));
});

test('what an interrupted retention left is finished', async () => {
  await ensureMonths(store, [at('2026-01-10T00:00:00Z')]);
  await sql`alter table access_event detach partition access_event_2026_01`.execute(store.db);
  expect(await dropPartitionsBefore(store, at('2026-02-01T00:00:00Z'))).toEqual(['access_event_2026_01']);
});

test('a detachment that was cancelled half way is finished', async () => {
  await ensureMonths(store, [at('2026-01-10T00:00:00Z')]);
  await inTransaction(database.store, async (reader) => {
    await sql`select count(*) from access_event`.execute(reader);
    const client = await store.pool.connect();
    try {
      await client.query(`set statement_timeout = '300ms'`);
      // It waits for the reader, and is cancelled.
      await expect(
        client.query('alter table access_event detach partition access_event_2026_01 concurrently'),
      ).rejects.toMatchObject({ code: '57014' });
    } finally {
      client.release(true);
    }
  });
  expect(await dropPartitionsBefore(store, at('2026-02-01T00:00:00Z'))).toEqual(['access_event_2026_01']);
  expect(await partitions()).toEqual([]);
});

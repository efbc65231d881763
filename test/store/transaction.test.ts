import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isConnectionLoss, sqlStateOf } from '../../src/store/sql-state.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  const { db } = database.store;
  await sql`drop table if exists tally`.execute(db);
  await sql`create table tally (name text primary key, n integer not null)`.execute(db);
  await sql`insert into tally values ('a', 0), ('b', 0)`.execute(db);
});

afterAll(async () => {
  await database.drop();
});

type Name = 'a' | 'b';
type Work = Parameters<typeof inTransaction<void>>[1];
type Connection = Parameters<Work>[0];

async function increment(transaction: Connection, name: Name): Promise<void> {
  await sql`update tally set n = n + 1 where name = ${name}`.execute(transaction);
}

async function tally(): Promise<unknown> {
  return (await sql`select name, n from tally order by name`.execute(database.store.db)).rows;
}

/** Resolves for all once that many have come. */
function meeting(size: number): () => Promise<void> {
  let arrived = 0;
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === size) open();
    return opened;
  };
}

test('commits what the work did, and returns what it returned', async () => {
  const answer = await inTransaction(database.store, async (transaction) => {
    await increment(transaction, 'a');
    return 42;
  });
  expect(answer).toBe(42);
  expect(await tally()).toEqual([
    { name: 'a', n: 1 },
    { name: 'b', n: 0 },
  ]);
});

test('an error of the work undoes it, and is not retried', async () => {
  let runs = 0;
  const failure = new Error('no');
  await expect(
    inTransaction(database.store, async (transaction) => {
      runs += 1;
      await increment(transaction, 'a');
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(runs).toBe(1);
  expect(await tally()).toContainEqual({ name: 'a', n: 0 });
});

test('a deadlock is resolved by running the victim again', async () => {
  let runs = 0;
  const bothHoldOne = meeting(2);
  const crossing = (first: Name, second: Name) =>
    inTransaction(database.store, async (transaction) => {
      runs += 1;
      await increment(transaction, first);
      await bothHoldOne();
      await increment(transaction, second);
    });
  await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
  expect(runs).toBe(3);
  expect(await tally()).toEqual([
    { name: 'a', n: 2 },
    { name: 'b', n: 2 },
  ]);
});

test('a connection lost on the way is replaced, and the work done once', async () => {
  let runs = 0;
  await inTransaction(database.store, async (transaction) => {
    runs += 1;
    await increment(transaction, 'a');
    if (runs === 1) await terminate(await backendOf(transaction));
    await increment(transaction, 'b');
  });
  expect(runs).toBe(2);
  expect(await tally()).toEqual([
    { name: 'a', n: 1 },
    { name: 'b', n: 1 },
  ]);
});

test('gives up after the attempts it was given, with the last error', async () => {
  let runs = 0;
  const error = await inTransaction(
    database.store,
    async (transaction) => {
      runs += 1;
      await terminate(await backendOf(transaction));
      await increment(transaction, 'a');
    },
    { attempts: 3 },
  ).catch((reason: unknown) => reason);
  expect(runs).toBe(3);
  expect(isConnectionLoss(error)).toBe(true);
  expect(await tally()).toContainEqual({ name: 'a', n: 0 });
});

test('a serialization failure is retried, a broken rule is not', async () => {
  let runs = 0;
  const raise = (state: string) =>
    inTransaction(
      database.store,
      async (transaction) => {
        runs += 1;
        await sql
          .raw(`do $$ begin raise exception 'x' using errcode = '${state}'; end $$`)
          .execute(transaction);
      },
      { attempts: 2 },
    ).catch((reason: unknown) => sqlStateOf(reason));
  expect(await raise('40001')).toBe('40001');
  expect(runs).toBe(2);
  expect(await raise('23514')).toBe('23514');
  expect(runs).toBe(3);
});

test('reads what others have committed meanwhile', async () => {
  await inTransaction(database.store, async (transaction) => {
    await sql`select n from tally`.execute(transaction);
    await inTransaction(database.store, (other) => increment(other, 'a'));
    const { rows } = await sql`select n from tally where name = 'a'`.execute(transaction);
    expect(rows).toEqual([{ n: 1 }]);
  });
});

test('a statement that runs too long is ended, and the limit stays with the transaction', async () => {
  const error = await inTransaction(
    database.store,
    async (transaction) => {
      await sql`select pg_sleep(20)`.execute(transaction);
    },
    { statementTimeoutMs: 50 },
  ).catch((reason: unknown) => reason);
  expect(sqlStateOf(error)).toBe('57014');
  const { rows } = await sql`show statement_timeout`.execute(database.store.db);
  expect(rows).toEqual([{ statement_timeout: '0' }]);
});

test('sqlStateOf reads PostgreSQL alone', () => {
  expect(sqlStateOf(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }))).toBeUndefined();
  expect(sqlStateOf('40001')).toBeUndefined();
});

async function backendOf(transaction: Connection): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
  return rows[0]?.pid ?? 0;
}

async function terminate(pid: number): Promise<void> {
  await sql`select pg_terminate_backend(${pid}::int)`.execute(database.store.db);
}

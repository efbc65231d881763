import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isConnectionLoss } from '../../src/store/sql-state.ts';
import { openStore } from '../../src/store/store.ts';
import { waitUntil } from '../support/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

test('counts come as numbers and times as dates', async () => {
  const { rows } = await sql`
    select 9007199254740991::bigint as most, 9223372036854775807::bigint as beyond, count(*) as counted,
           array[1, null, 2]::bigint[] as several, '2026-01-02T03:04:05.678Z'::timestamptz as at
    from generate_series(1, 2)`.execute(database.store.db);
  expect(rows).toEqual([
    {
      most: Number.MAX_SAFE_INTEGER,
      beyond: 2 ** 63,
      counted: 2,
      several: [1, null, 2],
      at: new Date('2026-01-02T03:04:05.678Z'),
    },
  ]);
});

test('an idle connection that breaks is reported, and the next query gets another', async () => {
  const errors: Error[] = [];
  const store = openStore(database.connectionString, {
    maxConnections: 1,
    onConnectionError: (error) => errors.push(error),
  });
  try {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store.db);
    await terminate(rows[0]?.pid);
    await waitUntil(() => errors.length > 0);
    expect(errors.every(isConnectionLoss)).toBe(true);
    expect((await sql`select 1 as x`.execute(store.db)).rows).toEqual([{ x: 1 }]);
  } finally {
    await store.close();
  }
});

test('keeps nothing in the session', async () => {
  const store = openStore(database.connectionString, { maxConnections: 1 });
  try {
    await sql`select ${1}::int`.execute(store.db);
    const { rows } = await sql`
      select (select count(*) from pg_prepared_statements) as statements,
             (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
             (select count(*) from pg_listening_channels()) as channels,
             (select count(*) from pg_settings where source = 'session') as settings`.execute(store.db);
    expect(rows).toEqual([{ statements: 0, locks: 0, channels: 0, settings: 0 }]);
  } finally {
    await store.close();
  }
});

test('a server that is not there is a lost connection', async () => {
  const store = openStore('postgresql://monitor:x@127.0.0.1:1/none');
  const error = await sql`select 1`.execute(store.db).catch((reason: unknown) => reason);
  expect(isConnectionLoss(error)).toBe(true);
  await store.close();
  await store.close();
});

async function terminate(pid: number | undefined): Promise<void> {
  await sql`select pg_terminate_backend(${pid}::int)`.execute(database.store.db);
}

import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateToLatest, pendingMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/store.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createEmptyDatabase();
});

afterEach(async () => {
  await database.drop();
});

const names = Object.keys(migrations).sort();

test('an empty database gets every migration, and a second run finds nothing to do', async () => {
  const { store } = database;
  expect(await pendingMigrations(store)).toEqual(names);
  expect(await migrateToLatest(store)).toEqual(names);
  expect(await pendingMigrations(store)).toEqual([]);
  expect(await migrateToLatest(store)).toEqual([]);
});

test('the job queue is installed with the schema', async () => {
  await migrateToLatest(database.store);
  await sql`select graphile_worker.add_job('deliver')`.execute(database.store.db);
  const jobs = await sql`select task_identifier from graphile_worker.jobs`.execute(database.store.db);
  expect(jobs.rows).toEqual([{ task_identifier: 'deliver' }]);
});

test('replicas that start at once migrate once, and all succeed', async () => {
  const stores = Array.from({ length: 4 }, () => openStore(database.connectionString, { maxConnections: 2 }));
  try {
    const applied = await Promise.all(stores.map((store) => migrateToLatest(store)));
    expect(applied.flat().sort()).toEqual(names);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
});

const later = (breaking: boolean) =>
  ({
    ...migrations,
    '9999-later': {
      breaking,
      up: (db) => db.schema.createTable('later').addColumn('x', 'integer').execute(),
    },
  }) satisfies typeof migrations;

test('a newer schema that breaks nothing is warned of, and used', async () => {
  await migrateToLatest(database.store, { migrations: later(false) });
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (message: string) => warnings.push(message), error: () => {} };
  expect(await migrateToLatest(database.store, { log })).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('9999-later')]);
  expect(await pendingMigrations(database.store)).toEqual([]);
});

test('a newer schema that breaks this version is refused', async () => {
  await migrateToLatest(database.store, { migrations: later(true) });
  const refusal = { code: 'schema_too_new', message: expect.stringContaining('9999-later') };
  await expect(migrateToLatest(database.store)).rejects.toMatchObject(refusal);
  await expect(pendingMigrations(database.store)).rejects.toMatchObject(refusal);
});

test('a newer migration that left no note is refused', async () => {
  await migrateToLatest(database.store, { migrations: later(false) });
  await sql`delete from schema_note where migration = '9999-later'`.execute(database.store.db);
  await expect(migrateToLatest(database.store)).rejects.toMatchObject({ code: 'schema_too_new' });
});

test('a migration that fails leaves nothing of itself behind', async () => {
  const broken = {
    ...migrations,
    '9999-broken': {
      breaking: true,
      up: async (db) => {
        await db.schema.createTable('half_done').addColumn('x', 'integer').execute();
        await sql`select 1 / 0`.execute(db);
      },
    },
  } satisfies typeof migrations;
  await expect(migrateToLatest(database.store, { migrations: broken })).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringMatching(/9999-broken.*division by zero/),
  });
  expect(await pendingMigrations(database.store, { migrations: broken })).toContain('9999-broken');
  const left = await sql<{ found: boolean }>`select to_regclass('half_done') is not null as found`.execute(
    database.store.db,
  );
  expect(left.rows).toEqual([{ found: false }]);
});

import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { onOneConnection } from '../../src/store/one-connection.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { databaseIn } from './database-url.ts';

export interface TestDatabase {
  readonly connectionString: string;
  readonly store: Store;
  /** Closes the store and drops the database, also while others are connected to it. */
  drop(): Promise<void>;
}

/** A database of its own for a test file: `beforeAll(async () => { database = await createTestDatabase(); })`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return create(inject('templateName'));
}

/** The same without any schema, for tests of the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

async function create(template: string): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name} template ${template}`);
  const connectionString = databaseIn(serverUrl, name);
  const store = openStore(connectionString);
  return {
    connectionString,
    store,
    drop: async () => {
      await store.close();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  await onOneConnection(url, (client) => client.query(statement));
}

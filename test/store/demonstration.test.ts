import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { listCredentials } from '../../src/store/queries/credentials.ts';
import { emptyForDemonstration, nameCredentials } from '../../src/store/queries/demonstration.ts';
import { installationValue, settleInstallationValue } from '../../src/store/queries/installation.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const named = {
  credential: 'demo-client-id',
  credentialId: credentialIdOf('demo-client-id'),
  label: 'CRM sync',
};
const stored = () => listCredentials(database.store, {}, { limit: 10, after: null }, Date.now());

test('a database that somebody uses is left alone', async () => {
  await nameCredentials(database.store, [named]);
  expect(await emptyForDemonstration(database.store)).toBe(false);
  expect(await stored()).toMatchObject([{ externalId: 'demo-client-id', label: 'CRM sync' }]);
});

test('one of a demonstration is emptied, but for facts of the installation', async () => {
  expect(await emptyForDemonstration(database.store)).toBe(true);
  await settleInstallationValue(database.store, 'fact', 'kept');
  await nameCredentials(database.store, [named]);
  expect(await stored()).toHaveLength(1);
  expect(await emptyForDemonstration(database.store)).toBe(true);
  expect(await stored()).toEqual([]);
  expect(await installationValue(database.store, 'fact')).toBe('kept');
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ApiKeyError,
  createApiKey,
  findApiKey,
  hashOfKey,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
} from '../../../src/store/queries/api-keys.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('API keys', () => {
  it('are 32 random bytes behind a prefix, and only their SHA-256 is stored', async () => {
    const { id, key } = await createApiKey(database.store, { name: 'shipper', role: 'ingest' });
    expect(key).toMatch(/^zum_[\w-]{43}$/);
    const row = await database.store.db
      .selectFrom('api_key')
      .selectAll()
      .where('key_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.hash).toEqual(createHash('sha256').update(key).digest());
    expect(JSON.stringify(row)).not.toContain(key);
  });

  it('are found by their hash with everything they are tied to', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const { id, key } = await createApiKey(database.store, {
      name: 'edge',
      role: 'ingest',
      source: 'edge-1',
      credentialPattern: 'app:*',
      newCredentialsPerHour: 5,
      expiresAt,
    });
    expect(await findApiKey(database.store, hashOfKey(key))).toMatchObject({
      id,
      name: 'edge',
      role: 'ingest',
      source: 'edge-1',
      credentialPattern: 'app:*',
      newCredentialsPerHour: 5,
      expiresAt,
      revokedAt: null,
    });
    expect(await findApiKey(database.store, hashOfKey(`${key}x`))).toBeNull();
  });

  it('stay revoked from the first time on, and remain listed', async () => {
    const { id, key } = await createApiKey(database.store, { name: 'old', role: 'read' });
    expect(await revokeApiKey(database.store, id)).toBe(true);
    const revokedAt = (await findApiKey(database.store, hashOfKey(key)))?.revokedAt;
    expect(revokedAt).toBeInstanceOf(Date);
    expect(await revokeApiKey(database.store, id)).toBe(true);
    const listed = (await listApiKeys(database.store)).find((entry) => entry.id === id);
    expect(listed?.revokedAt).toEqual(revokedAt);
    expect(listed).not.toHaveProperty('hash');
    expect(await revokeApiKey(database.store, '00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  it.each<[string, NewApiKey]>([
    ['a blank name', { name: '  ', role: 'read' }],
    ['a name with a control character', { name: 'a\u0007b', role: 'read' }],
    ['a name too long', { name: 'x'.repeat(101), role: 'read' }],
    ['a source on a key that is not for ingest', { name: 'x', role: 'read', source: 'edge' }],
    ['a pattern on a key that is not for ingest', { name: 'x', role: 'admin', credentialPattern: '*' }],
    ['a cap below zero', { name: 'x', role: 'ingest', newCredentialsPerHour: -1 }],
    ['an end in the past', { name: 'x', role: 'read', expiresAt: new Date(0) }],
    ['an end that is no time', { name: 'x', role: 'read', expiresAt: new Date(Number.NaN) }],
  ])('are not made with %s', async (_, options) => {
    const before = (await listApiKeys(database.store)).length;
    await expect(createApiKey(database.store, options)).rejects.toThrow(ApiKeyError);
    expect(await listApiKeys(database.store)).toHaveLength(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../../src/core/time.ts';
import { credentialIdOf } from '../../../src/ingest/identity.ts';
import {
  type CredentialPosition,
  credentialExists,
  findCredential,
  listCredentials,
  positionOf,
  type StoredCredential,
} from '../../../src/store/queries/credentials.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = Date.UTC(2026, 2, 2, 12, 30);
const names = ['a', 'b', 'c', 'd', 'e'];

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database.store;
  for (const [i, name] of names.entries()) {
    const credential_id = credentialIdOf(name);
    await db
      .insertInto('credential')
      .values({ credential_id, external_id: name, account_id: 'acc', label: `label ${name}`, owner: null })
      .execute();
    // The last two have no state yet, b and c were seen in the same millisecond.
    if (i > 2) continue;
    await db
      .insertInto('credential_state')
      .values({
        credential_id,
        newest_event_at: new Date(now - (i === 0 ? 0 : 1_000)),
        learn_until: null,
        budget: null,
        time_zone: null,
      })
      .execute();
    for (const [ago, calls] of [
      [0, 1],
      [23, 10],
      [24, 100],
      [719, 1_000],
      [720, 10_000],
    ] as const) {
      const hour = new Date(Math.floor(now / HOUR) * HOUR - ago * HOUR);
      await db
        .insertInto('usage_hour')
        .values({ credential_id, hour, calls, doc: '{}', bits: null, score: null })
        .execute();
    }
  }
});
afterAll(() => database.drop());

describe('credentials', () => {
  it('count the calls of the last 24 hours and 30 days, the running hour included', async () => {
    expect(await findCredential(database.store, credentialIdOf('a'), now)).toMatchObject({
      externalId: 'a',
      label: 'label a',
      accountId: 'acc',
      state: 'active',
      decoy: false,
      lastSeenAt: new Date(now),
      calls24h: 11,
      calls30d: 1_111,
    });
    expect(await findCredential(database.store, credentialIdOf('d'), now)).toMatchObject({
      lastSeenAt: null,
      calls24h: 0,
      calls30d: 0,
    });
    expect(await findCredential(database.store, credentialIdOf('unknown'), now)).toBeNull();
  });

  it('are listed by when they were seen, page by page', async () => {
    const whole = await listCredentials(database.store, {}, { limit: 10, after: null }, now);
    expect(whole.map(({ externalId }) => externalId).sort()).toEqual(names);
    const seen = whole.map((credential) => positionOf(credential).seenAt.getTime());
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    const paged: string[] = [];
    for (let after: CredentialPosition | null = null; ; ) {
      const [credential]: StoredCredential[] = await listCredentials(
        database.store,
        {},
        { limit: 1, after },
        now,
      );
      if (credential === undefined) break;
      paged.push(credential.externalId);
      after = positionOf(credential);
    }
    expect(paged).toEqual(whole.map(({ externalId }) => externalId));
  });

  it('exist once an event made them', async () => {
    expect(await credentialExists(database.store, credentialIdOf('e'))).toBe(true);
    expect(await credentialExists(database.store, credentialIdOf('f'))).toBe(false);
  });
});

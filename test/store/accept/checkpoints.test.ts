import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyProfile } from '../../../src/core/profile/profile.ts';
import { profileToJson } from '../../../src/core/profile/profile-json.ts';
import { hourOf } from '../../../src/core/time.ts';
import { readCheckpoints, writeCheckpoints } from '../../../src/store/accept/checkpoints.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('keeps a checkpoint for each day of a week, each week of four, and each fourth week before', async () => {
  const { db } = database.store;
  const credentialId = randomUUID();
  await db
    .insertInto('credential')
    .values({ credential_id: credentialId, external_id: 'integration' })
    .execute();
  const doc = profileToJson(emptyProfile('UTC'));
  const first = hourOf(Date.UTC(2026, 0, 1)) + 23;
  const days = 150;
  for (let day = 0; day < days; day += 1)
    await writeCheckpoints(db, [{ credentialId, through: first + day * 24, doc }]);
  const newest = first + (days - 1) * 24;
  /** How far back of the hour asked for a fold has to begin, days. */
  const reach = async (daysAgo: number): Promise<number> => {
    const through = newest - daysAgo * 24;
    const found = await readCheckpoints(db, [{ credentialId, through }]);
    return (through - found.get(credentialId)!.through) / 24;
  };
  for (let daysAgo = 0; daysAgo < 7; daysAgo += 1) expect(await reach(daysAgo)).toBe(0);
  for (let daysAgo = 7; daysAgo <= 21; daysAgo += 1) expect(await reach(daysAgo)).toBeLessThan(7);
  for (let daysAgo = 22; daysAgo < 100; daysAgo += 1) expect(await reach(daysAgo)).toBeLessThan(28);
  const kept = await db.selectFrom('profile').select('through_hour').execute();
  expect(kept.length).toBeLessThan(8 + 4 + days / 28 + 1);
});

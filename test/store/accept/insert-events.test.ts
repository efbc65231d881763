import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { credentialIdOf, hexToUuid } from '../../../src/ingest/identity.ts';
import { insertMissingEvents, insertNewEvents } from '../../../src/store/accept/insert-events.ts';
import { ensureMonths } from '../../../src/store/partitions.ts';
import { sqlStateOf } from '../../../src/store/sql-state.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { anyText } from '../../support/any-text.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeEvent } from '../../support/event.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What the edge lets through: no NUL, no halves of surrogate pairs. */
const text = fc.option(
  fc.oneof(
    anyText(40).map((any) => any.replace(/[\0\p{Surrogate}]/gu, '')),
    fc.constantFrom('\\N', '\\.', 'NULL', '', '"', '{}', '\t', '\r\n', 'a\\tb'),
  ),
  { nil: null },
);
const whole = fc.option(fc.nat(599), { nil: null });
const times = fc.option(fc.integer({ min: Date.UTC(2011), max: Date.UTC(2037) }), { nil: null });

const fields = fc.record({
  sourceText: text,
  method: text,
  host: text,
  path: text,
  operation: text,
  userAgent: text,
  trackingId: text,
  tokenFingerprint: text,
  accountId: text,
  source: text,
  country: text,
  status: whole,
  durationMs: whole,
  requestBytes: fc.option(fc.maxSafeNat(), { nil: null }),
  tokenIssuedAt: times,
  tokenExpiresAt: times,
  ratelimitType: text,
  ratelimitRemaining: whole,
  sourceIp: fc.constantFrom(null, '203.0.113.7', '2001:db8::1'),
  extra: fc.option(fc.record({ note: text }), { nil: null }),
});

const distinct = (parts: readonly Partial<AccessEvent>[], credential: string): AccessEvent[] =>
  parts.map((part, i) =>
    makeEvent({
      ...part,
      credential,
      credentialId: credentialIdOf(credential),
      eventId: hexToUuid(i.toString(16).padStart(32, '0')),
    }),
  );

async function storedOf(credential: string): Promise<unknown[]> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(e) - 'credential_id' - 'received_at' as row from access_event e
    where credential_id = ${credentialIdOf(credential)}::uuid order by event_id`.execute(database.store.db);
  return rows.map(({ row }) => row);
}

it('stores the same rows by COPY and by insert, whatever is in them', async () => {
  let run = 0;
  await ensureMonths(database.store, [makeEvent({}).time]);
  await fc.assert(
    fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 30 }), async (parts) => {
      run += 1;
      const [copied, inserted] = [`copied-${run}`, `inserted-${run}`];
      await inTransaction(database.store, (trx) => insertNewEvents(trx, distinct(parts, copied)));
      await inTransaction(database.store, (trx) => insertMissingEvents(trx, distinct(parts, inserted)));
      expect(await storedOf(copied)).toEqual(await storedOf(inserted));
      expect(await storedOf(copied)).toHaveLength(parts.length);
    }),
    { numRuns: 60 },
  );
});

it('takes none of a batch by COPY when one is there already, and the missing ones by insert', async () => {
  const events = distinct(new Array(700).fill({}), 'repeats');
  await inTransaction(database.store, (trx) => insertNewEvents(trx, events.slice(300, 400)));
  const refusal = await inTransaction(database.store, (trx) => insertNewEvents(trx, events)).catch(
    sqlStateOf,
  );
  expect(refusal).toBe('23505');
  expect(await storedOf('repeats')).toHaveLength(100);
  const fresh = await inTransaction(database.store, (trx) => insertMissingEvents(trx, events));
  expect(fresh).toEqual([...events.slice(0, 300), ...events.slice(400)]);
  expect(await storedOf('repeats')).toHaveLength(700);
});

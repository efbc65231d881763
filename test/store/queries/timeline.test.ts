import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { credentialIdOf, hexToUuid } from '../../../src/ingest/identity.ts';
import { writeAlert } from '../../../src/store/accept/alerts.ts';
import { countCoverage } from '../../../src/store/accept/coverage-hours.ts';
import { insertCredentials } from '../../../src/store/accept/credentials.ts';
import { insertMissingEvents } from '../../../src/store/accept/insert-events.ts';
import { ensureMonths } from '../../../src/store/partitions.ts';
import { readEvidence } from '../../../src/store/queries/access-events.ts';
import { insertAudit } from '../../../src/store/queries/audit.ts';
import {
  readTimeline,
  type TimelinePosition,
  timelinePositionOf,
} from '../../../src/store/queries/timeline.ts';
import type { TimelineEntry } from '../../../src/store/queries/timeline-entry.ts';
import type { TimelineFilter } from '../../../src/store/timeline/filter.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { makeFinding } from '../../http/support/finding.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeEvent } from '../../support/event.ts';

let database: TestDatabase;
const base = Date.UTC(2026, 1, 28, 23, 59, 59, 990);
const credentials = ['one', 'two'].map((credential) => ({
  credential,
  credentialId: credentialIdOf(credential),
}));

/** 24 events around the turn of a month; four of them share each millisecond. */
const events: AccessEvent[] = Array.from({ length: 24 }, (_, i) => {
  const named = credentials[i % 2]!;
  return makeEvent({
    ...named,
    eventId: hexToUuid((i * 7919).toString(16).padStart(32, '0')),
    time: base + Math.floor(i / 4) * 5,
    sourceIp: i % 3 === 0 ? '203.0.113.7' : i % 3 === 1 ? '192.0.2.1' : '2001:db8::1',
    status: i % 5 === 0 ? 403 : 200,
    operation: i === 23 ? 'webhook user.created' : i % 4 === 0 ? 'GET /users' : 'GET /meetings',
    responseBytes: 5_000_000_000,
    extra: { note: i },
  });
});

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database.store;
  const byId = [...credentials].sort((a, b) => (a.credentialId < b.credentialId ? -1 : 1));
  await insertCredentials(
    db,
    byId.map((credential) => ({ ...credential, accountId: null })),
  );
  await ensureMonths(
    database.store,
    events.map(({ time }) => time),
  );
  await insertMissingEvents(
    db,
    [...events].sort((a, b) =>
      a.credentialId < b.credentialId ? -1 : a.credentialId > b.credentialId ? 1 : a.time - b.time,
    ),
  );
  await inTransaction(database.store, (trx) => countCoverage(trx, events, base));
  const alertId = '00000000-0000-4000-8000-000000000001';
  await writeAlert(db, alertId, makeFinding({ credential: 'one', raisedAt: base + 10 }));
  await insertAudit(db, {
    at: new Date(base + 10),
    actor: 'kim (key)',
    action: 'alert.changed',
    subject: `alert:${alertId}`,
    detail: { credential_id: credentialIdOf('one'), status: 'acknowledged' },
  });
  await insertAudit(db, {
    at: new Date(base + 10),
    actor: 'kim',
    action: 'key.created',
    subject: 'key:1',
    detail: {},
  });
});
afterAll(() => database.drop());

const read = (
  filter: TimelineFilter,
  limit = 100,
  after: TimelinePosition | null = null,
): Promise<TimelineEntry[]> => readTimeline(database.store, filter, { limit, after });

describe('the timeline', () => {
  it('has every event, alert and action of credentials once, newest first', async () => {
    const entries = await read({});
    expect(entries).toHaveLength(26);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(26);
    const times = entries.map(({ time }) => time.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(entries.filter(({ kind }) => kind === 'webhook')).toHaveLength(1);
    expect(entries.find(({ kind }) => kind === 'alert')).toMatchObject({
      credential: 'one',
      severity: 'high',
      source_ip: null,
    });
    expect(entries.find(({ kind }) => kind === 'action')).toMatchObject({
      credential: 'one',
      actor: 'kim (key)',
      summary: 'alert.changed: status acknowledged',
    });
    expect(entries.find(({ kind }) => kind === 'access')).toMatchObject({ response_bytes: 5_000_000_000 });
  });

  it.each([1, 2, 3, 5, 7])('is the same in pages of %i', async (size) => {
    const whole = await read({});
    const paged: TimelineEntry[] = [];
    for (let after: TimelinePosition | null = null; ; ) {
      const page: TimelineEntry[] = await read({}, size, after);
      paged.push(...page);
      const last = page.at(-1);
      if (last === undefined) break;
      after = timelinePositionOf(last);
    }
    expect(paged).toEqual(whole);
  });

  it('is filtered by what the calls were', async () => {
    const ids = async (filter: TimelineFilter): Promise<string[]> =>
      (await read(filter)).map(({ id }) => id).sort();
    const expected = (keep: (event: AccessEvent) => boolean): string[] =>
      events
        .filter(keep)
        .map(({ eventId }) => eventId)
        .sort();
    expect(await ids({ sourceIps: ['203.0.113.7'] })).toEqual(expected((e) => e.sourceIp === '203.0.113.7'));
    expect(await ids({ sourceIps: ['2001:db8::/32'] })).toEqual(
      expected((e) => e.sourceIp === '2001:db8::1'),
    );
    expect(await ids({ operations: ['GET /users'] })).toEqual(expected((e) => e.operation === 'GET /users'));
    expect(await ids({ statuses: [[403, 403]] })).toEqual(expected((e) => e.status === 403));
    expect(await ids({ statuses: [[403, 403]], credentialIds: [credentialIdOf('two')] })).toEqual(
      expected((e) => e.status === 403 && e.credential === 'two'),
    );
  });

  it('is filtered by credential and time for all kinds', async () => {
    const two = await read({ credentialIds: [credentialIdOf('two')] });
    expect(two).toHaveLength(12);
    const one = await read({ credentialIds: [credentialIdOf('one')] });
    expect(one).toHaveLength(14);
    const window = await read({ from: new Date(base + 10), to: new Date(base + 11) });
    expect(window.map(({ kind }) => kind)).toEqual([
      'access',
      'access',
      'access',
      'access',
      'alert',
      'action',
    ]);
  });
});

describe('evidence', () => {
  it('is the calls of the credential from the addresses of the alert, first to last, oldest first', async () => {
    const about = {
      credentialId: credentialIdOf('one'),
      sourceIps: ['203.0.113.7', '2001:db8::1'],
      from: new Date(base + 5),
      to: new Date(base + 20),
    };
    const expected = events
      .filter((e) => e.credential === 'one' && about.sourceIps.includes(e.sourceIp ?? ''))
      .filter((e) => e.time >= base + 5 && e.time <= base + 20)
      .sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
      .map(({ eventId }) => eventId);
    expect(expected.length).toBeGreaterThan(3);
    const whole = await readEvidence(database.store, about, { limit: 100, after: null });
    expect(whole.map(({ id }) => id)).toEqual(expected);
    const first = await readEvidence(database.store, about, { limit: 2, after: null });
    const rest = await readEvidence(database.store, about, { limit: 100, after: first[1]! });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(expected);
  });

  it('is every call in between when no address is known', async () => {
    const about = {
      credentialId: credentialIdOf('two'),
      sourceIps: [],
      from: new Date(base),
      to: new Date(base + 5),
    };
    expect(await readEvidence(database.store, about, { limit: 100, after: null })).toHaveLength(4);
  });
});

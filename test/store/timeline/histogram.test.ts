import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/time.ts';
import { EVENT_LANES, laneOf } from '../../../src/core/timeline-kinds.ts';
import { credentialIdOf, hexToUuid } from '../../../src/ingest/identity.ts';
import { countHours } from '../../../src/monitor/timeline-counter.ts';
import { Random } from '../../../src/scenario/random.ts';
import { countCoverage } from '../../../src/store/accept/coverage-hours.ts';
import { insertCredentials } from '../../../src/store/accept/credentials.ts';
import { insertMissingEvents } from '../../../src/store/accept/insert-events.ts';
import { ensureMonths } from '../../../src/store/partitions.ts';
import {
  readTimeline,
  type TimelinePosition,
  timelinePositionOf,
} from '../../../src/store/queries/timeline.ts';
import type { TimelineFilter } from '../../../src/store/timeline/filter.ts';
import { type Histogram, readHistogram } from '../../../src/store/timeline/histogram.ts';
import { knownValues } from '../../../src/store/timeline/known-values.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeEvent } from '../../support/event.ts';

const START = Date.UTC(2026, 1, 27, 3);
const NOW = START + 3 * DAY;
const random = new Random('test/timeline');
const NAMES = ['one', 'two', 'three'];
/** A lull of five hours on the second day, in which no source says anything. */
const LULL = [START + 30 * HOUR, START + 35 * HOUR] as const;

const events: AccessEvent[] = Array.from({ length: 4_000 }, (_, i) => {
  const credential = random.pick(NAMES);
  const record = random.pick(['call', 'call', 'call', 'call', 'webhook', 'sign_in', 'admin']);
  const time = Math.floor(random.uniform(START, NOW - 2 * HOUR));
  return makeEvent({
    credential,
    credentialId: credentialIdOf(credential),
    eventId: hexToUuid((i * 7919).toString(16).padStart(32, '0')),
    time: time >= LULL[0] && time < LULL[1] ? time - 12 * HOUR : time,
    sourceIp: random.pick(['203.0.113.7', '192.0.2.1', '2001:db8::1', null]),
    operation: {
      call: random.pick(['GET /users', 'GET /meetings', null]),
      webhook: 'webhook user.created',
      sign_in: 'activity sign_in',
      admin: 'admin user.update',
    }[record]!,
    status: random.pick([200, 200, 204, 403, 429, 500, null]),
    userAgent: random.pick(['curl/8.5', 'python-requests/2.31', '50%_off\\x', null]),
    asn: random.pick([14061, 64500, null]),
    country: random.pick(['DE', 'US', null]),
    source: random.pick(['proxy', 'gateway']),
  });
});

let database: TestDatabase;
const stored: AccessEvent[] = [];

async function store(added: readonly AccessEvent[]): Promise<void> {
  const { db } = database.store;
  await ensureMonths(
    database.store,
    added.map(({ time }) => time),
  );
  await insertMissingEvents(
    db,
    [...added].sort((a, b) =>
      a.credentialId < b.credentialId ? -1 : a.credentialId > b.credentialId ? 1 : a.time - b.time,
    ),
  );
  await inTransaction(database.store, (trx) => countCoverage(trx, added, NOW));
  stored.push(...added);
}

const countAll = async (): Promise<void> => {
  while (await countHours(database.store, NOW)) {
    // The next ones.
  }
};

beforeAll(async () => {
  database = await createTestDatabase();
  const named = NAMES.map((credential) => ({
    credential,
    credentialId: credentialIdOf(credential),
    accountId: null,
  }));
  await insertCredentials(
    database.store.db,
    named.sort((a, b) => (a.credentialId < b.credentialId ? -1 : 1)),
  );
  await store(events.slice(0, 3_000));
});
afterAll(() => database.drop());

/** A filter, and what it means. */
const filters: Readonly<Record<string, readonly [TimelineFilter, (event: AccessEvent) => boolean]>> = {
  nothing: [{}, () => true],
  'one credential': [{ credentialIds: [credentialIdOf('one')] }, (e) => e.credential === 'one'],
  'two credentials': [
    { credentialIds: [credentialIdOf('one'), credentialIdOf('two')] },
    (e) => e.credential !== 'three',
  ],
  'an address or a network': [
    { sourceIps: ['203.0.113.7', '2001:db8::/32'] },
    (e) => e.sourceIp === '203.0.113.7' || e.sourceIp === '2001:db8::1',
  ],
  'an operation': [{ operations: ['GET /users'] }, (e) => e.operation === 'GET /users'],
  'a class of statuses': [
    { statuses: [[400, 499]] },
    (e) => e.status !== null && e.status >= 400 && e.status < 500,
  ],
  'a client with the wildcards of LIKE in it': [
    { clients: ['50%_OFF\\'] },
    (e) => e.userAgent === '50%_off\\x',
  ],
  'a part of a client': [{ clients: ['REQUESTS', 'curl'] }, (e) => /requests|curl/.test(e.userAgent ?? '')],
  'an autonomous system': [{ asns: [14061] }, (e) => e.asn === 14061],
  'a country': [{ countries: ['DE', 'US'] }, (e) => e.country !== null],
  'a source': [{ sources: ['proxy'] }, (e) => e.source === 'proxy'],
  'kinds of entries': [
    { kinds: ['sign_in', 'webhook'] },
    (e) => ['sign_in', 'webhook'].includes(laneOf(e.operation)),
  ],
  'two fields': [
    { operations: ['GET /users'], statuses: [[403, 403]] },
    (e) => e.operation === 'GET /users' && e.status === 403,
  ],
  'everything at once': [
    {
      kinds: ['access'],
      credentialIds: [credentialIdOf('two'), credentialIdOf('three')],
      sourceIps: ['192.0.2.0/24'],
      statuses: [[200, 299]],
      countries: ['DE'],
      clients: ['curl'],
    },
    (e) =>
      laneOf(e.operation) === 'access' &&
      e.credential !== 'one' &&
      e.sourceIp === '192.0.2.1' &&
      (e.status === 200 || e.status === 204) &&
      e.country === 'DE' &&
      e.userAgent === 'curl/8.5',
  ],
  'what there is none of': [{ operations: ['DELETE /users'] }, () => false],
};

const ranges: Readonly<Record<string, readonly [from: number, to: number, buckets: number]>> = {
  'all of it by the hour': [START, NOW, 100],
  'all of it by six hours': [START, NOW, 15],
  'a day and a bit, not on round times': [START + 7 * HOUR + 12_345, START + 33 * HOUR + 77_777, 400],
  'a day by two hours, not on round times': [START + 7 * HOUR + 12_345, START + 33 * HOUR + 77_777, 14],
  'half an hour': [START + 9 * HOUR, START + 9 * HOUR + 30 * MINUTE, 60],
  'less than five minutes': [START + 9 * HOUR + 61 * SECOND, START + 9 * HOUR + 200 * SECOND, 200],
};

function expectCounts(
  { grid, events: tally, total }: Histogram,
  keep: (event: AccessEvent) => boolean,
): void {
  const kept = stored.filter((e) => keep(e) && e.time >= grid.from && e.time < grid.to);
  expect(total).toBe(kept.length);
  for (const lane of EVENT_LANES) {
    const expected = {
      calls: new Array<number>(grid.buckets).fill(0),
      failed: new Array<number>(grid.buckets).fill(0),
    };
    for (const { time, status } of kept.filter((e) => laneOf(e.operation) === lane)) {
      const bucket = Math.floor((time - grid.start) / grid.step);
      expected.calls[bucket]! += 1;
      if ((status ?? 0) >= 400) expected.failed[bucket]! += 1;
    }
    expect(tally.lane(lane)).toEqual(expected);
  }
  expect(tally.share).toBe(1);
}

const read = (
  filter: TimelineFilter,
  [from, to, buckets]: readonly [number, number, number],
  mostRead?: number,
) =>
  readHistogram(
    database.store,
    { ...filter, from: new Date(from), to: new Date(to) },
    buckets,
    NOW,
    mostRead,
  );

const states: readonly (readonly [string, () => Promise<void>])[] = [
  ['before any hour was counted', async () => {}],
  ['after all were', countAll],
  ['after more events came, late, into hours that were counted', () => store(events.slice(3_000))],
  ['after these were counted again', countAll],
];

describe.each(states)('%s', (_, prepare) => {
  beforeAll(prepare);

  it.each(Object.entries(filters))('every event is counted once: %s', async (_name, [filter, keep]) => {
    for (const range of Object.values(ranges)) expectCounts(await read(filter, range), keep);
  });

  it.each(Object.entries(filters))('pages have them all, in order: %s', async (_name, [filter, keep]) => {
    const ids: string[] = [];
    for (let after: TimelinePosition | null = null; ; ) {
      const page = await readTimeline(database.store, filter, { limit: 190, after });
      ids.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (last === undefined || page.length < 190) break;
      after = timelinePositionOf(last);
    }
    const kept = stored
      .filter(keep)
      .sort((a, b) => b.time - a.time || (b.credentialId + b.eventId < a.credentialId + a.eventId ? -1 : 1));
    expect(ids).toEqual(kept.map(({ eventId }) => eventId));
  });
});

describe('a histogram', () => {
  it('that would have to read too much is an estimate, which says so and is near', async () => {
    const [filter, keep] = filters['two fields']!;
    const { events: tally, total } = await read(filter, ranges['all of it by six hours']!, 1_500);
    const true_ = stored.filter(keep).length;
    expect(tally.share).toBeLessThan(1);
    expect(tally.share).toBeGreaterThan(0.1);
    expect(Math.abs(total - true_)).toBeLessThan(true_ * 0.4);
    const again = await read(filter, ranges['all of it by six hours']!, 1_500);
    expect(again.total).toBe(total);
  });

  it('is exact from the counts, whatever may be read', async () => {
    for (const name of ['nothing', 'an operation', 'a part of a client', 'kinds of entries']) {
      const [filter, keep] = filters[name]!;
      expectCounts(await read(filter, ranges['all of it by the hour']!, 1), keep);
    }
  });

  it('names the hours without any event, and without one of the sources asked for', async () => {
    const { gaps, data } = await read({}, [START - DAY, NOW, 100]);
    const hours = gaps.map(({ from, to }) => [from * HOUR, to * HOUR]);
    expect(hours).toContainEqual([...LULL]);
    // Before the first event there was nothing to miss.
    expect(Math.min(...hours.map(([from]) => from!))).toBeGreaterThanOrEqual(START);
    expect(data).toEqual({ from: START, to: NOW - 2 * HOUR });
    const none = await read({ sources: ['nobody'] }, [START, NOW, 100]);
    expect(none.gaps).toEqual([]);
  });

  it('of an empty database is empty', async () => {
    const empty = await createTestDatabase();
    const { total, data, gaps, grid } = await readHistogram(empty.store, {}, 100, NOW);
    expect({ total, data, gaps }).toEqual({ total: 0, data: null, gaps: [] });
    expect(grid.to).toBe(NOW);
    await empty.drop();
  });
});

it('known values are found by a part of them, also by what LIKE would take for a wildcard', async () => {
  const found = async (field: Parameters<typeof knownValues>[1], text: string): Promise<string[]> =>
    (await knownValues(database.store, field, text, 10)).map(({ value }) => value);
  expect((await found('operation', 'users')).sort()).toEqual(['GET /users']);
  expect(await found('client', '0%_')).toEqual(['50%_off\\x']);
  expect((await found('status', '4')).sort()).toEqual(['204', '403', '429']);
  expect(await found('credential', 'tw')).toEqual(['two']);
  expect(await found('country', 'FR')).toEqual([]);
});

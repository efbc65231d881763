import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HOUR, hourOf, startOfHour, toIso } from '../../src/core/time.ts';
import { watchSilence } from '../../src/monitor/silence-watch.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
afterEach(async () => {
  await service.store.db.deleteFrom('coverage_hour').execute();
  await service.store.db.deleteFrom('installation').execute();
  await service.store.db.deleteFrom('notice').execute();
});

const hour = hourOf(Date.now());
const at = (hoursAgo: number): string => toIso(startOfHour(hour - hoursAgo) + 5 * 60_000);
interface Coverage {
  readonly hours: number;
  readonly hours_without_any: number;
  readonly sources: {
    readonly source: string;
    readonly events: number;
    readonly covered_hours: number;
    readonly first_hour: string | null;
    readonly counts: number[];
  }[];
}
const coverage = async (query: string): Promise<Coverage> =>
  (await (await service.call(`/v1/coverage?${query}`)).json()) as Coverage;

test('new events count in the hour in which they happened, by source, and once', async () => {
  const lines = [
    eventLine({ time: at(5), source: 'gateway' }),
    eventLine({ time: at(5), source: 'gateway' }),
    eventLine({ time: at(2), source: 'gateway' }),
    eventLine({ time: at(3), source: 'proxy' }),
  ];
  await service.send(lines);
  await service.send(lines);
  const found = await coverage(`from=${toIso(startOfHour(hour - 6))}&to=${toIso(startOfHour(hour))}`);
  expect(found).toMatchObject({
    hours: 6,
    hours_without_any: 3,
    sources: [
      { source: 'gateway', events: 3, covered_hours: 2, counts: [0, 2, 0, 0, 1, 0] },
      { source: 'proxy', events: 1, first_hour: toIso(startOfHour(hour - 3)) },
    ],
  });
  expect((await coverage('source=proxy')).sources.map(({ source }) => source)).toEqual(['proxy']);
  const { sum } = await service.store.db
    .selectFrom('coverage_hour')
    .select((eb) => eb.fn.sum<string>('arrivals').as('sum'))
    .executeTakeFirstOrThrow();
  expect(Number(sum)).toBe(4);
});

test('many batches at the same moment count every event', async () => {
  const batch = (i: number): object[] =>
    Array.from({ length: 50 }, (_, k) =>
      eventLine({ time: at(1 + (k % 3)), credential: `c-${i}`, source: `s-${k % 4}` }),
    );
  await Promise.all(Array.from({ length: 12 }, (_, i) => service.send(batch(i))));
  const { sources } = await coverage('');
  expect(sources.map(({ events }) => events).reduce((a, b) => a + b)).toBe(600);
});

test('a sender that makes up sources makes no more than a hundred in a batch', async () => {
  await service.send(
    Array.from({ length: 150 }, (_, i) => eventLine({ time: at(1), source: `made-up-${i}` })),
  );
  const { sources } = await coverage('');
  expect(sources).toHaveLength(101);
  expect(sources.find(({ source }) => source === '(other)')?.events).toBe(50);
});

test.each(['from=yesterday', `from=${at(1)}&to=${at(2)}`, 'from=2020-01-01T00:00:00Z', 'until=now'])(
  '%s is refused',
  async (query) => {
    expect((await service.call(`/v1/coverage?${encodeURI(query)}`)).status).toBe(400);
  },
);

test('a source that falls silent is told to the operator; one that sends is not', async () => {
  const rows = [...Array(24 * 7 * 9).keys()].flatMap((ago) =>
    ['quiet', 'busy']
      .filter((source) => source === 'busy' || ago > 6)
      .map((source) => ({ hour: new Date(startOfHour(hour - ago)), source, events: 1, arrivals: 1 })),
  );
  await service.store.db.insertInto('coverage_hour').values(rows).execute();
  await watchSilence(service.store, Date.now(), hour - 24);
  const { notices } = (await (await service.call('/v1/notices')).json()) as {
    notices: { kind: string; subject: string; message: string }[];
  };
  expect(notices).toMatchObject([{ kind: 'source_silent', subject: 'quiet' }]);
  expect(notices[0]!.message).toContain(`since ${toIso(startOfHour(hour - 6))}: 6 hours`);
  // A service that has just begun to listen does not know.
  await service.store.db.deleteFrom('notice').execute();
  await service.store.db.deleteFrom('installation').execute();
  await watchSilence(service.store, Date.now() + HOUR, hour + 1);
  expect(((await (await service.call('/v1/notices')).json()) as { notices: unknown[] }).notices).toEqual([]);
});

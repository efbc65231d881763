import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rejection } from '../../../src/core/event.ts';
import { HOUR } from '../../../src/core/time.ts';
import {
  countRejections,
  KEPT_PER_SOURCE_AND_HOUR,
  listRejections,
  recordRejections,
} from '../../../src/store/queries/rejections.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = Date.UTC(2026, 2, 2, 12, 30);

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const line = (number: number, code: Rejection['code'] = 'malformed_json'): Rejection => ({
  line: number,
  code,
  message: 'cannot be read',
  length: 10,
  hash: number.toString(16).padStart(64, '0'),
  excerpt: `line ${number}`,
});
const lines = (count: number): Rejection[] => Array.from({ length: count }, (_, i) => line(i + 1));

describe('rejected lines', () => {
  it('are counted by source, hour and code, however many are kept', async () => {
    const counts = new Map([
      ['malformed_json', 70_000],
      ['invalid_time', 2],
    ]);
    await recordRejections(database.store, { source: 'a', counts, samples: [line(1)] }, now);
    await recordRejections(
      database.store,
      { source: 'a', counts: new Map([['invalid_time', 3]]), samples: [] },
      now,
    );
    await recordRejections(
      database.store,
      { source: 'b', counts: new Map([['invalid_time', 9]]), samples: [] },
      now - HOUR,
    );
    const hour = new Date(Date.UTC(2026, 2, 2, 12));
    expect(await countRejections(database.store, {}, 10)).toEqual([
      { source: 'a', hour, code: 'invalid_time', lines: 5 },
      { source: 'a', hour, code: 'malformed_json', lines: 70_000 },
      { source: 'b', hour: new Date(+hour - HOUR), code: 'invalid_time', lines: 9 },
    ]);
    expect(await countRejections(database.store, { source: 'b' }, 10)).toHaveLength(1);
    expect(await countRejections(database.store, { from: new Date(now) }, 10)).toHaveLength(2);
    expect(await countRejections(database.store, { to: hour }, 10)).toHaveLength(1);
    expect(await listRejections(database.store, {}, 10)).toMatchObject([
      {
        source: 'a',
        line: 1,
        code: 'malformed_json',
        length: 10,
        excerpt: 'line 1',
        receivedAt: new Date(now),
      },
    ]);
  });

  it('are kept up to the limit of their source and hour, and no further', async () => {
    const counts = new Map([['malformed_json', 600]]);
    for (let request = 0; request < 3; request++) {
      const samples = lines(600).map((sample) => ({ ...sample, line: sample.line + request * 600 }));
      await recordRejections(database.store, { source: 'a', counts, samples }, now);
    }
    await recordRejections(database.store, { source: 'b', counts, samples: lines(3) }, now);
    await recordRejections(database.store, { source: 'a', counts, samples: lines(2) }, now + HOUR);
    const kept = await listRejections(database.store, {}, 10_000);
    const of = (source: string, at: number): number =>
      kept.filter((row) => row.source === source && +row.receivedAt === at).length;
    expect(of('a', now)).toBe(KEPT_PER_SOURCE_AND_HOUR);
    expect(of('b', now)).toBe(3);
    expect(of('a', now + HOUR)).toBe(2);
  });

  it('are kept once when they are sent again within the hour', async () => {
    const rejected = { source: 'a', counts: new Map([['malformed_json', 2]]), samples: lines(2) };
    await recordRejections(database.store, rejected, now);
    await recordRejections(database.store, rejected, now + 1_000);
    expect(await listRejections(database.store, {}, 10)).toHaveLength(2);
    expect(await countRejections(database.store, {}, 10)).toMatchObject([{ lines: 4 }]);
  });

  it('of two requests at once are all counted', async () => {
    const record = (first: string, second: string): Promise<void> => {
      const counts = new Map([
        [first, 1],
        [second, 1],
      ]);
      return recordRejections(database.store, { source: 'a', counts, samples: [] }, now);
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? record('x', 'y') : record('y', 'x'))));
    expect(await countRejections(database.store, {}, 10)).toMatchObject([{ lines: 20 }, { lines: 20 }]);
  });
});

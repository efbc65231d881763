import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { sortByHour } from '../../../src/ingest/history/hour-spool.ts';
import { mergeByTime, type Source } from '../../../src/ingest/history/reorder.ts';
import type { ReadBatch } from '../../../src/ingest/read-stream.ts';
import { makeEvent } from '../../support/event.ts';

const START = Date.UTC(2026, 2, 2);

const eventAt = (offset: number, name: string): AccessEvent =>
  makeEvent({ time: START + offset, eventId: `${name}-${offset}` });

async function* batchesOf(events: readonly AccessEvent[], size: number): AsyncGenerator<ReadBatch, void> {
  for (let i = 0; i < events.length; i += size) {
    yield {
      events: events.slice(i, i + size).map((event, k) => ({ line: i + k + 1, event })),
      rejections: [],
    };
  }
}

function disorderOf(events: readonly AccessEvent[]): number {
  let newest = Number.NEGATIVE_INFINITY;
  let disorder = 0;
  for (const { time } of events) {
    newest = Math.max(newest, time);
    disorder = Math.max(disorder, newest - time);
  }
  return disorder;
}

const file = fc.array(fc.integer({ min: 0, max: 8 * 3_600_000 }), { maxLength: 200 });

describe('mergeByTime', () => {
  it('gives every event of every file once, in order of time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (files, size) => {
          const all = files.map((offsets, f) => offsets.map((offset) => eventAt(offset, String(f))));
          const sources: Source[] = all.map((events) => ({
            batches: batchesOf(events, size),
            disorder: disorderOf(events),
          }));
          const out: AccessEvent[] = [];
          for await (const batch of mergeByTime(sources)) out.push(...batch.events);
          const times = out.map(({ time }) => time);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect(out.map(({ eventId }) => eventId).sort()).toEqual(
            all
              .flat()
              .map(({ eventId }) => eventId)
              .sort(),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('holds back no more than the disorder asks for', async () => {
    const events = Array.from({ length: 1_000 }, (_, i) => eventAt(i * 1_000, 'a'));
    const sizes: number[] = [];
    for await (const batch of mergeByTime([{ batches: batchesOf(events, 100), disorder: 0 }])) {
      sizes.push(batch.events.length);
    }
    expect(sizes.length).toBeGreaterThan(9);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });
});

describe('sortByHour', () => {
  it('sorts what is far out of order by way of the disk, and leaves nothing there', async () => {
    const events = Array.from({ length: 3_000 }, (_, i) => eventAt(((i * 7_919) % 3_000) * 20_000, 'a'));
    const sorted = mergeByTime([{ batches: sortByHour(batchesOf(events, 500)), disorder: 3_600_000 }]);
    const out: AccessEvent[] = [];
    for await (const batch of sorted) out.push(...batch.events);
    expect(out).toEqual([...events].sort((a, b) => a.time - b.time));
  });
});

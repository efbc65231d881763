import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessEvent } from '../../core/event.ts';
import { hourOf } from '../../core/time.ts';
import type { ReadBatch } from '../read-stream.ts';

/** Events held in memory before they are written out. */
const BUFFERED = 20_000;

/**
 * Sorts a stream that is far out of order, on disk: its events, redacted already, go into one file for each hour
 * in a private temporary folder and come back hour by hour. The folder is removed at the end, whatever happens.
 */
export async function* sortByHour(batches: AsyncIterable<ReadBatch>): AsyncGenerator<ReadBatch, void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoom-monitor-sort-'));
  const pathOf = (hour: number): string => join(folder, `${hour}.ndjson`);
  const hours = new Set<number>();
  try {
    let buffered = new Map<number, string[]>();
    let count = 0;
    for await (const { events, rejections } of batches) {
      for (const { event } of events) {
        const hour = hourOf(event.time);
        const lines = buffered.get(hour);
        if (lines === undefined) buffered.set(hour, [JSON.stringify(event)]);
        else lines.push(JSON.stringify(event));
      }
      count += events.length;
      if (count >= BUFFERED) {
        await writeOut(buffered, hours, pathOf);
        buffered = new Map();
        count = 0;
      }
      if (rejections.length > 0) yield { events: [], rejections };
    }
    await writeOut(buffered, hours, pathOf);
    for (const hour of [...hours].sort((a, b) => a - b)) {
      const lines = (await readFile(pathOf(hour), 'utf8')).trimEnd().split('\n');
      yield {
        events: lines.map((line, i) => ({ line: i + 1, event: JSON.parse(line) as AccessEvent })),
        rejections: [],
      };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeOut(
  buffered: ReadonlyMap<number, readonly string[]>,
  hours: Set<number>,
  pathOf: (hour: number) => string,
): Promise<void> {
  for (const [hour, lines] of buffered) {
    const text = `${lines.join('\n')}\n`;
    if (hours.has(hour)) await appendFile(pathOf(hour), text);
    else await writeFile(pathOf(hour), text, { mode: 0o600 });
    hours.add(hour);
  }
}

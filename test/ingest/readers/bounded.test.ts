import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../src/ingest/read-stream.ts';
import { deedNumber, LOG_FORMATS, LOG_TABLES, type LogFormat } from '../../support/log-lines.ts';
import { NOW } from '../../support/read.ts';

/** `READER_LINES=1000000 npx vitest run test/ingest/readers/bounded.test.ts` says what a million lines of each take. */
const LINES = Number(process.env['READER_LINES'] ?? 20_000);
const MEGABYTE = 1024 * 1024;
/** What reading may hold at most, however long the stream: buffers, memos, a batch. */
const MOST_GROWTH = 192 * MEGABYTE;
const PER_CHUNK = 500;
const FROM = NOW - 30 * 24 * 3_600_000;

/** The stream of a log, made as it is read. */
async function* written(format: LogFormat, { before, between, after }: Frame): AsyncGenerator<Buffer> {
  if (before !== '') yield Buffer.from(before);
  for (let n = 0; n < LINES; n += PER_CHUNK) {
    const lines = Array.from({ length: Math.min(PER_CHUNK, LINES - n) }, (_, index) =>
      format.write(deedNumber(n + index, FROM)),
    );
    yield Buffer.from((n === 0 ? '' : between) + lines.join(between));
  }
  yield Buffer.from(after);
}

interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}
const AS_LINES: Frame = { before: '', between: '\n', after: '\n' };

const streams: readonly (readonly [name: string, format: LogFormat, frame: Frame])[] = [
  ...LOG_FORMATS.map((format) => [format.name, format, AS_LINES] as const),
  ...LOG_TABLES.map(
    (table) => [`${table.name} table`, table, { ...AS_LINES, before: `${table.header}\n` }] as const,
  ),
  ...LOG_FORMATS.filter(({ name }) => name === 'cloudtrail' || name === 'zoom-call-log').map(
    (format) =>
      [
        `${format.name} page`,
        format,
        {
          before: `{"${format.name === 'cloudtrail' ? 'Records' : 'call_logs'}":[`,
          between: ',\n',
          after: ']}',
        },
      ] as const,
  ),
];

describe.each(streams)('a long stream of %s', (name, format, frame) => {
  test('is read in memory that does not grow with it', { timeout: 600_000 }, async () => {
    const before = process.memoryUsage.rss();
    let peak = before;
    let read = 0;
    let refused = 0;
    const began = performance.now();
    const options = { fingerprintKey: 'k', now: NOW, ...format.options, format: format.name };
    for await (const { events, rejections } of readEvents(written(format, frame), options)) {
      read += events.length;
      refused += rejections.length;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    const seconds = (performance.now() - began) / 1000;
    if (process.env['READER_LINES'] !== undefined) {
      const figures = [`${Math.round(read / seconds)} lines/s`, `peak RSS ${Math.round(peak / MEGABYTE)} MB`];
      process.stdout.write(
        `${name}: ${read} lines, ${figures.join(', ')}, ${Math.round((peak - before) / MEGABYTE)} MB more\n`,
      );
    }
    expect([read, refused]).toEqual([LINES, 0]);
    expect(peak - before).toBeLessThan(MOST_GROWTH);
  });
});

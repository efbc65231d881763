import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_LIMIT, type Line, splitLines } from '../../src/ingest/lines.ts';
import { collect, inChunks } from '../support/bytes.ts';

const read = async (content: string | Uint8Array, size?: number): Promise<Line[]> =>
  (await collect(splitLines(inChunks(content, size)))).flat();

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('splitLines', () => {
  test('LF and CRLF, with and without one at the end; blank lines are counted but left out', async () => {
    const lines = await read('one\ntwo\r\n\n   \r\nfünf\n\nseven');
    expect(lines.map((line) => [line.number, line.text, line.length])).toEqual([
      [1, 'one', 3],
      [2, 'two', 3],
      [5, 'fünf', 5],
      [7, 'seven', 5],
    ]);
  });

  test('the hash is that of the bytes received', async () => {
    const lines = await read('one\r\nzwölf\n');
    expect(lines.map((line) => line.hash())).toEqual([sha256('one'), sha256('zwölf')]);
  });

  test('a byte order mark is not part of the first line', async () => {
    expect((await read('\ufeffone\ntwo')).map((line) => line.text)).toEqual(['one', 'two']);
    expect((await read('\ufeffone\ntwo', 1)).map((line) => line.text)).toEqual(['one', 'two']);
  });

  test('invalid UTF-8 is U+FFFD in its line alone', async () => {
    const lines = await read(
      Buffer.concat([Buffer.from('good\n'), Buffer.from([0x61, 0xff, 0x0a]), Buffer.from('gut ü')]),
    );
    expect(lines.map((line) => [line.text, line.damaged, line.problem])).toEqual([
      ['good', false, null],
      ['a\ufffd', true, null],
      ['gut ü', false, null],
    ]);
    expect(lines[1]?.hash()).toBe(sha256(Buffer.from([0x61, 0xff])));
  });

  test.each([7, 64 * 1024, 10_000_000])(
    'a line beyond the limit is skipped (chunks of %i bytes)',
    async (size) => {
      const long = 'ü'.repeat(LINE_LIMIT / 2 + 1);
      const limit = 'x'.repeat(LINE_LIMIT);
      const lines = await read(`before\n${long}\n${limit}\r\nafter`, size);
      expect(lines.map((line) => [line.number, line.text.length, line.problem])).toEqual([
        [1, 6, null],
        [2, 0, 'line_too_long'],
        [3, LINE_LIMIT, null],
        [4, 5, null],
      ]);
      expect(lines[1]?.length).toBe(Buffer.byteLength(long));
      expect(lines[1]?.hash()).toBe(sha256(long));
      expect(long.startsWith(lines[1]?.head().slice(0, 200) ?? '-')).toBe(true);
    },
  );

  test('a line without end does not fill the memory', async () => {
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      for (let i = 0; i < 300; i += 1) yield chunk;
    }
    const before = process.memoryUsage().rss;
    const lines = (await collect(splitLines(endless()))).flat();
    expect(lines.map((line) => [line.problem, line.length])).toEqual([['line_too_long', 300 * 1024 * 1024]]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('how the bytes are cut makes no difference', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '\r', '\ufeff'))),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const content = parts.join('');
          const whole = await read(content);
          const cut = await read(content, size);
          const facts = (line: Line): unknown[] => [
            line.number,
            line.text,
            line.length,
            line.problem,
            line.hash(),
          ];
          expect(cut.map(facts)).toEqual(whole.map(facts));
        },
      ),
    );
  });
});

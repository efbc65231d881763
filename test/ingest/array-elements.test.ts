import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonArray, splitArray } from '../../src/ingest/array-elements.ts';
import { LINE_LIMIT, type Line } from '../../src/ingest/lines.ts';
import { collect, inChunks } from '../support/bytes.ts';

const read = async (content: string | Uint8Array, size?: number): Promise<Line[]> =>
  (await collect(splitArray(inChunks(content, size)))).flat();

describe('isJsonArray', () => {
  test.each(['[', ' \n[{"a":1}]', '[]', '\ufeff[{', '["x"]', '[null]', '[[1]]', '[42, {}]', '[-1.5e3]'])(
    '%j is',
    (head) => {
      expect(isJsonArray(head)).toBe(true);
    },
  );

  test.each([
    '{"a":[1]}',
    '[2026-01-02T03:04:05Z] "GET / HTTP/1.1"',
    '[17/May/2015] x',
    '',
    '192.0.2.1 - - [',
  ])('%j is not', (head) => {
    expect(isJsonArray(head)).toBe(false);
  });
});

describe('splitArray', () => {
  test('gives each element its number', async () => {
    const lines = await read('[ {"a": "x,]"} ,\n{"b": [1, {"c": "\\"}"}]}, 42]\n');
    expect(lines.map((line) => [line.number, line.text])).toEqual([
      [1, '{"a": "x,]"} '],
      [2, '{"b": [1, {"c": "\\"}"}]}'],
      [3, '42'],
    ]);
  });

  test('a broken element does not spoil the others', async () => {
    const lines = await read('[{"a":1},{bad},{"b":2}]');
    expect(lines.map((line) => line.text)).toEqual(['{"a":1}', '{bad}', '{"b":2}']);
  });

  test('an array that ends early: what was complete is read, the end is reported', async () => {
    expect((await read('[{"a":1},')).map((line) => [line.number, line.text, line.problem])).toEqual([
      [1, '{"a":1}', null],
      [2, '', 'malformed_json'],
    ]);
    expect((await read('[{"a":1},{"b":')).map((line) => line.text)).toEqual(['{"a":1}', '{"b":']);
  });

  test('an empty array has no elements', async () => {
    expect(await read(' [ ] \n')).toEqual([]);
  });

  test('several arrays, and lines behind them, are read on', async () => {
    const lines = await read('[{"a":1}]\n[{"b":2}]\n{"c":3}\n\n{"d":4}');
    expect(lines.map((line) => line.text)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']);
  });

  test('an element beyond the limit is skipped, invalid UTF-8 is read as U+FFFD', async () => {
    const bad = Buffer.concat([
      Buffer.from(`[{"a":"${'x'.repeat(LINE_LIMIT)}"},{"b":"`),
      Buffer.from([0xff]),
      Buffer.from('"},{"c":1}]'),
    ]);
    expect((await read(bad, 1000)).map((line) => [line.problem, line.text])).toEqual([
      ['line_too_long', ''],
      [null, '{"b":"\ufffd"}'],
      [null, '{"c":1}'],
    ]);
  });

  test('any array of JSON comes out as it went in, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(2),
        async (values, size, indent) => {
          const lines = await read(JSON.stringify(values, null, indent), size);
          expect(lines.map((line) => JSON.parse(line.text))).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  test('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'[]{}",\\a1 \n') }), async (text) => {
        await read(`[${text}`);
      }),
    );
  });
});

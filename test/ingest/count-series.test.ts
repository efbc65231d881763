import { describe, expect, it } from 'vitest';
import { type CountRejection, type CountRow, readCountSeries } from '../../src/ingest/count-series.ts';
import { inChunks } from '../support/bytes.ts';

async function read(text: string | Uint8Array, chunk?: number): Promise<[CountRow[], CountRejection[]]> {
  const [rows, rejections]: [CountRow[], CountRejection[]] = [[], []];
  for await (const batch of readCountSeries(inChunks(text, chunk))) {
    rows.push(...batch.rows);
    rejections.push(...batch.rejections);
  }
  return [rows, rejections];
}

const values = async (text: string): Promise<number[]> => (await read(text))[0].map(({ value }) => value);

describe('a count series', () => {
  it('keeps its texts, and reads times and numbers of any kind', async () => {
    const text =
      'timestamp,value\n2014-04-01 00:00:00,20.0\r\n2014-04-01T00:05:00+02:00,-3\n1396310700,1e3\n\n"2014-04-01 00:20:00", .5 \n';
    const [rows, rejections] = await read(text);
    expect(rejections).toEqual([]);
    expect(rows).toEqual([
      { timestamp: '2014-04-01 00:00:00', text: '20.0', time: Date.UTC(2014, 3, 1), value: 20 },
      { timestamp: '2014-04-01T00:05:00+02:00', text: '-3', time: Date.UTC(2014, 2, 31, 22, 5), value: -3 },
      { timestamp: '1396310700', text: '1e3', time: 1_396_310_700_000, value: 1000 },
      { timestamp: '2014-04-01 00:20:00', text: '.5', time: Date.UTC(2014, 3, 1, 0, 20), value: 0.5 },
    ]);
  });

  it('needs no header, and finds its columns by it', async () => {
    expect(await values('2026-01-01,1\n2026-01-02,2\n')).toEqual([1, 2]);
    expect(await values('when,calls_made\n2026-01-01,1\n')).toEqual([1]);
    expect(await values('host,Count,Time\na,7,2026-01-01\n')).toEqual([7]);
  });

  it('is the same in chunks of any size', async () => {
    const text = `﻿timestamp,value\n${Array.from({ length: 50 }, (_, i) => `2026-01-01T00:00:${String(i).padStart(2, '0')}Z,${i}`).join('\n')}`;
    const whole = await read(text);
    expect(whole[0]).toHaveLength(50);
    for (const chunk of [1, 7, 64]) expect(await read(text, chunk)).toEqual(whole);
  });

  it('says what is wrong with a line and reads the others', async () => {
    const [rows, rejections] = await read(
      'timestamp,value\n2026-01-01,1\nyesterday,2\n2026-01-02,many\n2026-01-03\n2026-01-04,\n2026-01-05,NaN\n2026-01-06,1e999\n2026-01-07,0x10\n2026-01-08,8\n',
    );
    expect(rows.map(({ value }) => value)).toEqual([1, 8]);
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [3, 'invalid_time'],
      [4, 'invalid_value'],
      [5, 'missing_field'],
      [6, 'invalid_value'],
      [7, 'invalid_value'],
      [8, 'invalid_value'],
      [9, 'invalid_value'],
    ]);
  });

  it('rejects bytes that are no text', async () => {
    const bytes = Buffer.concat([Buffer.from('2026-01-01,1\n'), Buffer.from([0xff, 0x2c, 0x31, 0x0a])]);
    const [rows, rejections] = await read(bytes);
    expect(rows).toHaveLength(1);
    expect(rejections).toMatchObject([{ line: 2, code: 'invalid_time' }]);
  });
});

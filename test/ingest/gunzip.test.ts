import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DecompressionError, type GunzipLimits, gunzip, gunzipIfNeeded } from '../../src/ingest/gunzip.ts';
import { collect, inChunks } from '../support/bytes.ts';

const CONTENT = Array.from({ length: 5000 }, (_, i) => `{"line":${i},"noise":"${Math.sin(i)}"}\n`).join('');

async function unpack(
  bytes: Uint8Array,
  limits?: GunzipLimits,
  size?: number,
): Promise<{ text: string; error: DecompressionError | null }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of gunzipIfNeeded(inChunks(bytes, size), limits)) parts.push(Buffer.from(part));
    return { text: Buffer.concat(parts).toString(), error: null };
  } catch (error) {
    if (error instanceof DecompressionError) return { text: Buffer.concat(parts).toString(), error };
    throw error;
  }
}

describe('gunzipIfNeeded', () => {
  test.each([11, 1000, 1_000_000])('unpacks gzip (chunks of %i bytes)', async (size) => {
    expect(await unpack(gzipSync(CONTENT), {}, size)).toEqual({ text: CONTENT, error: null });
  });

  test('leaves everything else as it is', async () => {
    expect((await unpack(Buffer.from(CONTENT))).text).toBe(CONTENT);
    expect(await unpack(Buffer.alloc(0))).toEqual({ text: '', error: null });
    expect((await unpack(Buffer.from([0x1f]))).text).toBe('\x1f');
  });

  test('reads several members in a row, as rotated logs are put together', async () => {
    const bytes = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect(await unpack(bytes)).toEqual({ text: 'one\ntwo\n', error: null });
  });

  test('keeps what came before the end of a truncated stream', async () => {
    const whole = gzipSync(CONTENT);
    for (const share of [0.1, 0.5, 0.9, 0.9999]) {
      const { text, error } = await unpack(whole.subarray(0, Math.floor(whole.length * share)));
      expect(error?.code).toBe('truncated_gzip');
      expect(CONTENT.startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(CONTENT.length * share * 0.6);
      expect(error?.bytesRead).toBe(text.length);
    }
  });

  test('says where a damaged stream breaks', async () => {
    const bytes = gzipSync(CONTENT);
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xff, middle, middle + 40);
    const { text, error } = await unpack(bytes);
    expect(error?.code).toMatch(/^(?:invalid|truncated)_gzip$/);
    expect(text.length).toBeGreaterThan(CONTENT.length / 4);
  });

  test('stops at the limit', async () => {
    const { text, error } = await unpack(gzipSync(CONTENT), { maxBytes: 10_000 });
    expect(error?.code).toBe('decompressed_too_large');
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect((await unpack(gzipSync(CONTENT), { maxBytes: CONTENT.length })).error).toBeNull();
  });

  test('a bomb is given up early, in little memory', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    let bytes = 0;
    const reading = (async () => {
      for await (const part of gunzip(inChunks(bomb))) bytes += part.byteLength;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'decompressed_too_large' });
    expect(bytes).toBeLessThan(40 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('logs that repeat themselves are no bomb', async () => {
    const line =
      '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /health HTTP/1.1" 200 2 "-" "kube-probe/1.29"\n';
    const { text, error } = await unpack(gzipSync(line.repeat(20_000), { level: 1 }));
    expect(error).toBeNull();
    expect(text.length).toBe(line.length * 20_000);
  });
});

describe('gunzip', () => {
  test('refuses what was announced as gzip and is not', async () => {
    await expect(collect(gunzip(inChunks('{"time":1}')))).rejects.toMatchObject({ code: 'invalid_gzip' });
  });

  test('a reader may stop in the middle', async () => {
    for await (const part of gunzip(inChunks(gzipSync(CONTENT), 50))) {
      expect(part.byteLength).toBeGreaterThan(0);
      break;
    }
  });
});

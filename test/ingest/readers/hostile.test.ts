import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_LIMIT } from '../../../src/ingest/lines.ts';
import { READABLE_FORMATS } from '../../../src/ingest/readers/registry.ts';
import { deedNumber, LOG_FORMATS, LOG_TABLES } from '../../support/log-lines.ts';
import { NOW, readAll } from '../../support/read.ts';

const FROM = NOW - 3_600_000;
const LINES = 20;
const written = [
  ...LOG_FORMATS.map((format) => ({
    name: format.name as string,
    options: format.options,
    header: '',
    write: format.write,
  })),
  ...LOG_TABLES.map((table) => ({
    name: `${table.name} as a table`,
    options: {},
    header: `${table.header}\n`,
    write: table.write,
  })),
].map((format) => ({
  ...format,
  as: format.name.split(' ')[0]!,
  bytes: Buffer.from(
    format.header + Array.from({ length: LINES }, (_, n) => format.write(deedNumber(n, FROM))).join('\n'),
  ),
}));

/** What happens to bytes on broken disks, on cut connections, and in hostile hands. */
const damage = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('flip'), at: fc.nat(), bit: fc.nat(7) }),
    fc.record({ kind: fc.constant('cut'), at: fc.nat() }),
    fc.record({
      kind: fc.constant('insert'),
      at: fc.nat(),
      text: fc.constantFrom(
        '\0',
        '\0\0\0',
        '"',
        '\n',
        '\r',
        '[',
        ']',
        '{',
        '}',
        '\\',
        ',',
        '\t',
        '\ufeff',
        '"'.repeat(9),
        '{"a":'.repeat(99),
      ),
    }),
    fc.record({ kind: fc.constant('repeat'), at: fc.nat(), size: fc.nat(3000) }),
  ),
  { minLength: 1, maxLength: 12 },
);
type Damage = {
  readonly kind: string;
  readonly at: number;
  readonly bit?: number;
  readonly text?: string;
  readonly size?: number;
};

function damaged(bytes: Buffer, harm: readonly Damage[]): Buffer {
  let result = Buffer.from(bytes);
  for (const { kind, at, bit = 0, text = '', size = 0 } of harm) {
    const place = result.length === 0 ? 0 : at % result.length;
    if (kind === 'flip' && result.length > 0) result[place]! ^= 1 << bit;
    else if (kind === 'cut') result = result.subarray(0, place);
    else if (kind === 'insert')
      result = Buffer.concat([result.subarray(0, place), Buffer.from(text), result.subarray(place)]);
    else result = Buffer.concat([result, result.subarray(place, place + size)]);
  }
  return result;
}

describe.each(written)('$name', ({ as, options, bytes, header }) => {
  test('damaged bytes are read or refused, whatever they became', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom(as, 'auto'), async (harm, format) => {
        const { events, rejections } = await readAll(damaged(bytes, harm), { ...options, format }, 777);
        for (const event of events) expect(JSON.stringify(event)).not.toContain('\\u0000');
        expect(rejections.every(({ excerpt, hash }) => excerpt.length <= 200 && hash.length === 64)).toBe(
          true,
        );
      }),
      { numRuns: 150 },
    );
  });

  test('a giant line and a giant field cost themselves only', async () => {
    const [first = ''] = bytes.toString().slice(header.length).split('\n');
    const longField = first.replace(
      /curl\/8\.4\.0|\/v2\/users|Sign in|Add Group/,
      (part) => part + 'x'.repeat(LINE_LIMIT),
    );
    const text = `${header}${first}\n${longField}\n${'y'.repeat(2 * LINE_LIMIT)}\n${first.replace(/198\.51\.0\.0/, '198.51.0.9')}`;
    const { events, rejections } = await readAll(text, { ...options, format: as });
    expect(events).toHaveLength(2);
    expect(rejections.map(({ code }) => code)).toEqual(['line_too_long', 'line_too_long']);
  });

  test('a line that repeats its own beginning takes no longer than others', async () => {
    const [line = ''] = bytes.toString().slice(header.length).split('\n');
    for (const share of [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1]) {
      const part = line.slice(0, Math.ceil(line.length * share));
      const long = part.repeat(Math.floor((LINE_LIMIT - 1) / Buffer.byteLength(part)));
      const began = process.cpuUsage();
      await readAll(header + long, { ...options, format: as });
      await readAll(header + long, { ...options, format: 'auto' });
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1e6, `seconds for ${part}`).toBeLessThan(1.5);
    }
  });

  test('no line is lost: each is an event or has a reason', async () => {
    const lines = bytes.toString().slice(header.length).split('\n');
    const junk = ['some words', '"', '{"a":1}', '{', '[1]', '42', 'a,b,c', '198.51.100.7 - -'];
    const text = header + lines.flatMap((line, index) => [line, junk[index % junk.length]!]).join('\n');
    const { events, rejections } = await readAll(text, { ...options, format: as });
    // A quote that a row of a table leaves open joins lines; anything else is one of both.
    const rows = text.split('\n').length - (header === '' ? 0 : 1);
    expect(events.length + rejections.length).toBeLessThanOrEqual(rows);
    if (header === '') expect(events.length + rejections.length).toBe(rows);
  });
});

test.each(READABLE_FORMATS)('deep nesting is read as %s, or refused', async (format) => {
  const deep = `{"time":"2026-01-15T11:00:00Z","credential":"c","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const objects = `{"@timestamp":"2026-01-15T11:00:00Z","user":{"id":"c"},"source":${'{"ip":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
  for (const text of [deep, objects, `[${deep},${objects}]`, `{"Records":[${deep}]}`, '['.repeat(100_000)]) {
    const { events, rejections } = await readAll(text, { format });
    expect(events.length + rejections.length).toBeGreaterThan(0);
  }
});

test('a quote that nobody closes costs its own row only', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, n) =>
      `2026-01-15 11:00:${String(n % 60).padStart(2, '0')},a${n}@example.com,Account,Update,change ${n}`,
  );
  rows[20] = `${rows[20]!.replace('change', '"change')}`;
  const { events, rejections } = await readAll(
    `Time,Operator,Category,Action,Operation Detail\n${rows.join('\n')}\n`,
  );
  expect(events).toHaveLength(199);
  expect(rejections).toMatchObject([{ line: 22, code: 'malformed_line' }]);
});

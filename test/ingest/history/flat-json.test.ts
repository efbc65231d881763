import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlatObject, wholeNumberIn } from '../../../src/ingest/history/flat-json.ts';

const WANTED = [
  ['time', 'any'],
  ['a', 'text'],
  ['status', 'number'],
  ['statut', 'number'],
] as const;

/** What was found, by name; undefined when it is not certain. */
function find(
  text: string,
  object = new FlatObject(WANTED, ['secret']),
): Record<string, string | null> | undefined {
  const bytes = Buffer.from(`{"a":"left of it"}${text}}`);
  const start = Buffer.from('{"a":"left of it"}').length;
  if (!object.read(bytes, start, bytes.length - 1)) return undefined;
  const valueAt = (index: number): string | null =>
    object.ends[index] === 0 ? null : bytes.toString('utf8', object.starts[index], object.ends[index]);
  return Object.fromEntries(WANTED.map(([name], index) => [name, valueAt(index)]));
}

/** The same from the parser of the language; null where a value has no right to be there. */
function parse(text: string): Record<string, string | null> | null {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (Object.hasOwn(parsed, 'secret')) return null;
  const textOf = (value: unknown): string | null =>
    value === undefined || value === null ? null : String(value);
  return Object.fromEntries(WANTED.map(([name]) => [name, textOf(parsed[name])]));
}

const blank = fc.constantFrom('', '', '', ' ', '\t ');
const name = fc.oneof(
  fc.constantFrom(
    'time',
    'a',
    'b',
    'status',
    'statut',
    'stbtus',
    'secret',
    '',
    'é',
    'status2',
    'é'.repeat(40),
  ),
  fc.string({ unit: 'binary', maxLength: 9 }),
);
const value = fc.oneof(
  fc.constantFrom('"x"', '"é"', '""', '1', '-1', '12', '0.5', 'null', 'true', 'false', '123456789'),
  fc.constantFrom('nul', '"\\n"', '01', '1.', '-', '1e5', '{}', '[1]', '"', "'", '\u0001', '"\u0001"'),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `"${text}"`),
  fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text)),
);
const member = fc
  .tuple(
    blank,
    name,
    blank,
    blank,
    fc.oneof({ weight: 6, arbitrary: fc.constant(':') }, fc.constant('')),
    value,
    blank,
  )
  .map(([a, key, b, c, colon, text, d]) => `${a}"${key}"${b}${colon}${c}${text}${d}`);
const object = fc
  .tuple(
    fc.array(member, { maxLength: 5 }),
    fc.constantFrom('{', '{', '{', ' {', '['),
    fc.constantFrom('}', '}', '}', '} ', '', '},', '}x'),
  )
  .map(([members, open, close]) => `${open}${members.join(',')}${close}`);

describe('a flat object', () => {
  it('is certain only of what the parser of the language finds', () => {
    fc.assert(
      fc.property(object, (text) => {
        const found = find(text);
        if (found !== undefined) expect(found).toEqual(parse(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('is found the same whatever was read before it', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 2, maxLength: 6 }), fc.array(fc.nat(5)), (texts, order) => {
        const one = new FlatObject(WANTED, ['secret']);
        for (const index of order) {
          const text = texts[index % texts.length]!;
          expect(find(text, one)).toEqual(find(text));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('may have more names than are remembered', () => {
    const one = new FlatObject(WANTED, ['secret']);
    for (let i = 0; i < 300; i += 1)
      expect(find(`{"name${i}":1,"time":"t${i}","x${i}":null}`, one)).toMatchObject({ time: `t${i}` });
  });

  it('ends its texts where they end', () => {
    for (let length = 0; length < 12; length += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        const text = Buffer.from(`{"a":"${'é'.repeat(6)}${'x'.repeat(length)}_","time":1}`);
        text[text.indexOf('_')] = byte;
        const isPlain = byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
        expect(new FlatObject(WANTED).read(text, 0, text.length)).toBe(isPlain);
      }
    }
  });

  it('is certain of what is usual', () => {
    expect(find('{"time":17,"x":null,"a":"","status":200}')).toEqual({
      time: '17',
      a: '',
      status: '200',
      statut: null,
    });
    expect(find(' { "time" : "now" , "status" : null } ')).toMatchObject({ time: 'now', status: null });
    expect(find('{"a":"x","a":"y"}')).toMatchObject({ a: 'y' });
  });

  it.each([
    '{"a":1}',
    '{"status":"200"}',
    '{"time":true}',
    '{"secret":null}',
    '{"b":"\\u0061"}',
    '{"b":{}}',
    '{}',
  ])('leaves %s to others', (text) => {
    expect(find(text)).toBeUndefined();
  });
});

describe('a whole number', () => {
  it.each([
    ['0', 0],
    ['17', 17],
    ['123456789012345', 123_456_789_012_345],
    ['1234567890123456', Number.NaN],
    ['-1', Number.NaN],
    ['1.5', Number.NaN],
    ['', Number.NaN],
  ])('%s is %d', (text, number) => {
    expect(wholeNumberIn(Buffer.from(text), 0, text.length)).toBe(number);
  });
});

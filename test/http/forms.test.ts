import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/core/csv.ts';
import { preferredType } from '../../src/http/accept.ts';
import { matcherOf } from '../../src/http/credential-pattern.ts';
import { decodeCursor, encodeCursor } from '../../src/http/cursor.ts';

describe('a credential pattern', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', '', true],
    ['a*', 'a', true],
    ['a*', 'ba', false],
    ['*@example.com', 'kim@example.com', true],
    ['*@example.com', 'kim@example.com.evil', false],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['a.c', 'abc', false],
    ['(a+)+', '(a+)+', true],
  ])('%s on %s: %s', (pattern, identifier, expected) => {
    expect(matcherOf(pattern)(identifier)).toBe(expected);
  });

  it('means what the regular expression with .* in place of * means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(
        text,
        text.map((value) => value.replaceAll('*', 'a')),
        (pattern, identifier) => {
          const escaped = pattern
            .split('*')
            .map((part) => part.replaceAll('.', '\\.'))
            .join('.*');
          expect(matcherOf(pattern)(identifier)).toBe(new RegExp(`^${escaped}$`).test(identifier));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a line of CSV', () => {
  it.each([
    [['a', null, 1, undefined], 'a,,1,\r\n'],
    [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
    [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx\r\n"],
    [[{ a: '=1' }, ['x']], '"{""a"":""=1""}","[""x""]"\r\n'],
  ])('%j', (cells, expected) => {
    expect(csvLine(cells)).toBe(expected);
  });
});

describe('the type of an answer', () => {
  const offered = ['application/json', 'text/csv', 'application/x-ndjson'] as const;
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['TEXT/CSV; charset=utf-8', 'text/csv'],
    ['application/json;q=0.1, application/x-ndjson;q=0.8', 'application/x-ndjson'],
    ['text/csv;q=0, */*', 'application/json'],
    ['text/html', 'application/json'],
  ])('%s: %s', (header, expected) => {
    expect(preferredType(header, offered)).toBe(expected);
  });
});

describe('a cursor', () => {
  const id = '00000000-0000-4000-8000-000000000001';

  it('gives back what was put in', () => {
    expect(decodeCursor(encodeCursor([1_700_000_000_000, id]), ['time', 'uuid'])).toEqual([
      '1700000000000',
      id,
    ]);
  });

  it('of another shape, or made up, is refused', () => {
    const forged = [
      encodeCursor([1]),
      encodeCursor([id, 1]),
      encodeCursor([1, `${id}'`]),
      encodeCursor([1, id, 2]),
      '',
      '~~',
      'é',
    ];
    for (const cursor of forged) {
      expect(() => decodeCursor(cursor, ['time', 'uuid'])).toThrow(
        expect.objectContaining({ code: 'invalid_cursor' }),
      );
    }
  });
});

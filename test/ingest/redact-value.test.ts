import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXTRA_LIMIT, redactExtra, redactValue } from '../../src/ingest/redact-value.ts';

const SECRET =
  'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJLRGN1R0ltMVFnZVBUTzhXYk9xd0lRIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

describe('redactValue', () => {
  test('what stands under a telling name goes, whatever it is', () => {
    expect(
      redactValue({
        authorization: 'x',
        cookies: ['a=b'],
        download_token: 'abc',
        passcode: 123456,
        clientSecret: { nested: 'abc' },
        share_url: 'https://zoom.us/rec/share/abc',
        token_type: 'bearer',
        topic: 'Weekly sync',
      }),
    ).toEqual({
      authorization: '[redacted]',
      cookies: '[redacted]',
      download_token: '[redacted]',
      passcode: '[redacted]',
      clientSecret: '[redacted]',
      share_url: '[redacted]',
      token_type: 'bearer',
      topic: 'Weekly sync',
    });
  });

  test('a URL loses its query', () => {
    expect(redactValue('https://zoom.us/j/93398114182?pwd=MTIzNDU2')).toBe('https://zoom.us/j/93398114182');
    expect(redactValue('/v2/users?access_token=abc')).toBe('/v2/users');
  });

  test('a secret does not survive at any depth, as key or as value', () => {
    const withSecret = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant(SECRET),
        fc.string().map((text) => `${text} ${SECRET}`),
        fc.array(tie('tree')),
        fc.dictionary(fc.oneof(fc.string(), fc.constant(SECRET), fc.constant('__proto__')), tie('tree')),
      ),
    })).tree;
    fc.assert(
      fc.property(withSecret, (value) => {
        expect(JSON.stringify(redactValue(value))).not.toContain(SECRET);
      }),
    );
  });

  test('prototypes cannot be reached', () => {
    const redacted = redactValue(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "a": 1}'));
    expect(redacted).toEqual({ a: 1 });
    expect(Object.hasOwn(redacted as object, '__proto__')).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('depth and width are bounded', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 5000; i += 1) deep = [deep];
    expect(JSON.stringify(redactValue(deep))).toBe('[[[[[["[deeper]"]]]]]]');
    expect(redactValue(Array.from({ length: 1000 }, (_, i) => i))).toHaveLength(64);
    expect((redactValue('x y '.repeat(2000)) as string).length).toBe(1024);
  });

  test('gives plain JSON that Postgres takes, for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const json = JSON.stringify(redactValue(value));
        expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
    );
  });
});

describe('redactExtra', () => {
  test('there is nothing to keep of no fields', () => {
    expect(redactExtra([])).toBeNull();
  });

  test('keeps what fits into the limit and counts the rest', () => {
    const extra = redactExtra([
      ['first', 'a b '.repeat(250)],
      ['small', 1],
      ['large', Array.from({ length: 5 }, () => 'a b '.repeat(250))],
      ['last', true],
    ]);
    expect(extra).toEqual({ first: 'a b '.repeat(250), small: 1, last: true, _dropped: 1 });
  });

  test('is never larger than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 200 }), fc.json())), (members) => {
        const json = JSON.stringify(redactExtra(members));
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(EXTRA_LIMIT);
      }),
    );
  });
});

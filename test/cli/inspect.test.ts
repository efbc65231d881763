import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runHere, runTool } from './support/tool.ts';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const token = (claims: object): string => `${base64url({ alg: 'HS512' })}.${base64url(claims)}.${SIGNATURE}`;
const inspect = (input: string | Buffer, ...options: string[]) => runHere(['inspect', ...options], {}, input);

describe('a token of Zoom', () => {
  const claims = {
    iss: 'zm:cid:AbCdEfGhIjKlMnOpQrStUv',
    aid: 'aBcAccountIdDeFgHiJkLm',
    iat: 1_700_000_000,
    exp: 1_700_003_600,
  };

  test('comes on the standard input of the real tool', async () => {
    const { code, stdout, stderr } = await runTool(['inspect'], {}, `${token(claims)}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^identifier +AbCdEfGhIjKlMnOpQrStUv$/m);
  });

  test('is told: kind, identifier, account, dates, how to revoke', async () => {
    const { code, stdout, stderr } = await inspect(`${token(claims)}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^kind +OAuth access token/m);
    expect(stdout).toMatch(/^identifier +AbCdEfGhIjKlMnOpQrStUv$/m);
    expect(stdout).toMatch(/^account +aBcAccountIdDeFgHiJkLm$/m);
    expect(stdout).toMatch(/^issued +2023-11-14T22:13:20\.000Z$/m);
    expect(stdout).toMatch(/^expires +2023-11-14T23:13:20\.000Z$/m);
    expect(stdout).toMatch(/^still valid +no/m);
    expect(stdout).toMatch(/^to revoke +.*Rotate the client secret/m);
  });

  test('as JSON', async () => {
    const { stdout } = await inspect(token({ ...claims, exp: 4_000_000_000 }), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'oauth',
      identifier: 'AbCdEfGhIjKlMnOpQrStUv',
      account: 'aBcAccountIdDeFgHiJkLm',
      valid: true,
      expires_at: '2096-10-02T07:06:40.000Z',
    });
  });

  test.each(['Bearer ', 'Authorization: Bearer ', 'authorization:bearer '])('after "%s"', async (prefix) => {
    expect((await inspect(prefix + token(claims))).stdout).toMatch(/^identifier +AbCdEfGhIjKlMnOpQrStUv$/m);
  });

  test('client id and secret: the secret is not shown', async () => {
    const basic = Buffer.from('AbCdEfGhIjKlMnOpQrStUv:the-client-secret-0123456789').toString('base64');
    const { stdout } = await inspect(`Authorization: Basic ${basic}`);
    expect(stdout).toMatch(/^identifier +AbCdEfGhIjKlMnOpQrStUv$/m);
    expect(stdout).not.toMatch(/the-client-secret/);
    expect(stdout).not.toContain(basic);
  });
});

describe('hostile input', () => {
  test('nothing, or only white space', async () => {
    for (const input of ['', ' \n\t\n']) {
      expect(await inspect(input)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('(nothing_to_read)'),
      });
    }
  });

  test('far too much', async () => {
    expect(await inspect(Buffer.alloc(5_000_000, 'a'))).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('(input_too_long)'),
    });
  });

  test.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3])],
    ['a payload that is no JSON', `aaaa.${Buffer.from('{').toString('base64url')}.bbbb`],
    ['a payload that is no object', token([])],
    ['dates beyond any date', token({ iss: 'zm:cid:AbCdEfGhIjKlMnOpQrStUv', exp: 1e300, iat: -1e300 })],
    ['dates that are no numbers', token({ iss: 'zm:cid:AbCdEfGhIjKlMnOpQrStUv', exp: {}, iat: 'now' })],
    [
      'deep nesting',
      token({ iss: 'zm:cid:AbCdEfGhIjKlMnOpQrStUv', x: JSON.parse('['.repeat(500) + ']'.repeat(500)) }),
    ],
    ['names of the prototype', token(JSON.parse('{"__proto__":{"iss":"x"},"constructor":1}') as object)],
  ])('%s: one answer, no stack', async (_name, input) => {
    const { code, stdout, stderr } = await inspect(input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^kind /);
    expect(stdout).toMatch(/^to revoke /m);
  });

  test('claims cannot act on the terminal', async () => {
    const commands = '\u001b]0;owned\u0007\u001b[2J\u202e';
    const { stdout } = await inspect(token({ iss: `zm:cid:${commands}`, aid: commands, aud: commands }));
    for (const character of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(character);
  });

  test('no part of a secret is repeated, whatever it is', async () => {
    const secret = fc
      .stringMatching(/^[A-Za-z0-9_.\-+/=: ]{24,200}$/)
      .filter((text) => text.trim().length >= 24);
    await fc.assert(
      fc.asyncProperty(secret, async (text) => {
        const { stdout, stderr } = await inspect(text);
        const said = stdout + stderr;
        expect(said).toContain('to revoke');
        expect(said).not.toContain(text.trim().slice(-20));
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactField, redactPath, redactText } from '../../src/ingest/redact.ts';
import { anyText } from '../support/any-text.ts';

const characters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const BASE62 = `${LOWER}${LOWER.toUpperCase()}0123456789`;
const BASE64URL = `${BASE62}-_`;

const jwt = fc
  .record({ iss: characters(BASE64URL, 22, 22), exp: fc.nat() })
  .chain((claims) =>
    characters(BASE64URL, 43, 43).map(
      (signature) =>
        `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(claims))}.${signature}`,
    ),
  );
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** A value that is a secret because of what stands before it: nothing in it gives it away. */
const password = characters(`${BASE62}!$*.#`, 6, 20);
const randomSecret = characters(BASE62, 32, 64);

const keys = [
  'access_token',
  'refresh_token',
  'token',
  'code',
  'pwd',
  'password',
  'passcode',
  'zak',
  'signature',
  'client_secret',
  'api_key',
  'X-Amz-Signature',
  'clientSecret',
  'recording_play_passcode',
  'download_token',
];

/** Each gives a text and the secret in it. */
const planted: fc.Arbitrary<{ text: string; secret: string }> = fc.oneof(
  jwt.map((secret) => ({ text: secret, secret })),
  jwt.map((secret) => ({ text: `Bearer ${secret}`, secret })),
  randomSecret.map((secret) => ({ text: `bearer ${secret}`, secret })),
  randomSecret.map((secret) => ({ text: secret, secret })),
  fc.tuple(characters(BASE62, 22, 22), characters(BASE62, 32, 32)).map(([id, key]) => {
    const secret = Buffer.from(`${id}:${key}`).toString('base64');
    return { text: `Authorization: Basic ${secret}`, secret };
  }),
  fc.tuple(fc.constantFrom(...keys), password).map(([key, secret]) => ({ text: `${key}=${secret}`, secret })),
  fc
    .tuple(fc.constantFrom(...keys), password)
    .map(([key, secret]) => ({ text: `"${key}": "${secret}"`, secret })),
  fc
    .tuple(fc.constantFrom(...keys), password)
    .map(([key, secret]) => ({ text: `{\\"${key}\\":\\"${secret}\\"}`, secret })),
  fc
    .tuple(fc.constantFrom(...keys), password)
    .map(([key, secret]) => ({ text: `https://zoom.us/j/9?a=b&${key}=${secret}&c=d`, secret })),
  password.map((secret) => ({ text: `Cookie: _zm_ssid=${secret}`, secret })),
  password
    .filter((secret) => !/[#/]/.test(secret))
    .map((secret) => ({ text: `https://user:${secret}@example.com/x`, secret })),
  characters(BASE62, 24, 24).map((secret) => ({ text: `xoxb-1234567890-${secret}`, secret })),
  characters(BASE62, 24, 24).map((secret) => ({ text: `zm_live_${secret}`, secret: `zm_live_${secret}` })),
  characters(BASE64URL, 64, 64).map((secret) => ({
    text: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
    secret,
  })),
);

const around = fc.constantFrom('', ' ', ', ', '; ', ' "', '\n', ' said: ', '…', '&', '\u0000', ' %20');

describe('redactText', () => {
  test('no secret survives, wherever it is planted', () => {
    fc.assert(
      fc.property(planted, around, around, fc.lorem(), ({ text, secret }, before, after, words) => {
        const redacted = redactText(`${words}${before} ${text}${after} ${words}`);
        expect(redacted).not.toContain(secret);
        expect(redacted).toContain('[redacted]');
      }),
      { numRuns: 2000 },
    );
  });

  test('what has been redacted is not redacted again', () => {
    fc.assert(
      fc.property(planted, around, ({ text }, before) => {
        const once = redactText(`${before}${text}`);
        expect(redactText(once)).toBe(once);
      }),
    );
  });

  test.each([
    'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0',
    'python-requests/2.31.0',
    'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
    'b0a8fb8c-9a34-4b3c-8f6c-2f0a8c0b6d1e',
    '0af7651916cd43dd8448eb211c80319c',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '1-5759e988-bd862e3fe1be46a994272793',
    'aDYlohsHRtCd4ii1uC2+hA==',
    'KDcuGIm1QgePTO8WbOqwIQ',
    'presentations/logstash-monitorama-2013/images/kibana-dashboard3.png',
    'Weekly sync of the data platform team, 2026-01-02',
    'user someone@example.com signed in',
    '123456789012345678901234567890123456',
  ])('keeps %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('what no database takes is replaced', () => {
    expect(redactText('a\u0000b\u001b[31mc\ud800d\u202ee')).toBe('a\ufffdb\ufffd[31mc\ufffdd\ufffde');
    expect(redactText('one\ntwo\tthree')).toBe('one\ntwo\tthree');
    expect(redactField('one\ntwo\tthree')).toBe('one two three');
    expect(redactText('smile 😀')).toBe('smile 😀');
  });

  test('any text becomes one that Postgres takes', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is the point
        expect(redactText(text)).not.toMatch(/\u0000|\p{Cs}/u);
      }),
    );
  });

  test.each([
    ['letters', 'a'.repeat(200_000)],
    ['quotes', '"password": "'.repeat(20_000)],
    ['backslashes', `"token":"${'\\'.repeat(200_000)}`],
    ['schemes', 'bearer '.repeat(30_000)],
    ['private keys', '-----BEGIN PRIVATE KEY-----'.repeat(8_000)],
    ['dots', 'eyJ'.concat('.'.repeat(200_000))],
    ['colons', '://'.repeat(70_000)],
    ['base64', 'Ab0+/'.repeat(40_000)],
  ])('is quick with a long run of %s', (_, text) => {
    const started = performance.now();
    redactText(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('redactPath', () => {
  test.each([
    ['/v2/users/KDcuGIm1QgePTO8WbOqwIQ/recordings', '/v2/users/KDcuGIm1QgePTO8WbOqwIQ/recordings'],
    ['/v2/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D', '/v2/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D'],
    ['/v2/meetings/%252FajXp112QmuoKj4854875%253D%253D', '/v2/meetings/%252FajXp112QmuoKj4854875%253D%253D'],
    [
      '/v2/phone/recording/download/b0a8fb8c-9a34-4b3c-8f6c-2f0a8c0b6d1e',
      '/v2/phone/recording/download/b0a8fb8c-9a34-4b3c-8f6c-2f0a8c0b6d1e',
    ],
    [
      '/rec/download/Au386IkDQnYnDbYvq5dXsw1cvyNHH2CdgWBtB2eHatpE.mumk6MD1Lup9BT4F',
      '/rec/download/[redacted]',
    ],
    ['/rec/play/x;token=abcdef', '/rec/play/x;token=[redacted]'],
  ])('%s → %s', (path, redacted) => {
    expect(redactPath(path)).toBe(redacted);
  });

  test('a secret in a step of the path does not survive', () => {
    fc.assert(
      fc.property(fc.oneof(jwt, randomSecret), (secret) => {
        expect(redactPath(`/v2/users/${secret}/recordings`)).not.toContain(secret);
      }),
    );
  });
});

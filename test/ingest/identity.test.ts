import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  credentialIdOf,
  fingerprintOf,
  identifyAuthorization,
  normaliseIdentifier,
} from '../../src/ingest/identity.ts';
import { jwt } from '../support/jwt.ts';

const KEY = 'fingerprint key of this installation';

describe('credentialIdOf', () => {
  test('is the UUIDv5 of the identifier in our namespace', () => {
    // Computed with Python: uuid.uuid5(uuid.UUID('ff6b6858-c441-4c64-a35e-754e68c5dfbe'), …)
    expect(credentialIdOf('KDcuGIm1QgePTO8WbOqwIQ')).toBe('f80f2aaf-eacb-5202-abb7-0e9df104d7dd');
    expect(credentialIdOf('jürgen@example.com')).toBe('212fe80a-56b4-5933-8cef-3c24e2f06acb');
  });
});

describe('normaliseIdentifier', () => {
  test.each([
    [' KDcuGIm1QgePTO8WbOqwIQ ', 'KDcuGIm1QgePTO8WbOqwIQ'],
    ['zm:cid:KDcuGIm1QgePTO8WbOqwIQ', 'KDcuGIm1QgePTO8WbOqwIQ'],
    ['Someone@Example.COM', 'someone@example.com'],
    ['app:CRM sync', 'app:CRM sync'],
    ['x'.repeat(256), 'x'.repeat(256)],
    ['', null],
    ['   ', null],
    ['zm:cid:', null],
    ['x'.repeat(257), null],
    ['a\u0000b', null],
    ['a\nb', null],
    ['a\ud800b', null],
    ['a\u202eb', null],
  ])('%j → %j', (text, identifier) => {
    expect(normaliseIdentifier(text)).toBe(identifier);
  });

  test('is stable', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.emailAddress()), (text) => {
        const once = normaliseIdentifier(text);
        if (once !== null) expect(normaliseIdentifier(once)).toBe(once);
      }),
    );
  });
});

describe('identifyAuthorization', () => {
  const issuedAt = Date.parse('2026-01-01T00:00:00Z');
  const iat = issuedAt / 1000;

  test('access token of an OAuth app: client id and account', () => {
    const token = jwt({
      iss: 'zm:cid:KDcuGIm1QgePTO8WbOqwIQ',
      aid: 'Vu6VDUDsRzKfdCnCGq7WEA',
      iat,
      exp: iat + 3600,
    });
    expect(identifyAuthorization(`Bearer ${token}`, KEY)).toEqual({
      identifier: 'KDcuGIm1QgePTO8WbOqwIQ',
      kind: 'oauth',
      accountId: 'Vu6VDUDsRzKfdCnCGq7WEA',
      issuedAt,
      expiresAt: issuedAt + 3_600_000,
      fingerprint: createHmac('sha256', KEY).update(token).digest('hex').slice(0, 32),
    });
  });

  test.each([
    ['JWT app', { iss: 'abcdefghijklmnopqrstuv', exp: iat }, 'api_key', 'abcdefghijklmnopqrstuv'],
    [
      'Meeting SDK',
      { appKey: 'SdkKey_1234567890', sdkKey: 'SdkKey_1234567890', mn: 1, role: 0 },
      'meeting_sdk',
      'SdkKey_1234567890',
    ],
    ['Meeting SDK, new', { appKey: 'SdkKey_1234567890' }, 'meeting_sdk', 'SdkKey_1234567890'],
    [
      'Video SDK',
      { app_key: 'VideoKey_1234567', tpc: 'topic', role_type: 1 },
      'video_sdk',
      'VideoKey_1234567',
    ],
  ])('%s', (_, claims, kind, identifier) => {
    expect(identifyAuthorization(jwt(claims), KEY)).toMatchObject({ kind, identifier });
  });

  test('Basic: the client id, never the secret', () => {
    const basic = Buffer.from('KDcuGIm1QgePTO8WbOqwIQ:the-client-secret').toString('base64');
    const identity = identifyAuthorization(`Basic ${basic}`, KEY);
    expect(identity).toMatchObject({
      identifier: 'KDcuGIm1QgePTO8WbOqwIQ',
      kind: 'client_secret',
      expiresAt: null,
    });
    expect(JSON.stringify(identity)).not.toContain('the-client-secret');
  });

  test('one token has one fingerprint however it is written, another key another one', () => {
    const token = jwt({ iss: 'abcdefghijklmnopqrstuv' });
    const forms = [
      token,
      `Bearer ${token}`,
      `bearer   ${token}`,
      ` ${token}\n`,
      `Authorization: Bearer ${token}`,
    ];
    expect(new Set(forms.map((form) => fingerprintOf(form, KEY))).size).toBe(1);
    expect(fingerprintOf(token, 'another')).not.toBe(fingerprintOf(token, KEY));
    expect(fingerprintOf(token, KEY)).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['opaque', 'Bearer 0123456789abcdef'],
    ['malformed', ''],
    ['malformed', 'Bearer eyJhbGciOiJIUzI1NiJ9'],
    ['malformed', `Bearer ${jwt({}).replace(/\.[^.]+\./, '.bm8ganNvbg.')}`],
    ['malformed', 'Basic bm9jb2xvbg=='],
    ['malformed', `Basic ${Buffer.from(':secret').toString('base64')}`],
    ['malformed', `Bearer ${'a'.repeat(20_000)}`],
    ['foreign', jwt({ iss: 'https://login.example.com', sub: 'someone' })],
    ['foreign', jwt({ iss: 'zm:cid:' })],
    ['foreign', jwt({ iss: { nested: true } })],
  ])('%s: %s', (problem, value) => {
    expect(identifyAuthorization(value, KEY)).toMatchObject({ problem });
  });

  test('absurd times are no times', () => {
    expect(
      identifyAuthorization(jwt({ iss: 'abcdefghijklmnopqrstuv', iat: 1e15, exp: -1 }), KEY),
    ).toMatchObject({
      issuedAt: null,
      expiresAt: null,
    });
  });

  test('never throws, and gives nothing of the token back', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.object().map(jwt),
          fc.base64String().map((text) => `Basic ${text}`),
        ),
        (value) => {
          const identity = identifyAuthorization(value, KEY);
          if (value.length > 70) expect(JSON.stringify(identity)).not.toContain(value.slice(-40));
        },
      ),
    );
  });
});

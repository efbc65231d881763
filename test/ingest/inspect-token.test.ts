import { describe, expect, test } from 'vitest';
import { inspectToken } from '../../src/ingest/inspect-token.ts';
import { jwt } from '../support/jwt.ts';

const now = Date.parse('2026-01-01T00:30:00Z');
const iat = Date.parse('2026-01-01T00:00:00Z') / 1000;

describe('inspectToken', () => {
  test('tells whose an access token is, until when it lives and how to revoke it', () => {
    const inspection = inspectToken(
      `Bearer ${jwt({ iss: 'zm:cid:KDcuGIm1QgePTO8WbOqwIQ', aid: 'Vu6VDUDsRzKfdCnCGq7WEA', iat, exp: iat + 3600 })}\n`,
      now,
    );
    expect(inspection).toMatchObject({
      kind: 'oauth',
      identifier: 'KDcuGIm1QgePTO8WbOqwIQ',
      account: 'Vu6VDUDsRzKfdCnCGq7WEA',
      issuedAt: iat * 1000,
      expiresAt: (iat + 3600) * 1000,
      valid: true,
    });
    expect(inspection.howToRevoke).toContain('Rotate the client secret');
  });

  test('an expired token is not valid, one without an expiry may be', () => {
    expect(inspectToken(jwt({ iss: 'abcdefghijklmnopqrstuv', exp: iat }), now).valid).toBe(false);
    expect(inspectToken(jwt({ iss: 'abcdefghijklmnopqrstuv' }), now).valid).toBeNull();
  });

  test('says what can be said of a token that it cannot read', () => {
    expect(inspectToken('0123456789abcdef', now)).toMatchObject({
      kind: 'unknown',
      identifier: null,
      valid: null,
    });
    expect(inspectToken(jwt({ iss: 'https://login.example.com' }), now).howToRevoke).toContain(
      'whoever issued it',
    );
  });

  test('holds nothing of the secret', () => {
    const token = jwt({ iss: 'abcdefghijklmnopqrstuv', exp: iat });
    const basic = Buffer.from('client-id-of-an-app:very-secret-value').toString('base64');
    for (const part of token.split('.')) expect(JSON.stringify(inspectToken(token, now))).not.toContain(part);
    expect(JSON.stringify(inspectToken(`Basic ${basic}`, now))).not.toMatch(
      new RegExp(`very-secret|${basic}`),
    );
  });
});

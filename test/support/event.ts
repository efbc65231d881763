import type { AccessEvent } from '../../src/core/event.ts';

const EMPTY: AccessEvent = {
  credential: 'test-credential',
  credentialId: '5b2c1d52-3c39-5f0b-9d8c-0d5a3a7a1f00',
  eventId: '00000000-0000-4000-8000-000000000000',
  senderId: null,
  time: Date.UTC(2026, 2, 2, 12),
  sourceIp: null,
  sourceText: null,
  method: 'GET',
  host: 'api.zoom.us',
  path: '/v2/users',
  operation: 'GET /users',
  status: 200,
  requestBytes: null,
  responseBytes: null,
  durationMs: null,
  userAgent: null,
  client: null,
  trackingId: null,
  tokenFingerprint: null,
  tokenIssuedAt: null,
  tokenExpiresAt: null,
  accountId: null,
  source: 'test',
  ratelimitType: null,
  ratelimitCategory: null,
  ratelimitLimit: null,
  ratelimitRemaining: null,
  extra: null,
  asn: null,
  asnName: null,
  country: null,
};

/** A plain event with some fields of its own. */
export const makeEvent = (fields: Partial<AccessEvent>): AccessEvent => ({ ...EMPTY, ...fields });

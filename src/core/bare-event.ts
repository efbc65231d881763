import type { AccessEvent } from './event.ts';

type Given = Pick<AccessEvent, 'credential' | 'credentialId' | 'eventId' | 'time' | 'operation' | 'source'> &
  Partial<AccessEvent>;

/** An event that no log has as a line: what is not given is not known. */
export const bareEvent = (given: Given): AccessEvent => ({
  senderId: null,
  sourceIp: null,
  sourceText: null,
  method: null,
  host: null,
  path: null,
  status: null,
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
  ratelimitType: null,
  ratelimitCategory: null,
  ratelimitLimit: null,
  ratelimitRemaining: null,
  extra: null,
  asn: null,
  asnName: null,
  country: null,
  ...given,
});

import { bareEvent } from '../../src/core/bare-event.ts';
import type { AccessEvent } from '../../src/core/event.ts';

const PLAIN = bareEvent({
  credential: 'test-credential',
  credentialId: '5b2c1d52-3c39-5f0b-9d8c-0d5a3a7a1f00',
  eventId: '00000000-0000-4000-8000-000000000000',
  time: Date.UTC(2026, 2, 2, 12),
  method: 'GET',
  host: 'api.zoom.us',
  path: '/v2/users',
  operation: 'GET /users',
  status: 200,
  source: 'test',
});

/** A plain event with some fields of its own. */
export const makeEvent = (fields: Partial<AccessEvent>): AccessEvent => ({ ...PLAIN, ...fields });

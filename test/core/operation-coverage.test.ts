import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operationFamily, operationImpact, operationOf } from '../../src/core/operation.ts';

interface Listed {
  readonly method: string;
  readonly path: string;
}
const LISTED = (
  JSON.parse(
    readFileSync(new URL('../fixtures/rest-endpoints.json', import.meta.url), 'utf8'),
  ) as readonly Listed[]
).map(
  ({ method, path }): Listed => ({
    method,
    // Uploads go to a host of their own, which the list writes out.
    path: path.replace(/^https:\/\/file(?:api)?\.zoom\.us\/v2/, ''),
  }),
);

const base64 = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const id = fc.oneof(
  fc.integer({ min: 10_000, max: 99_999_999_999 }).map(String),
  base64.map((uuid) => uuid.replace(/=+$/, '').replace(/[+/]/g, '_')),
  // A meeting's UUID that holds a slash has to be encoded twice, any other may be encoded once.
  base64.map((uuid) => encodeURIComponent(encodeURIComponent(uuid))),
  base64.map((uuid) => encodeURIComponent(encodeURIComponent(`/${uuid.slice(1)}`))),
  base64.map((uuid) => encodeURIComponent(uuid)),
  fc.uuid(),
  fc
    .tuple(fc.stringMatching(/^[a-z]{1,10}$/), fc.constantFrom('.', '+', '-'))
    .map(([user, mark]) => `${user}${mark}x@example.com`),
  fc.stringMatching(/^[a-z]{3,8}$/).map((user) => encodeURIComponent(`${user}@example.com`)),
);

describe('the operations of Zoom', () => {
  test('are all 844 found, whatever ids their paths hold, with and without version and host', () => {
    expect(LISTED).toHaveLength(844);
    const places = fc.constantFrom(
      ['', '/v2'],
      ['', ''],
      ['', '/zoom/v2'],
      ['https://api.zoom.us', '/v2'],
      ['https://api-us.zoom.us:443', '/v2'],
    );
    for (const { method, path } of LISTED) {
      fc.assert(
        fc.property(
          fc.infiniteStream(id),
          places,
          fc.constantFrom('', '/', '?page_size=30'),
          (ids, [host, base], end) => {
            const called = path.replace(/\{[^}]+\}/g, () => ids.next().value);
            expect(
              operationOf(method, host === '' ? 'api.zoom.us' : null, `${host}${base}${called}${end}`)
                ?.operation,
            ).toBe(`${method} ${path}`);
          },
        ),
        { numRuns: 12 },
      );
    }
  });

  test('have a family each, and none is a web site', () => {
    const families = new Set(LISTED.map(({ method, path }) => operationFamily(`${method} ${path}`)));
    expect(families.size).toBeLessThan(40);
    for (const family of families) expect(family).toMatch(/^[a-z][a-z_0-9]+$/);
    expect(families).not.toContain('web');
    expect(families).not.toContain('other');
  });

  test('the caller by `me`, also where the list has a user', () => {
    for (const { method, path } of LISTED.filter(({ path: each }) => each.startsWith('/users/{userId}'))) {
      const called = path.replace('{userId}', 'me').replace(/\{[^}]+\}/g, '85746065');
      const found = operationOf(method, 'api.zoom.us', `/v2${called}`)?.operation;
      expect([`${method} ${path}`, `${method} ${path.replace('{userId}', 'me')}`]).toContain(found);
    }
  });

  test.each([
    ['/v2/users/{userId}/recordings', 'GET /users/{userId}/recordings'],
    ['/users/{user_id}', 'GET /users/{userId}'],
    ['/v2/contact_center/queues/{queueId}/agents', 'GET /contact_center/queues/{id}/agents'],
  ])("Zoom's own call log names the pattern: %s", (pattern, operation) => {
    expect(operationOf('GET', 'api.zoom.us', pattern)?.operation).toBe(operation);
  });

  test.each([
    [
      'POST',
      'zoom.us',
      '/oauth/token?grant_type=account_credentials&account_id=abc',
      'POST /oauth/token',
      'oauth',
    ],
    ['POST', 'zoom.us', '/oauth/revoke', 'POST /oauth/revoke', 'oauth'],
    [
      'GET',
      'zoom.us',
      '/rec/download/Qg75t7xZBtEbAkjdlgbfdngBBBB',
      'GET /rec/download/{fileId}',
      'recordings',
    ],
    [
      'GET',
      'us06web.zoom.us',
      '/rec/download/Qg75/play?access_token=x',
      'GET /rec/download/{fileId}/play',
      'recordings',
    ],
    ['GET', 'acme.zoom.us', '/rec/play/Qg75t7xZBtEbAkjdlgbfdngBBBB', 'GET /rec/play/{fileId}', 'recordings'],
    ['GET', 'api.zoom.us', '/v2/rooms/Qg75t7x/devices', 'GET /rooms/{id}/devices', 'rooms'],
    ['GET', 'api.zoom.us', '/v2/brand_new/12345/things', 'GET /brand_new/{id}/things', 'brand_new'],
  ])('%s %s%s is %s', (method, host, path, operation, family) => {
    expect(operationOf(method, host, path)).toMatchObject({ operation, family });
  });
});

/** Rows of facts/zoom.md §4.3: what each family gives whoever calls it. */
const IMPACTS = {
  recon: [
    'GET /users/{userId}',
    'GET /users/{userId}/permissions',
    'GET /users/{userId}/settings',
    'GET /users',
    'GET /users/summary',
    'GET /users/email',
    'GET /scim2/Users',
    'GET /groups',
    'GET /roles',
    'GET /roles/{roleId}/members',
    'GET /accounts/{accountId}/settings',
    'GET /accounts/{accountId}/lock_settings',
    'GET /marketplace/apps',
    'GET /users/{userId}/meetings',
    'GET /users/{userId}/upcoming_meetings',
  ],
  exfiltration: [
    'GET /meetings/{meetingId}/invitation',
    'GET /meetings/{meetingId}/token',
    'GET /meetings/{meetingId}/jointoken/live_streaming',
    'GET /past_meetings/{meetingId}',
    'GET /past_meetings/{meetingId}/participants',
    'GET /meetings/{meetingId}/registrants',
    'GET /report/activities',
    'GET /metrics/meetings',
    'GET /users/{userId}/recordings',
    'GET /accounts/{accountId}/recordings',
    'GET /meetings/{meetingId}/recordings',
    'GET /meetings/{meetingId}/transcript',
    'GET /meetings/{meetingId}/meeting_summary',
    'GET /past_meetings/{meetingUUID}/archive_files',
    'GET /rec/download/{fileId}',
    'GET /rec/download/{fileId}/play',
    'GET /chat/users/{userId}/messages',
    'GET /chat/users/{userId}/channels',
    'GET /chat/users/{userId}/sessions',
    'GET /chat/legalhold/matters/{matterId}/files/download',
    'GET /phone/call_history',
    'GET /phone/call_logs',
    'GET /phone/recordings',
    'GET /phone/recording/download/{fileId}',
    'GET /phone/recording_transcript/download/{recordingId}',
    'PATCH /meetings/{meetingId}/livestream',
    'PUT /meetings/{meetingUUID}/recordings/status',
  ],
  persistence: [
    'GET /users/{userId}/token',
    'GET /users/me/zak',
    'POST /users',
    'POST /scim2/Users',
    'POST /roles',
    'POST /roles/{roleId}/members',
    'POST /users/{userId}/assistants',
    'PUT /users/{userId}/email',
    'PUT /users/{userId}/password',
    'PUT /accounts/{accountId}/owner',
    'PATCH /users/{userId}/settings',
    'PATCH /groups/{groupId}/settings',
    'PATCH /accounts/{accountId}/settings',
    'PATCH /accounts/{accountId}/lock_settings',
    'POST /marketplace/app/event_subscription',
    'DELETE /marketplace/app/event_subscription/{eventSubscriptionId}',
    'PUT /marketplace/apps/{appId}/manifest',
    'POST /marketplace/apps',
    'POST /marketplace/apps/{appId}/rotate_client_secret',
    'POST /marketplace/apps/{appId}/preApprove',
    'POST /chat/users/{userId}/messages',
    'POST /chat/users/{userId}/messages/files',
    'admin user.batch_update',
    'admin account.update',
    'admin user_group.add',
  ],
  destruction: [
    'DELETE /users/{userId}',
    'PUT /users/{userId}/status',
    'DELETE /users/{userId}/token',
    'DELETE /meetings/{meetingId}/recordings',
    'DELETE /meetings/{meetingId}',
    'DELETE /phone/recordings/{recordingId}',
    'admin user.delete',
    'admin user.batch_delete',
  ],
  none: [
    'POST /oauth/token',
    'activity sign_in',
    'activity sign_out',
    'aws secretsmanager.GetSecretValue',
    'api ListUsers',
  ],
} as const;

describe.each(Object.entries(IMPACTS))('%s', (impact, operations) => {
  test.each([...operations])('%s', (operation) => {
    expect(operationImpact(operation)).toBe(impact);
  });
});

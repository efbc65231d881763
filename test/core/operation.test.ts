import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeOperation,
  operationImpact,
  operationOf,
  webhookOperation,
} from '../../src/core/operation.ts';
import { LISTED_ENDPOINTS } from '../../src/core/operation-endpoints.ts';
import { anyText } from '../support/any-text.ts';

const operation = (
  method: string | null,
  path: string,
  host: string | null = 'api.zoom.us',
): string | undefined => operationOf(method, host, path)?.operation;

const listed = LISTED_ENDPOINTS.trim()
  .split('\n')
  .flatMap((line) => {
    const [template = '', ...pairs] = line.split(' ');
    return pairs.filter((_, index) => index % 2 === 0).map((method) => ({ method, template }));
  });

describe('operationOf', () => {
  test.each([
    ['GET', '/v2/users/KDcuGIm1QgePTO8WbOqwIQ/recordings', 'GET /users/{userId}/recordings'],
    ['GET', '/v2/users/someone@example.com', 'GET /users/{userId}'],
    ['GET', '/v2/users/me', 'GET /users/{userId}'],
    ['GET', '/v2/users/me/zak', 'GET /users/me/zak'],
    ['get', '/v2/users?page_size=300', 'GET /users'],
    ['GET', '/v2/users/', 'GET /users'],
    ['GET', '/users', 'GET /users'],
    ['GET', '/zoom/v2/users', 'GET /users'],
    ['GET', 'https://api.zoom.us/v2/meetings/85746065', 'GET /meetings/{meetingId}'],
    ['GET', '/v2/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D/recordings', 'GET /meetings/{meetingId}/recordings'],
    ['GET', '/v2/meetings/%252Fajxa%252FVTQ%253D%253D/recordings', 'GET /meetings/{meetingId}/recordings'],
    ['GET', '/v2/meetings/meeting_summaries', 'GET /meetings/meeting_summaries'],
    ['PUT', '/v2/meetings/4444/recordings/status', 'PUT /meetings/{meetingUUID}/recordings/status'],
    ['GET', '/v2/accounts/abc/users/5/recordings', 'GET /accounts/{accountId}/users/{userId}/recordings'],
    ['PATCH', '/v2/accounts/me/lock_settings', 'PATCH /accounts/{accountId}/lock_settings'],
    ['GET', '/v2/accounts/me/recordings', 'GET /accounts/{accountId}/recordings'],
    ['HEAD', '/v2/users/7', 'HEAD /users/{userId}'],
    ['PROPFIND', '/v2/users/7', 'OTHER /users/{userId}'],
    ['GET', '/v2/contact_center/queues/Q6hxXz3/agents/ab12', 'GET /contact_center/queues/{id}/agents/{id}'],
    ['GET', '/v2/rooms/me/settings', 'GET /rooms/{id}/settings'],
    ['GET', '/v2/users/abc/brand_new/12345', 'GET /users/{userId}/brand_new/{id}'],
  ])('%s %s is %s', (method, path, expected) => {
    expect(operation(method, path)).toBe(expected);
  });

  test('knows the hosts that are not the API', () => {
    expect(operation('POST', '/oauth/token?grant_type=account_credentials', 'zoom.us')).toBe(
      'POST /oauth/token',
    );
    expect(operation('GET', '/rec/download/Au386IkDQnYnDbYvq5dXsw1c.mumk6MD', 'us06web.zoom.us')).toBe(
      'GET /rec/download/{fileId}',
    );
    expect(operation('CONNECT', 'api.zoom.us:443', null)).toBe('CONNECT');
  });

  test('without a method, the path alone; without a path, nothing', () => {
    expect(operation(null, '/v2/users')).toBe('/users');
    expect(operationOf('GET', 'api.zoom.us', null)).toBeNull();
  });

  test('every documented operation is found by an example of its path', () => {
    expect(listed).toHaveLength(844);
    for (const { method, template } of listed) {
      const path = `/v2${template.replace(/\{\w+\}/g, 'KDcuGIm1QgePTO8WbOqwIQ')}`;
      expect(operation(method, path)).toBe(`${method} ${template}`);
    }
  });

  test('ids that nobody has seen before make no new operations', () => {
    const id = fc.oneof(
      fc.nat().map(String),
      fc.uuid(),
      fc.emailAddress().map(encodeURIComponent),
      fc.base64String({ minLength: 16, maxLength: 64 }).map(encodeURIComponent),
      fc
        .base64String({ minLength: 16, maxLength: 64 })
        .map((text) => encodeURIComponent(encodeURIComponent(text))),
      fc.stringMatching(/^[0-9a-f]{32}$/),
      fc.constant('me'),
    );
    const seen = new Set<string | undefined>();
    fc.assert(
      fc.property(id, id, (a, b) => {
        seen.add(operation('GET', `/v2/contact_center/queues/${a}/agents/${b}`));
        seen.add(operation('GET', `/v2/users/${a}/brand_new/${b}`));
        seen.add(operation('GET', `/v2/meetings/${a}/recordings`));
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual([
      'GET /contact_center/queues/{id}/agents/{id}',
      'GET /meetings/{meetingId}/recordings',
      'GET /users/{userId}/brand_new/{id}',
    ]);
  });

  test("a web site's pages collapse to their first step", () => {
    expect(operation('GET', '/presentations/2013/images/kibana.png', null)).toBe('GET /presentations/…');
    expect(operation('GET', '/favicon.ico', null)).toBe('GET /{file}.ico');
    expect(operation('GET', '/', 'www.example.com')).toBe('GET /');
    expect(operationOf('GET', 'www.example.com', '/blog/a')).toMatchObject({ family: 'web', impact: 'none' });
  });

  test('never throws, and stays short', () => {
    fc.assert(
      fc.property(anyText(2000), fc.webPath(), (junk, path) => {
        for (const text of [junk, `/v2/${junk}`, `${path}/${junk}`, `/v2/accounts/${junk}/${path}`]) {
          expect(operation('GET', text, junk)?.length).toBeLessThanOrEqual(200);
        }
      }),
    );
  });
});

describe('impact', () => {
  test.each([
    ['GET', '/v2/users/me/recordings', 'exfiltration', 'recordings'],
    ['GET', '/v2/accounts/x/users/me/recordings', 'exfiltration', 'recordings'],
    ['GET', '/v2/chat/users/me/messages', 'exfiltration', 'chat'],
    ['GET', '/v2/phone/recording/download/x', 'exfiltration', 'phone'],
    ['GET', '/v2/report/activities', 'exfiltration', 'report'],
    ['GET', '/v2/users', 'recon', 'users'],
    ['GET', '/v2/roles/1/members', 'recon', 'roles'],
    ['POST', '/v2/users', 'persistence', 'users'],
    ['GET', '/v2/users/me/zak', 'persistence', 'users'],
    ['PUT', '/v2/users/me/password', 'persistence', 'users'],
    ['PATCH', '/v2/accounts/me/lock_settings', 'persistence', 'accounts'],
    ['DELETE', '/v2/marketplace/app/event_subscription/1', 'persistence', 'marketplace'],
    ['POST', '/v2/marketplace/apps/1/rotate_client_secret', 'persistence', 'marketplace'],
    ['DELETE', '/v2/users/1', 'destruction', 'users'],
    ['PUT', '/v2/users/1/status', 'destruction', 'users'],
    ['DELETE', '/v2/meetings/1/recordings', 'destruction', 'recordings'],
    ['POST', '/oauth/token', 'none', 'oauth'],
    ['POST', '/v2/users/me/meetings', 'none', 'users'],
  ])('%s %s: %s (%s)', (method, path, impact, family) => {
    expect(operationOf(method, 'api.zoom.us', path)).toMatchObject({ impact, family });
  });

  test('a stored operation has the impact that the call had', () => {
    for (const { method, template } of listed) {
      const called = operationOf(method, 'api.zoom.us', template);
      expect(operationImpact(called?.operation ?? '')).toBe(called?.impact);
    }
  });

  test.each([
    ['user.created', 'persistence'],
    ['app_deauthorized', 'persistence'],
    ['group.admin_added', 'persistence'],
    ['account.lock_settings_updated', 'persistence'],
    ['user.deleted', 'destruction'],
    ['recording.batch_deleted', 'destruction'],
    ['meeting.started', 'none'],
    ['user.signed_in', 'none'],
  ])('webhook %s: %s', (event, impact) => {
    expect(webhookOperation(event)).toEqual({ operation: `webhook ${event}`, family: 'webhook', impact });
  });
});

describe('describeOperation', () => {
  test.each([
    ['GET /users/{userId}/recordings', 'list cloud recordings'],
    ['POST /users', 'create a user'],
    ['GET /users/me/zak', 'start meetings as a user'],
    ['GET /accounts/{accountId}/users/{userId}/recordings', 'list cloud recordings in a sub account'],
    ['GET /divisions', 'list divisions'],
    ['GET /phone/sip_trunk/trunks', 'list BYOCSIP trunks (Zoom Phone)'],
    ['GET /metrics/meetings', 'list meetings (dashboard)'],
    ['GET /commerce/orders', 'get all orders for zoom partner (partner sales)'],
    ['GET /x', 'call GET /x'],
    ['webhook user.created', 'create a user'],
    ['webhook meeting.started', "cause Zoom's event meeting.started"],
    ['constructor', 'call constructor'],
  ])('%s: to %s', (name, words) => {
    expect(describeOperation(name)).toBe(words);
  });

  test('every documented operation has words of its own', () => {
    for (const { method, template } of listed) {
      expect(describeOperation(`${method} ${template}`)).toMatch(/^[a-z]+ [\w'’ (),-]+$/i);
      expect(describeOperation(`${method} ${template}`)).not.toMatch(/^call /);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessEvent } from '../../src/core/event.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { type WebhookOptions, type WebhookReading, webhookToEvent } from '../../src/ingest/zoom-webhook.ts';
import { anyText } from '../support/any-text.ts';

const NOW = Date.parse('2026-01-15T12:00:00Z');
const TIME = NOW - 60_000;

const read = (body: unknown, options: Partial<WebhookOptions> = {}): WebhookReading =>
  webhookToEvent(
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.isBuffer(body)
        ? body
        : Buffer.from(JSON.stringify(body)),
    { app: 'main', source: 'zoom-webhook/main', now: NOW, ...options },
  );

function eventOf(body: unknown, options?: Partial<WebhookOptions>): AccessEvent {
  const reading = read(body, options);
  if (reading.kind !== 'event') throw new Error(`no event: ${JSON.stringify(reading)}`);
  return reading.event;
}

const USER_CREATED = {
  event: 'user.created',
  event_ts: TIME,
  payload: {
    account_id: 'Vu6VDUDsRzKfdCnCGq7WEA',
    operator: 'Admin@Example.com',
    operator_id: 'z8yCxjabcdEFGHfp8uQ',
    creation_type: 'create',
    object: { id: 'KdYKjnimFR5Td8KKdQt9FQ', email: 'new@example.com', type: 1 },
  },
};

describe('webhookToEvent', () => {
  test('belongs to its operator', () => {
    expect(eventOf(USER_CREATED, { trackingId: 'v=2.0;clid=us06;rid=WEB_1' })).toMatchObject({
      credential: 'admin@example.com',
      credentialId: credentialIdOf('admin@example.com'),
      time: TIME,
      operation: 'webhook user.created',
      accountId: 'Vu6VDUDsRzKfdCnCGq7WEA',
      source: 'zoom-webhook/main',
      trackingId: 'v=2.0;clid=us06;rid=WEB_1',
      method: null,
      path: null,
      sourceIp: null,
      senderId: null,
      extra: {
        app: 'main',
        operator_id: 'z8yCxjabcdEFGHfp8uQ',
        creation_type: 'create',
        'object.id': 'KdYKjnimFR5Td8KKdQt9FQ',
        'object.email': 'new@example.com',
        'object.type': 1,
      },
    });
  });

  test('belongs to the user who signed in, with client and address', () => {
    const event = eventOf({
      event: 'user.signed_in',
      event_ts: TIME,
      payload: {
        account_id: 'a',
        object: {
          id: 'z8yCxjabcdEFGHfp8uQ',
          email: 'Someone@example.com',
          client_type: 'Browser',
          version: '5.9.1',
          public_ip: '198.51.100.7',
        },
      },
    });
    expect(event).toMatchObject({
      credential: 'someone@example.com',
      client: 'browser',
      userAgent: 'Browser 5.9.1',
      sourceIp: '198.51.100.7',
      sourceText: null,
    });
  });

  test.each([
    ['the operator’s id, without an e-mail address', { operator: '', operator_id: 'op-1' }, 'op-1'],
    ['the operator’s id as a number', { operator_id: 77 }, '77'],
    ['the client id', { client_id: 'KDcuGIm1QgePTO8WbOqwIQ' }, 'KDcuGIm1QgePTO8WbOqwIQ'],
    ['the app’s name', {}, 'app:main'],
    ['no object in its place', { operator: { id: 1 } }, 'app:main'],
    ['no token in its place', { operator: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x' }, 'app:main'],
  ])('belongs to %s', (_, payload, credential) => {
    expect(eventOf({ event: 'recording.completed', event_ts: TIME, payload }).credential).toBe(credential);
  });

  test('the unsigned clientid header decides nothing', () => {
    const event = eventOf(
      { event: 'meeting.started', event_ts: TIME, payload: {} },
      { clientIdHeader: 'forged' },
    );
    expect(event).toMatchObject({ credential: 'app:main', extra: { client_id_header: 'forged' } });
  });

  test('the one app without a name has a name, too', () => {
    expect(eventOf({ event: 'meeting.started', event_ts: TIME }, { app: null }).credential).toBe('app:zoom');
  });

  test("a participant's address is for the reader, not for the credential", () => {
    const payload = {
      object: { participant: { data: [{ device: 'Mac', signaling_ip_address: '203.0.113.9' }] } },
    };
    expect(eventOf({ event: 'meeting.participant_data', event_ts: TIME, payload })).toMatchObject({
      credential: 'app:main',
      sourceIp: null,
      sourceText: '203.0.113.9',
    });
  });

  test('app_deauthorized has neither object nor time of its own', () => {
    const event = eventOf({
      event: 'app_deauthorized',
      payload: {
        account_id: 'a',
        user_id: 'u',
        client_id: 'KDcuGIm1QgePTO8WbOqwIQ',
        deauthorization_time: '2026-01-15T11:59:00.000Z',
        signature: '827edc3452044f0bc86bdd5684afb7d1e6becfa1a767f24df1b287853cf73000',
      },
    });
    expect(event).toMatchObject({
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
      time: TIME,
      extra: { user_id: 'u', signature: '[redacted]' },
    });
  });

  test.each([
    ['number', { event_ts: TIME }],
    ['digits', { event_ts: String(TIME) }],
    ['seconds', { event_ts: TIME / 1000 }],
    ['date', { event_ts: '2026-01-15T11:59:00Z' }],
    ['payload.event_ts', { payload: { event_ts: TIME } }],
    ['payload.time_stamp', { payload: { time_stamp: TIME } }],
    ['object.date_time', { payload: { object: { date_time: '2026-01-15T11:59:00Z' } } }],
    ['a bad event_ts beside a good one', { event_ts: 'soon', payload: { event_ts: TIME } }],
  ])('reads the time as %s', (_, body) => {
    expect(eventOf({ event: 'user.updated', ...body }).time).toBe(TIME);
  });

  test('asks for the first arrival of a body without a time', () => {
    const body = { event: 'meeting.started', payload: {} };
    const reading = read(body);
    expect(reading.kind).toBe('needs_first_arrival');
    const event = eventOf(body, { firstArrival: NOW - 5000 });
    expect(event.time).toBe(NOW - 5000);
    expect(reading).toMatchObject({ bodyHash: event.eventId });
  });

  test('a retry is the same event, another body is another one', () => {
    const later = { now: NOW + 85 * 60_000, clientIdHeader: 'other', trackingId: 'other' };
    expect(eventOf(USER_CREATED, later)).toMatchObject({
      eventId: eventOf(USER_CREATED).eventId,
      time: eventOf(USER_CREATED).time,
      credential: eventOf(USER_CREATED).credential,
    });
    expect(eventOf({ ...USER_CREATED, event_ts: TIME + 1 }).eventId).not.toBe(eventOf(USER_CREATED).eventId);
  });

  test('secrets of a recording do not stay', () => {
    const event = eventOf({
      event: 'recording.completed',
      event_ts: TIME,
      download_token: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
      payload: {
        account_id: 'a',
        object: {
          uuid: 'aDYlohsHRtCd4ii1uC2+hA==',
          topic: 'Weekly sync',
          password: 'hunter2!',
          recording_play_passcode: 'pass-code-9',
          share_url: 'https://zoom.us/rec/share/secret-share',
          recording_files: [
            {
              id: 'f1',
              play_url: 'https://zoom.us/rec/play/secret-play',
              download_url: 'https://zoom.us/rec/download/secret-download',
            },
          ],
        },
      },
    });
    expect(event.extra).toMatchObject({
      'object.uuid': 'aDYlohsHRtCd4ii1uC2+hA==',
      'object.topic': 'Weekly sync',
    });
    expect(JSON.stringify(event)).not.toMatch(/eyJ|hunter2|pass-code|secret-/);
  });

  test('a large member is dropped alone', () => {
    const files = Array.from({ length: 60 }, (_, i) => ({ id: `file ${i}`, note: 'a b '.repeat(100) }));
    const event = eventOf({
      event: 'recording.completed',
      event_ts: TIME,
      payload: { object: { topic: 'Sync', recording_files: files } },
    });
    expect(event.extra).toEqual({ app: 'main', event_ts: TIME, 'object.topic': 'Sync', _dropped: 1 });
  });

  test('the challenge of a new endpoint is told apart', () => {
    const body = {
      event: 'endpoint.url_validation',
      event_ts: TIME,
      payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
    };
    expect(read(body)).toEqual({ kind: 'url_validation', plainToken: 'qgg8vlvZRS6UYooatFL8Aw' });
  });

  test.each([
    ['malformed_json', '{"event":'],
    ['malformed_json', ''],
    ['not_an_object', '[]'],
    ['not_an_object', '"x"'],
    ['invalid_encoding', Buffer.from([0x7b, 0xff, 0x7d])],
    ['missing_field', '{}'],
    ['missing_field', '{"event": 7}'],
    ['time_in_future', { event: 'x', event_ts: NOW + 3_600_000 }],
    ['invalid_time', { event: 'x', event_ts: 0 }],
  ])('%s: %j', (code, body) => {
    expect(read(body)).toMatchObject({ kind: 'rejected', rejection: { code, line: 1 } });
  });

  test('an event that nobody has heard of is an event', () => {
    expect(eventOf({ event: 'Future Product.thing_done!', event_ts: TIME }).operation).toBe(
      'webhook futureproduct.thing_done',
    );
  });

  test('never throws, whatever the envelope holds', () => {
    const name = fc.constantFrom(
      'event_ts',
      'operator',
      'operator_id',
      'object',
      'account_id',
      'client_id',
      'payload',
      'x',
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        anyText(20),
        fc.double(),
        fc.constant(null),
        fc.array(tie('node')),
        fc.dictionary(name, tie('node')),
      ),
    })).node;
    fc.assert(
      fc.property(anyText(20), tree, tree, (event, payload, time) => {
        expect(read({ event: `x${event}`, event_ts: time, payload }).kind).toMatch(
          /^(?:event|needs_first_arrival|rejected)$/,
        );
      }),
    );
  });
});

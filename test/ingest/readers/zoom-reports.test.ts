import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { readAll } from '../../support/read.ts';

interface PantherCase {
  readonly test: string;
  readonly log: Readonly<Record<string, string>>;
}
const CASES = readFileSync(new URL('../../fixtures/operation-log-events.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as PantherCase);

const events = async (text: string, options = {}): Promise<AccessEvent[]> => {
  const result = await readAll(text, options);
  expect(result.rejections).toEqual([]);
  return result.events;
};

describe('zoom-operation', () => {
  test("every record of Panther's rules is an operation of its admin, with its detail as it was", async () => {
    const read = await events(CASES.map(({ log }) => JSON.stringify(log)).join('\n'));
    expect(read).toHaveLength(19);
    for (const [index, { log }] of CASES.entries()) {
      expect(read[index]).toMatchObject({
        credential: log['operator'],
        sourceIp: null,
        extra: {
          record_of: 'zoom-operation',
          category_type: log['category_type'],
          action: log['action'],
          operation_detail: log['operation_detail'],
        },
      });
      expect(read[index]?.operation).toMatch(
        /^admin (?:account|user|user_group)\.(?:scim_api_)?(?:batch_)?\w+(?: \w+)?$/,
      );
    }
  });

  const record = (detail: string) =>
    JSON.stringify({
      time: '2026-01-15 11:00:00',
      operator: 'a@example.com',
      category_type: 'User',
      action: 'Update',
      operation_detail: detail,
    });

  test.each([
    [
      'Personal Meeting ID (PMI) Passcode: from On to Off',
      'Personal Meeting ID (PMI) Passcode: from On to Off',
    ],
    ['PMI Passcode: from 123456 to 654321', 'PMI Passcode: from [redacted] to [redacted]'],
    [
      'Edit User  - Host Key: from 111111 to 222222 - Type: from Basic to Licensed',
      'Edit User  - Host Key: from [redacted] to [redacted] - Type: from Basic to Licensed',
    ],
    ['Change Role  - a@b.io: from User to Co-Owner', 'Change Role  - a@b.io: from User to Co-Owner'],
    ['Client Secret: s3cr3t-value-of-it', 'Client Secret: [redacted]'],
    ['Length: from 8 to 14 - Letters: from On to Off', 'Length: from 8 to 14 - Letters: from On to Off'],
  ])('of %j is kept %j', async (detail, kept) => {
    expect((await events(record(detail)))[0]?.extra).toMatchObject({ operation_detail: kept });
  });

  test('a detail of any size is kept short, in little time', async () => {
    const began = performance.now();
    const [event] = await events(record(': from a to '.repeat(20_000)));
    expect(String(event?.extra?.['operation_detail']).length).toBeLessThanOrEqual(2048);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('several operations of one second are several events, and reading again gives the same', async () => {
    const text = ['one', 'two', 'two'].map(record).join('\n');
    const ids = (await events(text)).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(2);
    expect((await events(text)).map(({ eventId }) => eventId)).toEqual(ids);
  });
});

const SIGN_IN = {
  client_type: 'mac',
  email: 'Jo@Example.com',
  ip_address: '198.51.100.7',
  time: '2026-01-15T11:00:00Z',
  type: 'Sign in',
  version: '5.9.1',
};

describe('zoom-activity', () => {
  test('a sign-in is the same event from a page of the API and from a table', async () => {
    const [page] = await events(
      JSON.stringify({ from: '2026-01-01', page_size: 30, activity_logs: [SIGN_IN] }),
    );
    const [row] = await events(
      'Email,Type,Time,IP Address,Client Type,Version\njo@example.com,Sign in,2026-01-15 11:00:00,198.51.100.7,mac,5.9.1\n',
    );
    expect(page).toMatchObject({
      credential: 'jo@example.com',
      sourceIp: '198.51.100.7',
      operation: 'activity sign_in',
      client: 'mac',
    });
    expect(row?.eventId).toBe(page?.eventId);
    expect(row?.credentialId).toBe(page?.credentialId);
  });

  test.each([
    [
      'order, case and unknown columns',
      'IP,Department,EMAIL,time\n198.51.100.7,"Sales, EU",jo@example.com,2026-01-15 11:00:00',
    ],
    [
      'a byte order mark, CRLF, quotes',
      '\ufeff"Email","IP Address","Time"\r\n"jo@example.com","198.51.100.7","2026-01-15 11:00:00"\r\n',
    ],
    ['semicolons', 'Time;User;IP-Address;Type\n2026-01-15 11:00:00;jo@example.com;198.51.100.7;Sign in'],
    ['tabs', 'Time\tE-mail\tSource IP\n2026-01-15 11:00:00\tjo@example.com\t198.51.100.7'],
    [
      'the clock of the page',
      'Date/Time,Email,IP Address\n01/15/2026 11:00:00 AM,jo@example.com,198.51.100.7',
    ],
    ['months in words', 'Time,Email,IP Address\n"Jan 15, 2026 11:00 AM",jo@example.com,198.51.100.7'],
    [
      'trailing cells left out or empty',
      'Time,Email,IP Address,Version\n2026-01-15 11:00:00,jo@example.com,198.51.100.7',
    ],
    [
      'a header that comes again',
      'Time,Email,IP Address\nTime,Email,IP Address\n2026-01-15 11:00:00,jo@example.com,198.51.100.7',
    ],
  ])('%s', async (_, table) => {
    for (const format of ['zoom-activity', 'auto']) {
      const read = await events(table, { format });
      expect(read).toMatchObject([
        { credential: 'jo@example.com', sourceIp: '198.51.100.7', time: Date.parse('2026-01-15T11:00:00Z') },
      ]);
    }
  });

  test('unknown columns are kept under their names', async () => {
    const [event] = await events(
      'Time,Email,IP Address,Cost Centre\n2026-01-15 11:00:00,jo@example.com,198.51.100.7,4711',
    );
    expect(event?.extra).toEqual({ record_of: 'zoom-activity', 'Cost Centre': '4711' });
  });

  test('a header in another language, by a map', async () => {
    const [event] = await events(
      'Zeit;E-Mail;IP-Adresse;Notiz\n2026-01-15 11:00:00;jo@example.com;198.51.100.7;"zwei\nZeilen"',
      {
        format: 'zoom-activity',
        map: { time: 'Zeit', credential: 'E-Mail', source_ip: 'IP-Adresse' },
      },
    );
    expect(event).toMatchObject({ credential: 'jo@example.com', sourceIp: '198.51.100.7' });
  });

  test('rows that cannot be read say why, and spoil no others', async () => {
    const { events: read, rejections } = await readAll(
      'no header yet\nTime,Email,IP Address\n2026-01-15 11:00:00,jo@example.com,198.51.100.7\n1,2,3,4,5\nnever,jo@example.com,198.51.100.7\n2026-01-15 11:00:01,,198.51.100.7\n2026-01-15 11:00:02,jo@example.com,198.51.100.7',
      { format: 'zoom-activity' },
    );
    expect(read).toHaveLength(2);
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [1, 'malformed_line'],
      [4, 'malformed_line'],
      [5, 'invalid_time'],
      [6, 'missing_field'],
    ]);
  });
});

describe('zoom-call-log', () => {
  // Shape of ZoomNet's sample of GET /marketplace/apps/{appId}/api_call_logs
  const LOG = {
    url_pattern: '/v2/users/{userId}/recordings',
    time: '1768474800123',
    http_status: 200,
    method: 'GET',
    trace_id: 'v=2.0;clid=us06;rid=WEB_a3c68b72ee14490b93b0bbdb07b1f0c1',
  };

  test('is of the app, seen by Zoom, from nowhere', async () => {
    const [event] = await events(JSON.stringify({ call_logs: [LOG], next_page_token: '' }), {
      credential: 'KDcuGIm1QgePTO8WbOqwIQ',
    });
    expect(event).toMatchObject({
      credential: 'app:KDcuGIm1QgePTO8WbOqwIQ',
      sourceIp: null,
      sourceText: null,
      operation: 'GET /users/{userId}/recordings',
      status: 200,
      trackingId: LOG.trace_id,
      extra: { record_of: 'zoom-call-log' },
    });
  });

  test('never shares its credential with a log of ours', async () => {
    const ours = {
      time: 1768474800123,
      credential: 'client',
      method: 'GET',
      path: '/v2/users/x/recordings',
      tracking_id: LOG.trace_id,
    };
    const read = await events(`${JSON.stringify(ours)}\n${JSON.stringify(LOG)}`, { credential: 'client' });
    expect(read.map(({ credential }) => credential)).toEqual(['client', 'app:client']);
    expect(read[0]?.extra).toBeNull();
    const [named] = await events(JSON.stringify(LOG), { credential: 'app:client' });
    expect(named?.credential).toBe('app:client');
  });

  test('without a name it is refused', async () => {
    expect((await readAll(JSON.stringify(LOG))).rejections).toMatchObject([{ code: 'missing_field' }]);
  });

  test('no sender can pass an event off as a record of Zoom', async () => {
    const [event] = await events(
      JSON.stringify({ time: 1768474800123, credential: 'app:client', record_of: 'zoom-call-log', x: 1 }),
    );
    expect(event?.extra).toEqual({ x: 1 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/core/time.ts';
import { verifyAll } from '../../src/monitor/verify/verify.ts';
import { deedNumber, LOG_FORMATS, LOG_TABLES } from '../support/log-lines.ts';
import { startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const COUNT = 60;
const from = Math.floor((Date.now() - DAY) / 1000) * 1000;
const bodies = [
  ...LOG_FORMATS.map((format) => ({ ...format, label: format.name as string, header: '' })),
  ...LOG_TABLES.map((table) => ({
    ...table,
    label: `${table.name} as a table`,
    header: `${table.header}\n`,
  })),
];
/** What a body of a format is sent with, as its user would. */
const queryOf = (options: (typeof bodies)[number]['options'], format: string): string => {
  const query = new URLSearchParams({ format });
  if (options?.credential !== undefined) query.set('credential', options.credential);
  for (const [field, name] of Object.entries(options?.map ?? {})) query.append('map', `${field}=${name}`);
  return query.toString();
};

describe.each(bodies)('$label over HTTP', ({ name, options, header, write }) => {
  it('is stored once, however often it is sent', async () => {
    const lines = Array.from({ length: COUNT }, (_, n) => write(deedNumber(n, from)));
    const body = header + lines.join('\n');
    const post = async (
      format: string,
    ): Promise<{ accepted: number; duplicate: number; rejected: number }> => {
      const answer = await service.call(`/v1/events?${queryOf(options, format)}`, {
        key: service.keys.ingest,
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body,
      });
      return (await answer.json()) as { accepted: number; duplicate: number; rejected: number };
    };
    const first = await post(name);
    expect(first.rejected).toBe(0);
    expect(first.accepted + first.duplicate).toBe(COUNT);
    expect(await post('auto')).toMatchObject({ accepted: 0, duplicate: COUNT, rejected: 0 });
  });
});

it('a page is taken as JSON too, whatever its lines', async () => {
  const records = Array.from({ length: 3 }, (_, n) => ({
    url_pattern: '/v2/users/{userId}',
    time: String(from + n),
    http_status: 200,
    method: 'GET',
    trace_id: `v=2.0;clid=us06;rid=WEB_${String(n).repeat(32)}`,
  }));
  const answer = await service.call('/v1/events?credential=json-page', {
    key: service.keys.ingest,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next_page_token: '', page_size: 30, call_logs: records }, null, 2),
  });
  expect(await answer.json()).toEqual({ accepted: 3, duplicate: 0, rejected: 0, errors: [] });
});

it('what was learnt of them is what a recount of the stored events finds', async () => {
  let credentials = 0;
  for await (const { differences } of verifyAll(service.store, 'UTC')) {
    credentials += 1;
    expect(differences).toEqual([]);
  }
  expect(credentials).toBeGreaterThan(100);
});

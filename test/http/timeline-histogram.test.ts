import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../src/core/time.ts';
import type { TimelineHistogramView } from '../../src/http/timeline-histogram-schema.ts';
import { countHours } from '../../src/monitor/timeline-counter.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
const hour = Math.floor(Date.now() / HOUR) * HOUR;
const base = hour - 3 * HOUR;

const lines = Array.from({ length: 600 }, (_, i) =>
  eventLine({
    credential: i % 3 === 0 ? 'crm' : 'hr',
    time: toIso(base + i * 10_000),
    status: i % 10 === 0 ? 403 : 200,
    user_agent: i % 2 === 0 ? 'curl/8.5' : 'python-requests/2.31',
    source: i % 4 === 0 ? 'gateway' : 'proxy',
    path: i % 5 === 0 ? '/v2/users' : '/v2/meetings/123',
    id: `histogram-${i}`,
  }),
);

beforeAll(async () => {
  service = await startTestService();
  expect(await (await service.send(lines)).json()).toMatchObject({ accepted: 600 });
  await countHours(service.store, Date.now());
});
afterAll(() => service.close());

const whole = `from=${toIso(base)}&to=${toIso(hour)}`;
async function histogram(query: string): Promise<TimelineHistogramView> {
  const answer = await service.call(`/v1/timeline/histogram?${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as TimelineHistogramView;
}
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

describe('the histogram of the timeline', () => {
  it('counts what the listing has, on buckets that lie on round times', async () => {
    const { lanes, total, step_ms, first_bucket, buckets, share } = await histogram(`${whole}&buckets=40`);
    expect({ total, step_ms, first_bucket, buckets, share }).toEqual({
      total: 600,
      step_ms: 5 * MINUTE,
      first_bucket: toIso(base),
      buckets: 36,
      share: 1,
    });
    expect(lanes.access.count).toHaveLength(36);
    expect(sum(lanes.access.failed)).toBe(60);
    const { data } = await histogram('');
    expect(data).toEqual({ from: toIso(base), to: toIso(base + 2 * HOUR) });
  });

  it.each([
    ['credential=crm', 200],
    ['credential=crm&credential=hr', 600],
    ['status=4xx', 60],
    ['status=403&status=200', 600],
    ['client=CURL', 300],
    ['source=gateway&client=curl', 150],
    ['operation=GET%20/users&status=2xx', 60],
    ['country=de', 0],
    ['asn=AS14061', 0],
    ['kind=access', 600],
    ['kind=webhook,sign_in', 0],
    ['source_ip=192.0.2.0/24', 600],
  ])('is filtered as the listing is: %s', async (query, expected) => {
    expect((await histogram(`${whole}&${query}`)).total).toBe(expected);
    const answer = await service.call(`/v1/timeline?limit=1000&${whole}&${query}`);
    expect(((await answer.json()) as { events: unknown[] }).events).toHaveLength(expected);
  });

  it('shows alerts, what was done and what was declared on the same line', async () => {
    const answer = await service.call('/v1/expectations', {
      key: service.keys.respond,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        credential: 'crm',
        cidr: '198.51.100.0/24',
        until: toIso(hour + 7 * DAY),
        reason: '<b>new office</b>',
      }),
    });
    expect(answer.status).toBe(201);
    const { declared, actions, total } = await histogram(
      `from=${toIso(base)}&to=${toIso(Date.now() + MINUTE)}`,
    );
    expect(declared).toMatchObject({
      too_many: false,
      spans: [
        { credential: 'crm', kind: 'expected', reason: '<b>new office</b>', to: toIso(hour + 7 * DAY) },
      ],
    });
    expect(actions.marks).toMatchObject([
      { credential: 'crm', actor: expect.stringContaining('respond key') },
    ]);
    expect(sum(actions.count)).toBe(1);
    expect(total).toBe(601);
    const other = await histogram(`credential=hr&from=${toIso(base)}&to=${toIso(Date.now() + MINUTE)}`);
    expect(other).toMatchObject({ declared: { spans: [] }, actions: { marks: [] } });
  });

  it.each([
    ['status=9xx', 'status'],
    ['status=0', 'status'],
    ['country=DEU', 'country'],
    ['country=1!', 'country'],
    ['asn=x', 'asn'],
    ['asn=4294967296', 'asn'],
    ['source_ip=127.1', 'source_ip'],
    ['source_ip=192.0.2.0/33', 'source_ip'],
    ['kind=incident', 'kind'],
    ['client=%00', 'client'],
    ['buckets=0', 'buckets'],
    ['buckets=1001', 'buckets'],
    ['from=yesterday', 'from'],
    [`from=${toIso(hour)}&to=${toIso(hour)}`, 'from'],
    [`from=1970-01-01T00:00:00Z&to=${toIso(hour)}`, 'from'],
    [Array.from({ length: 21 }, (_, i) => `status=${200 + i}`).join('&'), 'status'],
    ['colour=red', 'colour'],
  ])('refuses %s by name', async (query, field) => {
    const answer = await service.call(`/v1/timeline/histogram?${query}`);
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as { code: string; detail: string };
    expect(problem.code).toBe('invalid_request');
    expect(problem.detail).toContain(field);
  });

  it('is for readers', async () => {
    expect((await service.call('/v1/timeline/histogram', { key: null })).status).toBe(401);
    expect((await service.call('/v1/timeline/histogram', { key: service.keys.ingest })).status).toBe(403);
    expect(
      (await service.call('/v1/timeline/values?field=client', { key: service.keys.ingest })).status,
    ).toBe(403);
  });
});

describe('known values', () => {
  const values = async (query: string): Promise<unknown> => {
    const answer = await service.call(`/v1/timeline/values?${query}`);
    return ((await answer.json()) as { values: { value: string }[] }).values.map(({ value }) => value);
  };

  it('are those that were seen', async () => {
    expect(await values('field=client&contains=PYTHON')).toEqual(['python-requests/2.31']);
    expect(await values('field=credential')).toEqual(expect.arrayContaining(['crm', 'hr']));
    expect(await values('field=operation&contains=meet')).toEqual(['GET /meetings/{meetingId}']);
    expect(await values('field=source&limit=1')).toHaveLength(1);
  });

  it('are of fields that there are', async () => {
    expect((await service.call('/v1/timeline/values?field=path')).status).toBe(400);
    expect((await service.call('/v1/timeline/values')).status).toBe(400);
  });
});

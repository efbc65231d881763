import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '../../src/core/time.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { story } from '../monitor/support/traffic.ts';
import { makeFinding } from './support/finding.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

type Json = Record<string, unknown>;
const get = async (path: string): Promise<Json> => {
  const answer = await service.call(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json;
};
const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const base = Date.UTC(2026, 2, 2, 12);

async function write(n: number, fields: Parameters<typeof makeFinding>[0]): Promise<void> {
  await writeAlert(service.store.db, idOf(n), makeFinding({ episodeStart: 400_000 + n, ...fields }));
}

describe('an alert', () => {
  it('is raised by events that come over HTTP, and its evidence is the calls of the stranger', async () => {
    const events = story(1, 30);
    const lines = events.map((event) => ({
      time: toIso(event.time),
      credential: event.credential,
      source_ip: event.sourceIp,
      method: 'GET',
      path: `/v2${event.operation?.split(' ')[1]}`,
      user_agent: 'python-requests/2',
      status: 200,
      id: event.eventId,
    }));
    expect(await (await service.send(lines)).json()).toMatchObject({ accepted: lines.length, rejected: 0 });
    const { alerts } = (await get('/v1/alerts?severity=medium,high,critical')) as { alerts: Json[] };
    expect(alerts).toHaveLength(1);
    const [alert] = alerts as [Json];
    expect(alert).toMatchObject({
      credential: events[0]?.credential,
      status: 'open',
      source_ips: ['203.0.113.66'],
    });
    const stranger = events.filter(({ sourceIp }) => sourceIp === '203.0.113.66');
    const evidence = (await get(`/v1/alerts/${alert['id']}/events?limit=1000`)) as { events: Json[] };
    expect(evidence.events.map(({ time }) => time)).toEqual(stranger.map(({ time }) => toIso(time)));
    expect(evidence.events.every(({ source_ip: address }) => address === '203.0.113.66')).toBe(true);
  });

  it('has the shape that the contract promises, and nothing else', async () => {
    await write(1, { credential: 'shape', raisedAt: base, lateBySeconds: 90 });
    expect(await get(`/v1/alerts/${idOf(1)}`)).toEqual({
      id: idOf(1),
      credential: 'shape',
      credential_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      credential_label: null,
      severity: 'high',
      status: 'open',
      disposition: null,
      signals: [
        {
          signal: 'unfamiliar_network',
          bits: 13.5,
          observed: '203.0.113.7',
          expected: '192.0.2.10',
          summary: 'Never called from 203.0.113.7 before.',
        },
        {
          signal: 'odd_hour',
          bits: 5.25,
          observed: 'Sunday 03:00 UTC',
          expected: 'weekdays',
          summary: 'It sleeps at this hour.',
        },
      ],
      score_bits: 18.75,
      budget: '1/365d',
      first_event_at: '2026-03-02T12:00:00.000Z',
      last_event_at: '2026-03-02T12:10:00.000Z',
      raised_at: '2026-03-02T12:00:00.000Z',
      source_ips: ['203.0.113.7'],
      operations: ['GET /users'],
      event_count: 3,
      explanation: '"shape" was used from a network it has never used.',
      counterfactual: 'Would be silent if 203.0.113.7 were expected.',
      late_by_seconds: 90,
      expectations: [],
    });
  });

  it('that is not there is 404', async () => {
    for (const path of ['', '/events', '/history']) {
      const answer = await service.call(`/v1/alerts/${idOf(404)}${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('the list of alerts', () => {
  it('is paged by cursor and filtered, the credential by identifier or uuid', async () => {
    for (let n = 10; n < 17; n++) {
      await write(n, {
        credential: n % 2 ? 'odd' : 'even',
        raisedAt: base + n * 1_000,
        severity: n < 13 ? 'low' : 'critical',
      });
    }
    const path = '/v1/alerts?from=2026-03-02T12:00:10Z&to=2026-03-02T12:00:17Z';
    const ids: unknown[] = [];
    let next: unknown = '';
    while (next !== null) {
      const page = (await get(`${path}&limit=3${next === '' ? '' : `&cursor=${next}`}`)) as {
        alerts: Json[];
      } & Json;
      expect(page.alerts.length).toBeLessThanOrEqual(3);
      ids.push(...page.alerts.map(({ id }) => id));
      next = page['next_cursor'];
    }
    expect(ids).toEqual([16, 15, 14, 13, 12, 11, 10].map(idOf));
    const found = async (more: string): Promise<unknown[]> =>
      ((await get(`${path}&${more}`)) as { alerts: Json[] }).alerts.map(({ id }) => id);
    expect(await found('severity=low&severity=high')).toEqual([12, 11, 10].map(idOf));
    expect(await found('credential=odd')).toEqual([15, 13, 11].map(idOf));
    await service.send([eventLine({ credential: 'odd' })]);
    const { credential_id: uuid } = (await get(`/v1/alerts/${idOf(11)}`)) as Json;
    expect(await found(`credential=${uuid}`)).toEqual([15, 13, 11].map(idOf));
    expect(await found('credential=external:odd&severity=critical')).toEqual([15, 13].map(idOf));
    expect(await found('signal=odd_hour,usage_spike&status=open')).toHaveLength(7);
    expect(await found('status=resolved')).toEqual([]);
  });
});

describe('a decision', () => {
  const patch = (n: number, body: unknown, key = service.keys.respond): Promise<Response> =>
    service.call(`/v1/alerts/${idOf(n)}`, {
      key,
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is stored with who made it, and shows on the timeline', async () => {
    await write(20, { credential: 'decided', raisedAt: base });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const first = await patch(20, { status: 'acknowledged', note: 'looking\ninto it', assignee: 'kim' });
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ id: idOf(20), status: 'acknowledged', disposition: null });
    const second = await patch(20, { disposition: 'expected', scope: 'schedule', until });
    expect(await second.json()).toMatchObject({ status: 'acknowledged', disposition: 'expected' });
    expect(await (await patch(20, { disposition: null })).json()).toMatchObject({ disposition: null });
    const { entries } = (await get(`/v1/alerts/${idOf(20)}/history`)) as { entries: Json[] };
    expect(entries.map(({ action }) => action)).toEqual(Array(3).fill('alert.changed'));
    expect(entries[0]?.['actor']).toMatch(/^respond key \([0-9a-f-]{36}\)$/);
    expect(entries[1]?.['detail']).toMatchObject({ disposition: 'expected', scope: 'schedule', until });
    expect(entries[2]?.['detail']).toMatchObject({
      status: 'acknowledged',
      note: 'looking\ninto it',
      assignee: 'kim',
    });
    const { events } = (await get('/v1/timeline?credential=decided')) as { events: Json[] };
    expect(events.map(({ kind }) => kind)).toEqual(['action', 'action', 'action', 'alert']);
    expect(events[2]?.['summary']).toContain('status acknowledged');
  });

  it.each([
    [400, {}],
    [400, { status: 'closed' }],
    [400, { status: null }],
    [400, { disposition: 'fine' }],
    [400, { note: '' }],
    [400, { note: 'a\u0000b' }],
    [400, { note: 'x'.repeat(4_001) }],
    [400, { colour: 'red' }],
    [400, { disposition: 'expected', scope: 'network', until: 'tomorrow' }],
    [400, ['status']],
    [422, { scope: 'network' }],
    [422, { disposition: 'compromised', scope: 'once' }],
    [422, { disposition: 'expected', until: '2100-01-01T00:00:00Z' }],
    [422, { disposition: 'expected', scope: 'schedule', until: '2020-01-01T00:00:00Z' }],
  ])('that makes no sense is %i: %j', async (status, body) => {
    await write(21, { credential: 'undecided', raisedAt: base });
    const answer = await patch(21, body);
    expect(answer.status).toBe(status);
    expect(await get(`/v1/alerts/${idOf(21)}`)).toMatchObject({ status: 'open', disposition: null });
    expect(await get(`/v1/alerts/${idOf(21)}/history`)).toEqual({ entries: [] });
  });

  it('on an alert that is not there is 404', async () => {
    expect((await patch(404, { status: 'resolved' })).status).toBe(404);
  });
});

describe('evidence', () => {
  it('is paged, oldest first', async () => {
    const lines = [0, 1, 2, 3, 4].map((i) =>
      eventLine({
        credential: 'paged',
        source_ip: i === 2 ? '192.0.2.1' : '203.0.113.7',
        time: toIso(base + i * 1_000),
      }),
    );
    await service.send(lines);
    await write(30, { credential: 'paged', raisedAt: base });
    const first = (await get(`/v1/alerts/${idOf(30)}/events?limit=3`)) as { events: Json[] } & Json;
    const rest = (await get(`/v1/alerts/${idOf(30)}/events?limit=3&cursor=${first['next_cursor']}`)) as {
      events: Json[];
    } & Json;
    expect([...first.events, ...rest.events].map(({ time }) => time)).toEqual(
      [0, 1, 3, 4].map((i) => toIso(base + i * 1_000)),
    );
    expect(rest['next_cursor']).toBeNull();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyProfile, foldHour } from '../../src/core/profile/profile.ts';
import { meanOfHour } from '../../src/core/profile/volume.ts';
import { rollUp } from '../../src/core/rollup.ts';
import { NO_STANDING } from '../../src/core/standing.ts';
import { DAY, HOUR, hourOf, lastSettledHour, toIso } from '../../src/core/time.ts';
import type { AlertContextView } from '../../src/http/alert-context-schema.ts';
import { story } from '../monitor/support/traffic.ts';
import { startTestService, type TestService } from './support/service.ts';

const events = story(1, 30);
const stranger = events.filter(({ sourceIp }) => sourceIp === '203.0.113.66');
const peak = hourOf(stranger[0]!.time);
const NOW = stranger.at(-1)!.time + DAY;
const line = (event: (typeof events)[number], source = 'egress') => ({
  time: toIso(event.time),
  credential: event.credential,
  source_ip: event.sourceIp,
  method: 'GET',
  path: `/v2${event.operation?.split(' ')[1]}`,
  user_agent: event.sourceIp === '203.0.113.66' ? 'curl/8' : 'python-requests/2',
  status: 200,
  response_bytes: 500,
  id: event.eventId,
  source,
});

let service: TestService;
let id = '';
beforeAll(async () => {
  service = await startTestService({}, { now: () => NOW });
  // Two sources: one has logs until the evening before the theft.
  const evening = peak * HOUR - 6 * HOUR;
  const other = { ...line(events[0]!), credential: 'another', source: 'proxy' };
  const proxy = Array.from({ length: 300 }, (_, hour) => ({
    ...other,
    id: `proxy-${hour}`,
    time: toIso(evening - hour * HOUR),
  }));
  const answer = await service.send([...proxy, ...events.map((event) => line(event))]);
  expect(await answer.json()).toMatchObject({ rejected: 0 });
  const found = await service.call('/v1/alerts?severity=medium,high,critical');
  id = ((await found.json()) as { alerts: { id: string }[] }).alerts[0]!.id;
});
afterAll(() => service.close());

async function context(): Promise<AlertContextView> {
  const answer = await service.call(`/v1/alerts/${id}/context`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as AlertContextView;
}

describe('GET /v1/alerts/:id/context', () => {
  it('draws the calls beside what the profile of each hour predicted for it', async () => {
    const { series } = await context();
    const first = hourOf(Date.parse(series.from));
    expect(first).toBe(peak - 14 * 24);
    expect(series.calls.length).toBeLessThanOrEqual(500);
    for (const column of [series.strange, series.mean, series.low, series.high, series.quiet_share]) {
      expect(column).toHaveLength(series.calls.length);
    }
    const rollups = rollUp(events);
    const profile = emptyProfile('UTC');
    const known = [...rollups.keys()].sort((a, b) => a - b);
    series.calls.forEach((calls, index) => {
      const hour = first + index;
      while (known[0] !== undefined && known[0] <= lastSettledHour(hour)) {
        foldHour(profile, rollups.get(known.shift()!)!, NO_STANDING);
      }
      expect(calls).toBe(rollups.get(hour)?.calls ?? 0);
      expect(series.mean[index]).toBeCloseTo(meanOfHour(profile.volume, hour), 9);
      expect(series.low[index]!).toBeLessThanOrEqual(series.high[index]!);
    });
    const total = series.strange.reduce((sum, calls) => sum + calls, 0);
    expect(total).toBe(stranger.length);
  });

  it('says what happened, how rare it is, and what was known then', async () => {
    const found = await context();
    expect(found.alert.explanation).toBe([found.headline, ...found.facts].join(' '));
    expect(found.known_until).toBe(toIso((lastSettledHour(peak) + 1) * HOUR));
    expect(found.peak).toBe(toIso(peak * HOUR));
    expect(found.rarity.fleet_days).toBeCloseTo(found.rarity.days / 2, 6);
    expect(found.still_going_on).toBe(false);
    expect(found.week.touched_utc).toContain(peak % 24 === 2 ? (((peak + 72) % 168) + 168) % 168 : -1);
    expect(found.week.utc.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(found.next_steps[0]).toBe('Ask who runs this integration whether this was them.');
  });

  it('places the stranger apart from the networks that are known', async () => {
    const { networks } = await context();
    const one = (value: string) => networks.nodes.find((node) => node.value === value);
    expect(one('203.0.113.66')).toMatchObject({ belief: 'new', alert_calls: stranger.length, days: 0 });
    expect(one('198.51.100.10')).toMatchObject({ belief: 'settled', alert_calls: 0, level: 'address' });
    expect(networks.strangers).toEqual([
      { address: '203.0.113.66', nearest: '198.51.100.10', parts_at: 'prefix' },
    ]);
    for (const [index, { parent }] of networks.nodes.entries()) expect(parent ?? -1).toBeLessThan(index);
  });

  it('tells what was called and with what: new or known', async () => {
    const { operations, clients, evidence } = await context();
    expect(operations.uses[0]).toMatchObject({
      value: 'GET /users/{userId}/recordings',
      belief: 'new',
      impact: 'exfiltration',
      words: 'list cloud recordings',
      alert_calls: stranger.length,
    });
    expect(operations.uses).toContainEqual(
      expect.objectContaining({ value: 'GET /users/{userId}', belief: 'settled', alert_calls: 0 }),
    );
    expect(clients.uses[0]).toMatchObject({ value: 'curl', belief: 'new', alert_calls: stranger.length });
    expect(evidence).toMatchObject({
      calls: stranger.length,
      user_agents: [{ user_agent: 'curl/8', calls: stranger.length }],
      statuses: [{ hundreds: 2, calls: stranger.length }],
    });
  });

  it('names the logs that were missing, and what no log carries', async () => {
    const { unseen } = await context();
    const proxy = unseen.sources.find(({ source }) => source === 'proxy')!;
    expect(proxy.usual_share).toBeGreaterThan(0.8);
    expect(proxy.gaps[0]).toMatchObject({ from: toIso(peak * HOUR) });
    expect(unseen.sources.find(({ source }) => source === 'egress')!.gaps).toEqual([]);
    expect(unseen.missing_fields).toEqual(['provider', 'country', 'token']);
    expect(unseen.hours_without_any).toBe(0);
  });

  it('says what a decision would teach, and the decision teaches it', async () => {
    const { teaches } = await context();
    expect(teaches).toMatchObject({
      networks: ['203.0.113.66/32'],
      distrusted: ['203.0.113.66/32'],
      zone: 'UTC',
    });
    const decide = (body: unknown) =>
      service.call(`/v1/alerts/${id}`, {
        method: 'PATCH',
        key: service.keys.respond,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const expectations = async (body: unknown) =>
      ((await (await decide(body)).json()) as { expectations: Record<string, unknown>[] }).expectations;
    const schedule = await expectations({ disposition: 'expected', scope: 'schedule' });
    expect(schedule).toEqual([
      expect.objectContaining({ schedule: expect.objectContaining({ hours: teaches.hours }) }),
    ]);
    const compromised = await expectations({ disposition: 'compromised' });
    expect(compromised.map(({ distrusts }) => distrusts)).toEqual(teaches.distrusted);
    expect((await context()).declared.length).toBe(2);
    await decide({ disposition: null });
  });

  it('stays what it was when more is learnt later', async () => {
    const before = await context();
    const later = events
      .filter(({ sourceIp }) => sourceIp !== '203.0.113.66')
      .slice(-200)
      .map((event, n) => ({ ...line(event), time: toIso(NOW + 10 * DAY + n), id: `later-${n}` }));
    await service.send(later);
    const after = await context();
    const at = (peak * HOUR - Date.parse(before.series.from)) / HOUR;
    expect(after.series.mean[at]).toBe(before.series.mean[at]);
    expect(after.networks).toEqual(before.networks);
    expect(after.week).toEqual(before.week);
    expect(after.known_until).toBe(before.known_until);
  });

  it('is for those who read, and only of alerts that there are', async () => {
    expect((await service.call(`/v1/alerts/${id}/context`, { key: service.keys.ingest })).status).toBe(403);
    expect((await service.call(`/v1/alerts/${id}/context`, { key: null })).status).toBe(401);
    expect((await service.call(`/v1/alerts/${crypto.randomUUID()}/context`)).status).toBe(404);
    expect((await service.call('/v1/alerts/nonsense/context')).status).toBe(400);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, toIso } from '../../src/core/time.ts';
import type { OverviewView } from '../../src/http/overview-schema.ts';
import { alertIdOf } from '../../src/monitor/alert-id.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { makeFinding } from './support/finding.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

async function overview(): Promise<OverviewView> {
  const answer = await service.call('/v1/overview');
  expect(answer.status).toBe(200);
  return (await answer.json()) as OverviewView;
}

async function alert(
  credential: string,
  hoursAgo: number,
  severity: 'low' | 'medium' | 'high' | 'critical',
  status: 'open' | 'acknowledged' | 'resolved' = 'open',
): Promise<string> {
  const finding = makeFinding({ credential, raisedAt: Date.now() - hoursAgo * HOUR, severity });
  const id = alertIdOf(finding.credentialId, finding.episodeStart);
  await writeAlert(service.store.db, id, finding);
  await service.store.db.updateTable('alert').set({ status }).where('alert_id', '=', id).execute();
  return id;
}

describe('GET /v1/overview', () => {
  it('has an answer before anything came', async () => {
    const found = await overview();
    expect(found.alerts).toEqual([]);
    expect(found.counts).toHaveLength(5);
    expect(found.counts.every(({ open, acknowledged }) => open === 0 && acknowledged === 0)).toBe(true);
    expect(found.ingest).toMatchObject({ per_minute: 0 });
    expect(found.ingest.arrivals).toEqual(new Array(24).fill(0));
    expect(found.coverage).toMatchObject({ sources: [], hours: 168, hours_without_any: 168 });
    expect(found.learning).toMatchObject({ count: 0, credentials: [] });
    expect(found.budget).toMatchObject({ budget: '1/365d', promised: 0, realised: 0, kept: null });
  });

  it('tells of what came: rate, sources, who is learning, whose tokens live long', async () => {
    const now = Date.now();
    const token = (life: number) => ({
      token_issued_at: toIso(now - HOUR),
      token_expires_at: toIso(now - HOUR + life),
      token_fingerprint: 'f'.repeat(32),
    });
    await service.send([
      eventLine({ credential: 'ten-years', source: 'egress', ...token(3_650 * DAY) }),
      eventLine({ credential: 'an-hour', source: 'egress', ...token(HOUR) }),
      eventLine({ credential: 'long-ago', source: 'old proxy', time: toIso(now - 20 * DAY) }),
    ]);
    const found = await overview();
    expect(found.ingest.arrivals.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect(found.ingest.events.reduce((sum, each) => sum + each, 0)).toBe(2);
    expect(found.ingest.per_minute).toBeGreaterThan(3 / 121);
    expect(found.coverage.sources.map(({ source, events }) => [source, events])).toEqual([
      ['old proxy', 0],
      ['egress', 2],
    ]);
    expect(found.coverage.sources[1]!.covered.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(1);
    expect(found.learning.count).toBe(3);
    const learner = found.learning.credentials.find(({ credential }) => credential === 'long-ago')!;
    expect(learner).toMatchObject({ days_left: 0, active_hours_left: 23 });
    expect(found.risk.long_tokens).toEqual([
      expect.objectContaining({ credential: 'ten-years', seconds: (3_650 * DAY) / 1000 }),
    ]);
  });

  it('lists what is not resolved: open first, the worst first, each in its sentence', async () => {
    const medium = await alert('an-hour', 1, 'medium');
    const critical = await alert('ten-years', 30, 'critical');
    const known = await alert('ten-years', 80, 'critical', 'acknowledged');
    const low = await alert('long-ago', 3, 'low');
    await alert('an-hour', 200, 'high', 'resolved');
    const found = await overview();
    expect(found.alerts.map(({ id }) => id)).toEqual([critical, medium, low, known]);
    expect(found.alerts[0]!.headline).toMatch(/^"ten-years" was used /);
    expect(found.counts[0]).toEqual({ severity: 'critical', open: 1, acknowledged: 1 });
    expect(found.counts.find(({ severity }) => severity === 'high')).toMatchObject({ open: 0 });
    expect(found.risk.open_alerts.map(({ credential, open, worst }) => [credential, open, worst])).toEqual([
      ['ten-years', 2, 'critical'],
      ['an-hour', 1, 'medium'],
    ]);
  });

  it('is for those who read', async () => {
    expect((await service.call('/v1/overview', { key: service.keys.ingest })).status).toBe(403);
    expect((await service.call('/v1/overview', { key: null })).status).toBe(401);
  });
});

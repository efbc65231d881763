import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, toIso } from '../../src/core/time.ts';
import { startTestService, type TestService } from './support/service.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
let service: TestService;
beforeAll(async () => {
  service = await startTestService({}, { now: () => now });
});
afterAll(() => service.close());

const record = (operator: string, detail: string, time = now - 60_000, action = 'Update'): object => ({
  time: toIso(time),
  operator,
  category_type: 'Account',
  action,
  operation_detail: detail,
});

async function send(records: readonly object[]): Promise<unknown> {
  const body = records.map((one) => JSON.stringify(one)).join('\n');
  const answer = await service.call('/v1/events', {
    key: service.keys.ingest,
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  return answer.json();
}

async function alertsOf(credential: string): Promise<Record<string, unknown>[]> {
  const answer = await service.call(`/v1/alerts?credential=${encodeURIComponent(credential)}`, {
    key: service.keys.read,
  });
  return ((await answer.json()) as { alerts: Record<string, unknown>[] }).alerts;
}

it('tells of a guard that an admin lowered, as soon as the record is acknowledged', async () => {
  const admin = 'admin@example.com';
  const ordinary = Array.from({ length: 5 }, (_, day) =>
    record(admin, 'Meeting  - Chat: from On to Off', now - (day + 1) * DAY),
  );
  expect(await send(ordinary)).toMatchObject({ accepted: 5, rejected: 0 });
  expect(await alertsOf(admin)).toEqual([]);

  const lowered = record(admin, 'Security  - Sign in with Two-Factor Authentication: from On to Off');
  expect(await send([lowered])).toMatchObject({ accepted: 1, rejected: 0 });
  const alerts = await alertsOf(admin);
  expect(alerts).toMatchObject([
    { severity: 'high', status: 'open', credential: admin, raised_at: toIso(now - 60_000) },
  ]);
  const [{ signals, explanation, counterfactual, operations }] = alerts as [Record<string, unknown>];
  expect(signals).toContainEqual(expect.objectContaining({ signal: 'admin_change', bits: 0 }));
  expect(explanation).toContain(`"${admin}" turned off signing in with two factors`);
  expect(counterfactual).toContain('mark it as expected');
  expect(operations).toContain('admin account.update two_factor_off');

  // Zoom's reports are read again by the day.
  expect(await send([lowered])).toMatchObject({ accepted: 0, duplicate: 1 });
  expect(await alertsOf(admin)).toEqual(alerts);
});

it('keeps the promise of the budget apart from rules', async () => {
  const answer = await service.call('/v1/budget', { key: service.keys.read });
  expect(answer.status).toBe(200);
  const budget = await answer.json();
  expect(budget).toMatchObject({ apart: { rule: 1 }, realised: 0 });
});

import { afterEach, expect, test } from 'vitest';
import { suggestClient } from '../../src/collect/suggest-link.ts';
import { takeRecords } from '../../src/collect/take-records.ts';
import { MINUTE, SECOND, toIso } from '../../src/core/time.ts';
import { type Pulls, startPulls } from './support/pulls.ts';

const now = Date.UTC(2026, 9, 20, 12);

let pulls: Pulls;
afterEach(() => pulls.close());

interface Call {
  readonly credential: string;
  readonly at: number;
  readonly path?: string;
  readonly tracking?: string;
}

async function take(calls: readonly Call[]): Promise<void> {
  const records = calls.map(({ credential, at, path = '/v2/users', tracking }, i) => ({
    time: toIso(at),
    credential,
    method: 'GET',
    path,
    host: 'api.zoom.us',
    status: 200,
    id: `${credential}-${i}`,
    tracking_id: tracking,
  }));
  await takeRecords(records, { format: 'event', source: 'test', learnUntil: null }, pulls.intake);
}

const callsOf = (credential: string, count: number, shift: number, call: Partial<Call> = {}): Call[] =>
  Array.from({ length: count }, (_, i) => ({ credential, at: now - MINUTE * (10 + 3 * i) + shift, ...call }));

test('the credential that made the same calls at the same time stands out', async () => {
  pulls = await startPulls(now);
  await take([
    ...callsOf('app:app-1', 12, 0),
    ...callsOf('the-client', 12, 20 * SECOND),
    ...callsOf('another', 12, 0, { path: '/v2/meetings/123' }),
    ...callsOf('a-third', 3, 0),
  ]);
  expect(await suggestClient(pulls.intake.store, 'app:app-1')).toEqual({
    clientId: 'the-client',
    matched: 12,
  });
});

test('two that call alike are told apart by tracking ids, and by nothing else', async () => {
  pulls = await startPulls(now);
  await take([...callsOf('app:app-1', 8, 0), ...callsOf('one', 8, SECOND), ...callsOf('two', 8, 2 * SECOND)]);
  expect(await suggestClient(pulls.intake.store, 'app:app-1')).toBeNull();
  const logged = Array.from({ length: 8 }, (_, i) => ({ at: now - MINUTE - i * SECOND, tracking: `t-${i}` }));
  await take([
    ...logged.map((call) => ({ credential: 'app:app-2', ...call })),
    ...logged.map((call) => ({ credential: 'two', ...call })),
    ...logged.map(({ at }) => ({ credential: 'one', at, tracking: `other-${at}` })),
  ]);
  expect(await suggestClient(pulls.intake.store, 'app:app-2')).toEqual({ clientId: 'two', matched: 8 });
});

test('a handful of calls suggests nobody', async () => {
  pulls = await startPulls(now);
  await take([...callsOf('app:app-1', 4, 0), ...callsOf('the-client', 4, 0)]);
  expect(await suggestClient(pulls.intake.store, 'app:app-1')).toBeNull();
});

import { expect, it } from 'vitest';
import { type BenchDocument, PARTS, runBench, USUAL_PARTS } from '../../bench/bench.ts';
import { parseOptions } from '../../bench/options.ts';
import type { Sizes } from '../../bench/sizes.ts';

/** So small that every figure means nothing, and every count is still exact. */
const TINY: Sizes = {
  ingest: { credentials: [3, 40], events: 300, rounds: 2, history: 100 },
  webhook: { connections: 4, requests: 40, rounds: 2 },
  latency: { alerts: 2, calibration: 4_000 },
  queries: { events: [500, 1_000], base: 500, reads: 1 },
  timeline: { events: 1_000, base: 500, reads: 1 },
  analyze: { events: 2_000, credentials: 20 },
  soak: { minutes: 0.05, share: 0.5, calibration: 4_000 },
  overload: { seconds: 2, bodies: 60 },
};

it('prints what the contract names, and every acknowledged event is stored exactly once', async () => {
  const document: BenchDocument = JSON.parse(JSON.stringify(await runBench(PARTS, TINY))) as BenchDocument;
  const { ingest, webhook, storage, analyze } = document;

  expect(document.machine).toMatchObject({ fsync: 'on', synchronous_commit: 'on', node: process.version });
  expect(ingest?.by_credentials.map(({ credentials }) => credentials)).toEqual([3, 40]);
  for (const run of ingest?.by_credentials ?? []) {
    expect(run.acknowledged).toBe(run.history + 600);
    expect(run.stored).toBe(run.acknowledged);
    expect(run.rolled_up).toBe(run.acknowledged);
  }
  const lowest = Math.min(...(ingest?.by_credentials ?? []).map(({ ratio }) => ratio.median));
  expect(ingest).toMatchObject({
    events_per_s: expect.any(Number),
    copy_rows_per_s: expect.any(Number),
    ratio: lowest,
  });
  expect(storage?.bytes_per_event).toBeGreaterThan(storage?.events_alone.heap ?? Number.POSITIVE_INFINITY);

  expect(webhook).toMatchObject({ acknowledged: 90, stored: 90 });
  expect(webhook).toMatchObject({
    requests_per_s: expect.any(Number),
    single_commit_per_s: expect.any(Number),
  });
  const latency = { p50: expect.any(Number), p99: expect.any(Number) };
  expect(document.alert_latency_ms).toMatchObject({ ...latency, samples: 2 });
  expect(document).toMatchObject({ timeline_ms: latency, alerts_ms: latency, credential_page_ms: latency });
  // Beside them the victim of the alert that is read: an hourly call for two weeks, and the stranger's five.
  const victim = 14 * 24 + 5;
  expect(document.by_events?.map(({ events }) => events)).toEqual([500 + victim, 1_000 + victim]);
  expect(document.timeline).toMatchObject({ events: 1_000 + victim, estimated: 0 });
  expect(analyze).toMatchObject({ events: 2_000, events_per_s: expect.any(Number) });
  expect(analyze?.peak_rss_mb).toBeGreaterThan(1);
  const { soak } = document;
  expect(soak).toMatchObject({ turned_away: 0, rejected: 0, acknowledged: soak?.stored });
  expect(soak?.first_third.answer_ms.samples).toBeGreaterThan(0);
  const { overload } = document;
  expect(overload?.acknowledged).toBe(overload?.stored);
  expect(overload?.polite.answer_ms.samples).toBeGreaterThan(0);
}, 300_000);

it('measures only the parts asked for, and says so when there is no such part', () => {
  expect(parseOptions(['--only', 'ingest', '--only', 'webhook'])).toMatchObject({
    parts: ['ingest', 'webhook'],
  });
  expect(parseOptions([])).toMatchObject({ parts: USUAL_PARTS, full: false, keep: false });
  expect(parseOptions(['--full'])).toMatchObject({ parts: PARTS, full: true });
  expect(parseOptions(['--only', 'speed'])).toEqual({
    problem:
      '--only must be one of ingest, webhook, latency, queries, timeline, analyze, soak, overload, not "speed"',
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Puller, startPuller } from '../../src/collect/puller.ts';
import { releaseLease } from '../../src/store/queries/leases.ts';
import { PULL_LEASE } from '../../src/store/queries/zoom-pulls.ts';
import { waitUntil } from '../support/data-dir.ts';
import { type Pulls, startPulls } from './support/pulls.ts';

let pulls: Pulls;
const pullers: Puller[] = [];
afterEach(async () => {
  for (const puller of pullers.splice(0)) await puller.close();
  await pulls.close();
});

const log = { info: () => {}, warn: () => {}, error: () => {} };
const start = (everyMs: number): Puller => {
  const puller = startPuller({ access: pulls.access, intake: pulls.intake, everyMs, log });
  pullers.push(puller);
  return puller;
};
const inventories = (): number =>
  pulls.zoom.targets.filter((target) => target.startsWith('/v2/marketplace/apps?')).length;

test('of two replicas one pulls, and the other takes over when it ends', { timeout: 60_000 }, async () => {
  pulls = await startPulls(Date.now());
  await releaseLease(pulls.intake.store, PULL_LEASE, pulls.context.owner);
  const first = start(3_600_000);
  await waitUntil(() => inventories() === 1);
  start(3_600_000);
  await sleep(2_000);
  expect(inventories()).toBe(1);
  await first.close();
  await waitUntil(() => inventories() === 2, 30_000);
});

test('it ends at once, in the middle of waiting for Zoom', async () => {
  pulls = await startPulls(Date.now());
  await releaseLease(pulls.intake.store, PULL_LEASE, pulls.context.owner);
  pulls.zoom.script('/v2/marketplace/apps', 'hang');
  const puller = start(60_000);
  await waitUntil(() => inventories() === 1);
  const began = performance.now();
  await puller.close();
  expect(performance.now() - began).toBeLessThan(1_000);
});

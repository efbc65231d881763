import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WireEvent } from '../../../src/scenario/wire.ts';
import { runTool } from '../../cli/support/tool.ts';
import { type AlertJson, comparable, toNdjson } from '../../support/service-client.ts';
import type { Load } from './load.ts';
import type { CrashingService } from './service.ts';

/** What `analyze` finds in the same events: nothing of it was ever disturbed. */
export async function alertsOfFile(events: readonly WireEvent[]): Promise<AlertJson[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'zoom-monitor-crash-'));
  const file = join(scratch, 'events.ndjson');
  writeFileSync(file, toNdjson(events));
  const { stdout } = await runTool(['analyze', '--json', '--learn-until', '2020-01-01T00:00:00Z', file]);
  rmSync(scratch, { recursive: true, force: true });
  return (JSON.parse(stdout) as { alerts: AlertJson[] }).alerts;
}

/**
 * What must hold after any crash: every acknowledged event is stored exactly once, roll-ups and profiles are what a recount
 * of the events says, and the alerts are those of the undisturbed run.
 */
export async function expectNothingLost(
  service: CrashingService,
  load: Load,
  undisturbed: readonly AlertJson[],
): Promise<void> {
  expect(load.acknowledged).toBe(load.total);
  const stored = await service.client.storedIds();
  expect(stored).toHaveLength(load.total);
  expect(new Set(stored).size).toBe(load.total);

  const { stdout, stderr } = await runTool(['doctor', '--verify', '--json'], service.env);
  expect(stderr).toBe('');
  const { verify } = JSON.parse(stdout) as { verify: Record<string, unknown> };
  expect(verify).toMatchObject({ difference_count: 0, differences: [], unverifiable_hours: 0 });
  expect(verify['hours']).toBeGreaterThan(100);
  expect(verify['checkpoints']).toBeGreaterThan(10);

  expect(undisturbed.filter(({ severity }) => severity !== 'low').length).toBeGreaterThan(0);
  expect(comparable(await service.client.alerts())).toEqual(comparable(undisturbed));
}

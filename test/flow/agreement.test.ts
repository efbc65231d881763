import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, runTool, startServe } from '../cli/support/tool.ts';
import { emptyDir, removeDataDir } from '../support/data-dir.ts';
import { type AlertJson, comparable, ServiceClient, toNdjson } from '../support/service-client.ts';
import { smallFleet } from '../support/small-fleet.ts';

const ADMIN_KEY = 'a-key-for-the-agreement-test-and-no-other';

/** The same events as a file and through the service, imported and live: the alerts must be the same. */
describe('analyze and the service', () => {
  const events = smallFleet('agreement', 10, 30);
  const learnUntil = events[0]!.time + Math.round((events.at(-1)!.time - events[0]!.time) * 0.6);
  const learnText = new Date(learnUntil).toISOString();
  let scratch: string;
  let file: string;
  let expected: AlertJson[];
  const dataDirs: string[] = [];
  const services: Running[] = [];

  const environment = (): { DATA_DIR: string; ADMIN_KEY: string; LOG_LEVEL: string } => {
    const dataDir = emptyDir();
    dataDirs.push(dataDir);
    return { DATA_DIR: dataDir, ADMIN_KEY, LOG_LEVEL: 'error' };
  };
  const serve = async (env: Record<string, string>): Promise<ServiceClient> => {
    const service = await startServe({ ...env, RATE_LIMIT_MAX: '0' });
    services.push(service);
    return new ServiceClient(() => service.address, ADMIN_KEY);
  };

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'zoom-monitor-agreement-'));
    file = join(scratch, 'events.ndjson');
    writeFileSync(file, toNdjson(events));
    const run = await runTool(['analyze', '--json', '--learn-until', learnText, file]);
    expect(run.code).toBe(3);
    const report = JSON.parse(run.stdout) as { alerts: AlertJson[]; events: { accepted: number } };
    expect(report.events.accepted).toBe(events.length);
    expected = report.alerts;
  });

  afterAll(async () => {
    for (const service of services) await service.stop();
    for (const dataDir of dataDirs) await removeDataDir(dataDir);
    rmSync(scratch, { recursive: true, force: true });
  });

  it('agree when the whole file is imported, and importing it again adds nothing', async () => {
    const env = environment();
    const first = await runTool(['import', '--learn-until', learnText, file], env);
    expect(first.stdout).toContain(`${events.length.toLocaleString('en-US')} events added, 0 already there`);
    const again = await runTool(['import', '--learn-until', learnText, file], env);
    expect(again.stdout).toContain('0 events added');
    const client = await serve(env);
    expect(comparable(await client.alerts())).toEqual(comparable(expected));
  });

  it('agree when history is imported and the rest comes live', async () => {
    const env = environment();
    const history = join(scratch, 'history.ndjson');
    writeFileSync(history, toNdjson(events.filter(({ time }) => time < learnUntil)));
    expect((await runTool(['import', history], env)).code).toBe(0);
    const client = await serve(env);
    const live = events.filter(({ time }) => time >= learnUntil);
    for (let i = 0; i < live.length; i += 500) await client.send(live.slice(i, i + 500));
    expect(comparable(await client.alerts())).toEqual(comparable(expected));
  });
});

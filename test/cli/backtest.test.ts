import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor } from '../../src/monitor/monitor.ts';
import { detection } from '../monitor/support/traffic.ts';
import { at, plunder, work } from '../respond/support/life.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runHere } from './support/tool.ts';

let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  env = { DATABASE_URL: database.connectionString };
  expect((await runHere(['backtest'], env)).stdout).toMatch(/^There is no history yet/);
  const feed = async (events: ReturnType<typeof work>, learnUntil: number | null): Promise<void> => {
    const monitor = createMonitor(database.store, detection, learnUntil);
    await monitor.accept(events, 'bulk', { sender: 'test' });
    await monitor.close();
  };
  await feed([...plunder('alpha', at(27, 2), '203.0.113.66'), ...work('alpha', 0, 28)], null);
  await feed(work('beta', 0, 14), at(14, 0));
});
afterAll(() => database.drop());

describe('backtest', () => {
  it('prints a report: what was looked at, how many, which', async () => {
    const { code, stdout } = await runHere(['backtest', '--budget', '1/7d'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('2 credentials');
    expect(stdout).toContain('140 active hours were only learnt');
    expect(stdout).toContain('with 1/7d  in force (1/365d)');
    expect(stdout).toMatch(/alpha {2}raised at 2026-03-01T02:/);
    expect(stdout).toContain('"alpha" was used');
  });

  it('as JSON, with learnt history scored anew when asked to', async () => {
    const json = async (...options: string[]) =>
      JSON.parse((await runHere(['backtest', '--json', ...options], env)).stdout) as {
        hours_not_scored: number;
        credentials: number;
        alerts: { credential: string; now: boolean }[];
      };
    const stored = await json('--credential', 'alpha');
    expect(stored).toMatchObject({ credentials: 1, hours_not_scored: 0, scores: 'stored' });
    expect(stored.alerts.every(({ credential, now }) => credential === 'alpha' && now)).toBe(true);
    expect(await json()).toMatchObject({ hours_not_scored: 140 });
    expect(await json('--rescore')).toMatchObject({ hours_not_scored: 0, scores: 'rescored' });
    const early = await json('--to', '2026-02-20T00:00:00Z');
    expect(early).toMatchObject({ in_force: { medium: 0, high: 0, critical: 0 } });
  });

  it.each([
    [['--budget', 'often'], 2, '--budget'],
    [['--from', 'yesterday'], 2, '--from'],
    [['--from', '2026-02-02', '--to', '2026-02-01'], 2, '--to'],
    [['--credential', 'nobody'], 1, 'no_such_credential'],
  ])('%j ends with %i', async (options, code, words) => {
    const ended = await runHere(['backtest', ...options], env);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(words);
    expect(ended.stdout).toBe('');
  });
});

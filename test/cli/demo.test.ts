import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDir, removeDataDir } from '../support/data-dir.ts';
import { runHere, runTool, startTool } from './support/tool.ts';

/** A month is played twice: on a busy machine that takes its time. */
const LONG = 240_000;

describe('demo', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = emptyDir();
  });
  afterAll(() => removeDataDir(dataDir));

  test(
    'plays the month, tells of the theft with its explanation, and ends',
    async () => {
      const { code, stdout, stderr } = await runTool(['demo', '--exit', '--port', '0'], {
        DATA_DIR: dataDir,
      });
      expect(stderr).toContain(`in ${join(dataDir, 'demo')}`);
      expect(code).toBe(0);
      expect(stdout).toMatch(/calls of 13 credentials in 30 days/);
      expect(stdout).toMatch(/(HIGH|CRITICAL) {2}CRM sync/);
      expect(stdout).toContain('203.0.113.66');
      expect(stdout).toMatch(/In truth: the planted theft, which began 38 minutes ago and still goes on/);
      expect(stdout).toContain('What to do');
      expect(stdout).toMatch(/Took [\d.]+ s\./);
    },
    LONG,
  );

  test(
    'begins anew the second time, and serves until it is told to stop',
    async () => {
      const running = startTool(['demo', '--port', '0'], { DATA_DIR: dataDir });
      let stdout = '';
      running.child.stdout?.on('data', (chunk) => {
        stdout += String(chunk);
      });
      await expect
        .poll(() => stdout, { timeout: LONG - 20_000, interval: 200 })
        .toMatch(/Open http:\S+ to see it/);
      const address = /Open (http:\S+) to see it/.exec(stdout)?.[1] ?? '';
      const played = Number(/^([\d,]+) calls of 13/.exec(stdout)?.[1]?.replaceAll(',', ''));
      const key = readFileSync(join(dataDir, 'demo', 'admin-key'), 'utf8').trim();
      expect(stdout).not.toContain(key);
      const answer = await fetch(`${address}/v1/credentials?limit=200`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const { credentials } = (await answer.json()) as {
        credentials: { label: string; calls_30d: number }[];
      };
      expect(credentials).toHaveLength(13);
      expect(credentials.every(({ label }) => label !== null)).toBe(true);
      const stored = credentials.reduce((sum, { calls_30d }) => sum + calls_30d, 0);
      // Not twice the month: what was played now, less what is older than 720 hours.
      expect(stored).toBeLessThanOrEqual(played);
      expect(stored).toBeGreaterThan(played * 0.9);
      expect(await running.stop('SIGTERM')).toMatchObject({ code: 0 });
    },
    LONG,
  );

  test('refuses what is no port', async () => {
    expect(await runHere(['demo', '--port', '99999'], { DATA_DIR: dataDir })).toMatchObject({ code: 2 });
  });
});

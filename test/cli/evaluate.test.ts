import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runFleets } from '../../src/cli/fleet-pool.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import type { FleetTask } from '../../src/evaluation/tasks.ts';
import { planTasks, summarise } from '../../src/evaluation/tasks.ts';
import { runHere, runTool, startTool } from './support/tool.ts';

/** As built: a thread of its own cannot run our TypeScript. */
const built = (await import(
  pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'fleet-pool.js')).href
)) as { runFleets: typeof runFleets };

const budgets = ['1/365d', '1/30d'].map(parseBudget);

/** All that a small evaluation works on, each fleet made tiny. */
function tinyTasks(): FleetTask[] {
  const plan = { seeds: 1, promiseSeeds: 1, maxCallsPerDay: 5, credentials: 6 };
  const tasks = planTasks({ set: 'tuning', budgets, ...plan });
  return tasks.map((task) => ({ ...task, fleet: { ...task.fleet, days: 21 } }));
}

describe('the fleets of an evaluation', () => {
  test('come to the same, byte by byte, in one thread and in several', async () => {
    const tasks = tinyTasks();
    const shares = tasks.map(() => 0);
    const threads = await built.runFleets(tasks, 3, (index, share) => {
      expect(share).toBeGreaterThanOrEqual(shares[index]!);
      shares[index] = share;
    });
    expect(shares).toEqual(tasks.map(() => 1));
    const here = await runFleets(tasks, 1, () => undefined);
    expect(threads).toEqual(here);
    const [inThreads, inOne] = [threads, here].map((results) => JSON.stringify(summarise('tuning', results)));
    expect(inThreads).toBe(inOne);
  });

  test.each([1, 2])('fail all at once when one fails, and say which, with %i workers', async (workers) => {
    const [good, bad] = tinyTasks() as [FleetTask, FleetTask];
    const broken = { ...bad, fleet: { ...bad.fleet, seed: 'broken', archetypes: [] } };
    await expect(built.runFleets([good, broken, good], workers, () => undefined)).rejects.toMatchObject({
      code: 'fleet_failed',
      message: expect.stringMatching(
        /^The restless fleet "broken" could not be judged: cannot pick from an empty list/,
      ),
    });
  });
});

describe('evaluate', () => {
  const SMALL = ['evaluate', '--set', 'tuning', '--seeds', '1', '--promise-seeds', '0'];

  test('writes one report, whatever the number of workers', async () => {
    const tiny = [...SMALL, '--credentials', '3', '--max-calls-per-day', '5', '--json'];
    const { code, stdout, stderr } = await runTool([...tiny, '--workers', '2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Judging 2 fleets with 2 workers.\n' });
    const { detection, promise, seeds } = JSON.parse(stdout);
    expect({ seeds, promise }).toEqual({ seeds: 'tuning', promise: [] });
    expect(detection.map(({ kind, fleets }: Record<string, unknown>) => [kind, fleets])).toEqual([
      ['plain', 1],
      ['restless', 1],
    ]);
    // Three credentials of five calls a day, for eight weeks.
    for (const { events } of detection) expect(events).toBeLessThan(20_000);
    expect(await runHere([...tiny, '--workers', '1'])).toMatchObject({ code: 0, stdout });
  });

  test('is over at once on Ctrl-C', async () => {
    const running = startTool([...SMALL, '--max-calls-per-day', '100000', '--workers', '2']);
    await running.until(/with 2 workers/);
    expect(await running.stop('SIGINT')).toMatchObject({ signal: 'SIGINT', stdout: '' });
  });

  test.each(['0', '257', '1.5', 'many'])('takes no %s workers', async (workers) => {
    const { code, stderr } = await runHere([...SMALL, '--workers', workers]);
    expect(code).toBe(2);
    expect(stderr).toContain('--workers is a whole number from 1 to 256.');
  });
});

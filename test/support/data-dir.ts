import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { startEmbedded } from '../../src/store/embedded/embedded.ts';
import type { StoreLog } from '../../src/store/log.ts';
import { onOneConnection } from '../../src/store/one-connection.ts';

export const quietLog: StoreLog = { info: () => {}, warn: () => {}, error: () => {} };

/** An empty folder, closed to others, such as `mktemp -d` makes. */
export function emptyDir(): string {
  return mkdtempSync(join(tmpdir(), 'zoom-monitor-data-'));
}

/** Losing power is not what the tests are about. */
export const FAST = { fsync: 'off' };

/** A DATA_DIR with a stopped cluster in it, to be copied: making one takes seconds. */
export async function makeClusterTemplate(): Promise<string> {
  const dataDir = emptyDir();
  const embedded = await startEmbedded({ dataDir, log: quietLog, settings: FAST });
  await embedded.stop();
  return dataDir;
}

export function copyDataDir(template: string): string {
  const dataDir = emptyDir();
  // Node 24's cpSync forgets the modes of folders, and PostgreSQL insists on them.
  execFileSync('cp', ['-a', `${template}/.`, dataDir]);
  return dataDir;
}

/** Ends a server that a failed test left running, and removes its folder. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  if (existsSync(file)) {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    if (pid !== process.pid && processExists(pid)) {
      process.kill(pid, 'SIGQUIT');
      await waitUntil(() => !processExists(pid));
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
}

export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  patienceMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain for ${condition}`);
    await sleep(20);
  }
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
): Promise<Row[]> {
  return onOneConnection(connectionString, async (client) => (await client.query<Row>(text)).rows);
}

import { link, readdir, readFile, readlink, realpath, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../store-error.ts';
import { type Address, LOOPBACK } from './address.ts';
import { isAlive } from './processes.ts';
import { runProgram } from './run-program.ts';
import { hasCode } from './system-error.ts';

/** A running server, as its postmaster.pid tells. */
export interface Postmaster extends Address {
  readonly pid: number;
}

/**
 * The server that runs on this cluster, also one that a killed process left behind. A postmaster.pid whose process is
 * gone is no server; PostgreSQL itself clears that away. One whose number has since gone to another program (after a
 * reboot) would stop PostgreSQL from starting, so it is removed here.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readIfThere(pidFile(cluster));
  const [pidLine, , , port, socketDir] = (text ?? '').split('\n');
  const pid = Number(pidLine);
  if (!isAlive(pid)) return undefined;
  if (!(await isPostmasterOf(pid, cluster))) {
    await removeStale(pidFile(cluster), pid);
    for (const entry of await readdir(cluster)) {
      if (entry.startsWith('.s.PGSQL.') && entry.endsWith('.lock'))
        await removeStale(join(cluster, entry), pid);
    }
    return undefined;
  }
  // The later lines come a moment after the first ones; without them the port is 0. A socket lies in the cluster's own
  // folder, wherever that has been moved to meanwhile.
  return { pid, port: Number(port ?? 0), host: socketDir ? cluster : LOOPBACK };
}

const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 10_000;

/**
 * Stops the server: sessions are ended, everything is written. Resolves when the process is gone.
 *
 * @throws {StoreError} `embedded_stop_failed`
 */
export async function stopPostmaster(cluster: string, postmaster: Postmaster): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, which recovers at the next start.
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (await isGone(cluster, postmaster.pid)) return;
    process.kill(postmaster.pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (await isGone(cluster, postmaster.pid)) return;
      await sleep(20);
    }
  }
  throw new StoreError(
    'embedded_stop_failed',
    `The embedded database (process ${postmaster.pid}) does not stop. Its data is safe: what was committed is on disk. ` +
      `See postgres.log beside ${cluster}.`,
  );
}

/** The process may stay as a zombie when a dead parent left it, so the file counts too: the server removes it last. */
async function isGone(cluster: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  const text = await readIfThere(pidFile(cluster));
  return text === undefined || Number.parseInt(text, 10) !== pid;
}

/** A postmaster works in the folder of its data; other systems than Linux do not say, so there the name must do. */
async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
    } catch (error) {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return false;
      throw error;
    }
  }
  const { output } = await runProgram(['ps', '-p', String(pid), '-o', 'command=']);
  return output.includes('postgres');
}

/** Taken aside before it is removed, in case another process has just started a server and written a new one. */
async function removeStale(file: string, stalePid: number): Promise<void> {
  const aside = `${file}.stale-${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (Number.parseInt(await readFile(aside, 'utf8'), 10) !== stalePid) await link(aside, file);
  await unlink(aside);
}

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

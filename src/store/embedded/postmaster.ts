import { link, readdir, readFile, readlink, realpath, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../store-error.ts';
import { type Address, LOOPBACK } from './address.ts';
import { isAlive } from './processes.ts';
import { runProgram } from './run-program.ts';
import { hasCode, readIfThere } from './system-error.ts';

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
/** How long a process may take to end after it has removed its file. */
const LINGER_MS = 2_000;
const POLL_MS = 20;

/**
 * Stops the server: sessions are ended, everything is written. Resolves when the process is gone.
 *
 * @throws {StoreError} `embedded_stop_failed`
 */
export async function stopPostmaster(cluster: string, { pid }: Postmaster): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, which recovers at the next start.
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (!(await holdsCluster(cluster, pid))) break;
    sendSignal(pid, signal);
    await until(async () => !(await holdsCluster(cluster, pid)), patience);
  }
  if (await holdsCluster(cluster, pid)) {
    throw new StoreError(
      'embedded_stop_failed',
      `The embedded database (process ${pid}) does not stop. Its data is safe: what was committed is on disk. ` +
        `See postgres.log beside ${cluster}.`,
    );
  }
  // A zombie stays as long as a dead or careless parent leaves it, so this wait has an end.
  await until(() => !isAlive(pid), LINGER_MS);
}

/** The server removes its file as the last thing it does. */
async function holdsCluster(cluster: string, pid: number): Promise<boolean> {
  const text = await readIfThere(pidFile(cluster));
  return text !== undefined && Number.parseInt(text, 10) === pid && isAlive(pid);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended meanwhile, which is what was wanted.
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

async function until(condition: () => boolean | Promise<boolean>, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition()) && Date.now() < deadline) await sleep(POLL_MS);
}

/**
 * A postmaster works in the folder of its data. Where that may not be read (a process of another user, seen without
 * CAP_SYS_PTRACE, as in containers; other systems than Linux) it is known by the folder in its command line.
 */
async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
    } catch (error) {
      // It has ended meanwhile.
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return false;
      if (!hasCode(error, 'EACCES') && !hasCode(error, 'EPERM')) throw error;
    }
  }
  return (await commandLine(pid)).includes(cluster);
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return (await readIfThere(`/proc/${pid}/cmdline`)) ?? '';
  return (await runProgram(['ps', '-ww', '-p', String(pid), '-o', 'args='])).output;
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

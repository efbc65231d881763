import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import type { Address } from './address.ts';
import type { Binaries } from './binaries.ts';
import type { Launcher } from './launcher.ts';
import { programEnvironment } from './run-program.ts';
import { hasCode } from './system-error.ts';

/**
 * Starts PostgreSQL in a session of its own, so that an interrupt from the terminal reaches us and not it: we stop it
 * in order. It outlives us if we are killed.
 */
export function spawnPostmaster(
  cluster: string,
  logFile: string,
  binaries: Binaries,
  launcher: Launcher,
  address: Address,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const onSocket = address.host.startsWith('/');
  const all = {
    port: String(address.port),
    listen_addresses: onSocket ? '' : address.host,
    unix_socket_directories: onSocket ? address.host : '',
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements may hold what must not be logged.
    log_min_error_statement: 'panic',
    ...settings,
  };
  const [file = '', ...args] = [
    ...launcher.prefix,
    binaries.postgres,
    '-D',
    cluster,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(file, args, {
      env: programEnvironment(),
      cwd: cluster,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', (error) => appendFileSync(logFile, `${error.message}\n`));
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Nobody else rotates the server's log: it begins anew when it has become long.
 *
 * @returns its length now, in bytes
 */
export async function beginLog(logFile: string): Promise<number> {
  try {
    const { size } = await stat(logFile);
    if (size <= LOG_LIMIT_BYTES) return size;
    await truncate(logFile);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  return 0;
}

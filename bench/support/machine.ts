import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { CHECKOUT } from './checkout.ts';
import type { Server } from './server.ts';
import { round } from './stats.ts';

/** What the figures were measured on, and how busy it was with other things. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gb: number;
  /** Runnable processes in the minute before: of a quiet machine well below the number of cores. */
  readonly load_before: number;
  readonly platform: string;
  readonly node: string;
  readonly postgres: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly shared_buffers: string;
}

export async function describeMachine(server: Server): Promise<Machine> {
  const database = await server.newDatabase('machine');
  const { rows } = await database.client.query<Record<'version' | 'fsync' | 'commit' | 'buffers', string>>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit, current_setting('shared_buffers') as buffers`,
  );
  await database.close();
  const { version, fsync, commit, buffers } = rows[0]!;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: round(totalmem() / 1e9, 1),
    load_before: round(loadavg()[0] ?? 0, 2),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: version,
    fsync,
    synchronous_commit: commit,
    shared_buffers: buffers,
  };
}

/** The commit of this checkout, short; `+` when files differ from it. Null outside a repository. */
export async function commitOf(): Promise<string | null> {
  try {
    const git = async (...args: string[]): Promise<string> =>
      (await promisify(execFile)('git', args, { cwd: CHECKOUT })).stdout.trim();
    const changed = await git('status', '--porcelain', '--untracked-files=no');
    return (await git('rev-parse', '--short', 'HEAD')) + (changed === '' ? '' : '+');
  } catch {
    return null;
  }
}

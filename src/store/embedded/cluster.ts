import { existsSync } from 'node:fs';
import { chown, lchown, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../store-error.ts';
import type { Binaries } from './binaries.ts';
import type { Launcher } from './launcher.ts';
import { isAlive } from './processes.ts';
import { lastLines, runProgram } from './run-program.ts';
import { hasCode, messageOf } from './system-error.ts';

/** The superuser of the embedded cluster, and the only role in it. */
export const CLUSTER_USER = 'monitor';

export function clusterPath(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * Makes the cluster under `<dataDir>/postgres` if there is none yet, or makes sure that the one that is there can be
 * used. A cluster is made beside its place and moved there when it is whole.
 *
 * @returns whether it was made now
 * @throws {StoreError} `embedded_init_failed`, `data_dir_other_version`, `data_dir_unusable`
 */
export async function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  launcher: Launcher,
  password: string,
): Promise<boolean> {
  const cluster = clusterPath(dataDir);
  const isNew = !existsSync(cluster);
  if (isNew) await createCluster(dataDir, binaries, launcher, password);
  await checkVersion(cluster, launcher.majorVersion);
  await checkOwner(cluster, launcher);
  return isNew;
}

async function createCluster(
  dataDir: string,
  binaries: Binaries,
  launcher: Launcher,
  password: string,
): Promise<void> {
  await removeDrafts(dataDir);
  const draft = await mkdtemp(join(dataDir, `${DRAFT_PREFIX}${process.pid}-`));
  try {
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (launcher.owner !== undefined) {
      await chown(draft, launcher.owner.uid, launcher.owner.gid);
      await chown(passwordFile, launcher.owner.uid, launcher.owner.gid);
    }
    const data = join(draft, 'data');
    const result = await runProgram([
      ...launcher.prefix,
      binaries.initdb,
      `--pgdata=${data}`,
      `--username=${CLUSTER_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Built in, so that an upgrade of the system's libraries cannot change the order of text under an index.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ]);
    if (result.code !== 0) throw initFailed(dataDir, result.output);
    await moveIntoPlace(data, clusterPath(dataDir));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const DRAFT_PREFIX = 'postgres.new-';

/** What a process left that was killed while it made a cluster. */
async function removeDrafts(dataDir: string): Promise<void> {
  for (const entry of await readdir(dataDir)) {
    if (!entry.startsWith(DRAFT_PREFIX)) continue;
    const maker = Number.parseInt(entry.slice(DRAFT_PREFIX.length), 10);
    if (!isAlive(maker)) await rm(join(dataDir, entry), { recursive: true, force: true });
  }
}

async function moveIntoPlace(data: string, cluster: string): Promise<void> {
  try {
    await rename(data, cluster);
  } catch (error) {
    // Another process made one meanwhile, with the same password: use that.
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
}

async function checkVersion(cluster: string, majorVersion: number): Promise<void> {
  let found: string;
  try {
    found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    throw new StoreError(
      'data_dir_unusable',
      `${cluster} is not a PostgreSQL cluster, or cannot be read (${messageOf(error)}). Nothing was changed. ` +
        'Move it away, mend its permissions, or set DATA_DIR to another folder.',
      { cause: error },
    );
  }
  if (found === String(majorVersion)) return;
  throw new StoreError(
    'data_dir_other_version',
    `${cluster} was made by PostgreSQL ${found}, and this version brings PostgreSQL ${majorVersion}, which cannot read it. ` +
      'Nothing was changed. Go back to the version that made it and dump the database with pg_dump; then move the folder away, ' +
      'start this version once, and restore the dump. Or serve the folder with a PostgreSQL ' +
      `${found} of your own and set DATABASE_URL.`,
  );
}

/** A cluster may have been made in the other way of launcher.ts, on the same or another machine. */
async function checkOwner(cluster: string, launcher: Launcher): Promise<void> {
  const { uid } = await stat(cluster);
  const wanted = launcher.owner?.uid ?? process.getuid?.();
  if (wanted === undefined || uid === wanted) return;
  if (launcher.owner === undefined) {
    throw new StoreError(
      'data_dir_unusable',
      `${cluster} belongs to the user with the number ${uid}, not to the one that runs this program. Nothing was changed. ` +
        'Run as that user, change the owner of the folder and of all in it, or set DATA_DIR to another folder.',
    );
  }
  const { gid } = launcher.owner;
  for (const entry of await readdir(cluster, { recursive: true }))
    await lchown(join(cluster, entry), wanted, gid);
  await lchown(cluster, wanted, gid);
}

function initFailed(dataDir: string, output: string): StoreError {
  return new StoreError(
    'embedded_init_failed',
    `The embedded database could not be made in ${dataDir}; nothing was left behind. initdb said: ${lastLines(output)}. ` +
      'Mend the cause (space, permissions) and start again, or set DATABASE_URL to a PostgreSQL 14 or newer.',
  );
}

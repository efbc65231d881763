import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreLog } from '../log.ts';
import { onOneConnection } from '../one-connection.ts';
import { isConnectionLoss, sqlStateOf } from '../sql-state.ts';
import { StoreError } from '../store-error.ts';
import { type Address, chooseAddress } from './address.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { CLUSTER_USER, clusterPath, prepareCluster } from './cluster.ts';
import { chooseLauncher, type Launcher } from './launcher.ts';
import { clusterPassword, passwordMissing } from './password.ts';
import { findPostmaster, type Postmaster, stopPostmaster } from './postmaster.ts';
import { isAlive } from './processes.ts';
import { lastLines } from './run-program.ts';
import { beginLog, spawnPostmaster } from './spawn-postmaster.ts';
import { hasCode, messageOf } from './system-error.ts';

export interface EmbeddedOptions {
  /** The folder that holds the cluster, its password and its log. Made if missing, closed to others. */
  readonly dataDir: string;
  readonly log: StoreLog;
  /** Settings of PostgreSQL beyond ours, such as `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the PostgreSQL package lies, if not where npm puts it. */
  readonly packageDir?: string;
}

export interface Embedded {
  readonly connectionString: string;
  /** Whether the server was running already: a killed process left it, or another one uses it. */
  readonly adopted: boolean;
  readonly pid: number;
  /** Stops the server, whoever started it. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of our own, or takes over the one that runs on this folder. Knows nothing of who may use it:
 * that is open-database.ts.
 *
 * @throws {StoreError} `no_embedded_database`, `embedded_…`, `data_dir_…`
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  try {
    return await start(options);
  } catch (error) {
    if (!FOLDER_TROUBLE.some((code) => hasCode(error, code))) throw error;
    throw new StoreError(
      'data_dir_unusable',
      `The folder ${options.dataDir} cannot be used for the embedded database (${messageOf(error)}). What is in it is as it was. ` +
        'Mend its permissions or make space, set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL 14 or newer.',
      { cause: error },
    );
  }
}

const FOLDER_TROUBLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

async function start(options: EmbeddedOptions): Promise<Embedded> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const binaries = await findBinaries(options.packageDir);
  const launcher = await chooseLauncher(binaries, dataDir);
  const password = await clusterPassword(dataDir);
  if (await prepareCluster(dataDir, binaries, launcher, password)) {
    options.log.info(`made a database in ${clusterPath(dataDir)}`);
  }
  const place: Place = { dataDir, binaries, launcher, password, options };
  const { postmaster, adopted } = await runningServer(place);
  await createDatabase(connectionString(postmaster, password, 'postgres'));
  return {
    connectionString: connectionString(postmaster, password, DATABASE),
    adopted,
    pid: postmaster.pid,
    stop: () => stopPostmaster(clusterPath(dataDir), postmaster),
  };
}

interface Place {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly password: string;
  readonly options: EmbeddedOptions;
}

const DATABASE = 'zoom_monitor';
const POLL_MS = 25;
const TELL_EVERY_MS = 10_000;
/** How often to try again when another process, or what is left of a killed one, stands in the way. */
const MAX_STARTS = 40;
const BETWEEN_STARTS_MS = 250;

async function runningServer(place: Place): Promise<{ postmaster: Postmaster; adopted: boolean }> {
  const cluster = clusterPath(place.dataDir);
  for (let starts = 0; ; ) {
    const found = await findPostmaster(cluster);
    if (found !== undefined) {
      const postmaster = await whenReady(place, () => isAlive(found.pid));
      if (postmaster !== undefined) return { postmaster, adopted: true };
      continue;
    }
    const logFile = join(place.dataDir, 'postgres.log');
    const logged = await beginLog(logFile);
    const address = await chooseAddress(place.dataDir);
    const { binaries, launcher, options } = place;
    const child = spawnPostmaster(cluster, logFile, binaries, launcher, address, options.settings ?? {});
    const postmaster = await whenReady(place, () => child.exitCode === null && child.signalCode === null);
    if (postmaster !== undefined) return { postmaster, adopted: postmaster.pid !== child.pid };
    starts += 1;
    const said = (await readFile(logFile)).subarray(logged).toString();
    if (starts === MAX_STARTS || !PASSING.test(said)) throw startFailed(logFile, said);
    await sleep(BETWEEN_STARTS_MS);
  }
}

/** Another process was faster; sessions of a killed server are still ending; the port was taken meanwhile. */
const PASSING = /lock file ".*" already exists|shared memory block .* is still in use|Address already in use/;

/** @returns undefined when the server ended before it took connections */
async function whenReady(place: Place, isRunning: () => boolean): Promise<Postmaster | undefined> {
  const since = Date.now();
  for (let told = 0; ; ) {
    const running = isRunning();
    const postmaster = await findPostmaster(clusterPath(place.dataDir));
    if (postmaster !== undefined && (await accepts(place, postmaster))) return postmaster;
    // Only the child itself tells that a server is coming before it has written its file.
    if (postmaster === undefined && !running) return undefined;
    // Recovery after a crash takes as long as it takes.
    if (Date.now() - since - told > TELL_EVERY_MS) {
      told = Date.now() - since;
      place.options.log.info(
        `the embedded database is starting or recovering (${Math.round(told / 1000)} s)`,
      );
    }
    await sleep(POLL_MS);
  }
}

const WRONG_PASSWORD = '28P01';

/** Not yet while it starts or recovers, no more while it stops. */
async function accepts(place: Place, postmaster: Postmaster): Promise<boolean> {
  if (postmaster.port === 0) return false;
  try {
    await onOneConnection(connectionString(postmaster, place.password, 'postgres'), (client) =>
      client.query('select'),
    );
    return true;
  } catch (error) {
    if (sqlStateOf(error) === WRONG_PASSWORD) throw passwordMissing(place.dataDir, error);
    if (isConnectionLoss(error)) return false;
    throw error;
  }
}

/** initdb makes none but `postgres`; two processes may come here at once. */
async function createDatabase(maintenanceString: string): Promise<void> {
  try {
    await onOneConnection(maintenanceString, async (client) => {
      const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
      if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
    });
  } catch (error) {
    const state = sqlStateOf(error);
    if (state !== '42P04' && state !== '23505') throw error;
  }
}

/** libpq and node-postgres both take `host` from the query; "localhost" only keeps the whole a valid URL. */
function connectionString({ host, port }: Address, password: string, database: string): string {
  const login = `postgresql://${CLUSTER_USER}:${password}`;
  return host.startsWith('/')
    ? `${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `${login}@${host}:${port}/${database}`;
}

function startFailed(logFile: string, said: string): StoreError {
  return new StoreError(
    'embedded_start_failed',
    `The embedded database did not start; its data was not touched. It said: ${lastLines(said)} (more in ${logFile}). ` +
      'Mend the cause and start again, or set DATABASE_URL to a PostgreSQL 14 or newer.',
  );
}

import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from './embedded/embedded.ts';
import { type Hold, type Purpose, takeHold } from './embedded/ownership.ts';
import type { StoreLog } from './log.ts';
import { StoreError } from './store-error.ts';

export interface OpenDatabaseOptions {
  /** A server of the operator's own. Unset: the embedded one under `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** `serve` owns the embedded database, and there is one at a time; commands use it beside. */
  readonly purpose: Purpose;
  readonly log: StoreLog;
}

export interface OpenDatabase {
  readonly connectionString: string;
  readonly embedded: boolean;
  /** Close every store on it first. Stops an embedded server unless another process uses it. Safe to call twice. */
  close(): Promise<void>;
}

const HANDOVER_MS = 120_000;
const HANDOVER_PAUSE_MS = 50;

/**
 * Gives a database to work on: the operator's own, or the embedded one, which is started if it does not run, and
 * stopped by the last process that leaves it. One that a killed process left running is taken over.
 *
 * @throws {StoreError} `data_dir_in_use` when another `serve` owns the folder; `no_embedded_database`, `embedded_…`,
 *   `data_dir_…`
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl, log } = options;
  if (databaseUrl !== undefined) {
    return { connectionString: databaseUrl, embedded: false, close: async () => {} };
  }
  const hold = await holdPatiently(options);
  const { server } = hold;
  log.info(
    `${server.adopted ? 'using the running' : 'started the'} embedded database (process ${server.pid})`,
  );
  return { connectionString: server.connectionString, embedded: true, close: () => hold.release() };
}

/** When the last user of a server is stopping it, waits for that and starts anew. */
async function holdPatiently({ dataDir, purpose, log }: OpenDatabaseOptions): Promise<Hold> {
  const deadline = Date.now() + HANDOVER_MS;
  for (;;) {
    const hold = await takeHold(() => startEmbedded({ dataDir, log }), purpose, log);
    if ('server' in hold) return hold;
    if (hold.refused === 'owned') {
      throw new StoreError(
        'data_dir_in_use',
        `${dataDir} is in use by another service (${hold.by}), which goes on undisturbed. ` +
          'Stop that one first, or set DATA_DIR to another folder.',
      );
    }
    if (Date.now() > deadline) {
      throw new StoreError(
        'data_dir_in_use',
        `Another process has been stopping the embedded database in ${dataDir} for ${HANDOVER_MS / 1000} s. ` +
          'Nothing was changed. See postgres.log in that folder, and try again.',
      );
    }
    await sleep(HANDOVER_PAUSE_MS);
  }
}

import type { Settings } from '../config/settings.ts';
import { migrateToLatest, pendingMigrations } from '../store/migrate.ts';
import { openDatabase } from '../store/open-database.ts';
import { openStore, type Store } from '../store/store.ts';
import { CliError } from './failure.ts';
import type { Log } from './log.ts';

/** A command works alone and briefly: two connections leave the rest to the service. */
const MAX_CONNECTIONS = 2;

/**
 * Runs `work` on the database of the settings: that of the service when it runs, else one that is started for the
 * purpose and stopped again.
 */
export async function withStore<T>(
  settings: Settings,
  log: Log,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({
    ...(settings.databaseUrl === null ? {} : { databaseUrl: settings.databaseUrl }),
    dataDir: settings.dataDir,
    purpose: 'command',
    log,
  });
  try {
    const store = openStore(database.connectionString, { maxConnections: MAX_CONNECTIONS });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}

/**
 * The same, on a schema that fits. An embedded database belongs to this program, so it is brought up to date on the
 * way; a server of the operator's own is changed by `serve` and `migrate` alone.
 */
export async function withCurrentStore<T>(
  settings: Settings,
  log: Log,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return withStore(settings, log, async (store) => {
    const pending = await pendingMigrations(store);
    if (pending.length > 0 && settings.databaseUrl === null) await migrateToLatest(store, { log });
    else if (pending.length > 0) {
      throw new CliError(
        'schema_behind',
        `The database lacks ${pending.join(', ')}. Nothing was changed. Run "zoom-monitor migrate" first.`,
      );
    }
    return work(store);
  });
}

import { Logger, runMigrations as migrateQueue } from 'graphile-worker';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { type SchemaMigration, migrations as shipped } from '../../migrations/index.ts';
import type { StoreLog } from './log.ts';
import { openStore, type Store } from './store.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

export interface MigrateOptions {
  readonly log?: StoreLog;
  /** The migrations this binary knows; tests pass others. */
  readonly migrations?: Readonly<Record<string, SchemaMigration>>;
}

/** Any number will do, as long as every version of this program uses the same one. */
const MIGRATION_LOCK = 7_301_846_201;

/**
 * Brings the schema, and that of the job queue, up to what this binary knows; returns the names it applied.
 * Replicas may start at once: one migrates, the others wait and find it done. Needs a direct connection, because
 * the lock belongs to the session: not through a pooler in transaction mode.
 *
 * @throws {StoreError} `schema_too_new` when a newer binary made a breaking change; `migration_failed`.
 */
export async function migrateToLatest(store: Store, options: MigrateOptions = {}): Promise<string[]> {
  const known = options.migrations ?? shipped;
  // One connection only, so that the session that holds the lock is the one that migrates.
  const direct = openStore(connectionStringOf(store), { maxConnections: 1 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`.execute(direct.db);
    const unknown = await unknownMigrations(direct.db, known);
    refuseBreaking(unknown);
    if (unknown.length > 0) {
      options.log?.warn(
        `the database has newer migrations than this version knows (${names(unknown)}); none of them breaks it`,
      );
      return [];
    }
    const applied = await applyMigrations(direct.db, known);
    await migrateQueue({ pgPool: direct.pool, logger: queueLogger(options.log) });
    return applied;
  } finally {
    // Ends the session, and with it the lock.
    await direct.close();
  }
}

/**
 * Names of the known migrations that are not applied yet, in order. Changes nothing.
 *
 * @throws {StoreError} `schema_too_new`
 */
export async function pendingMigrations(store: Store, options: MigrateOptions = {}): Promise<string[]> {
  const known = options.migrations ?? shipped;
  refuseBreaking(await unknownMigrations(store.db, known));
  const applied = new Set(await appliedNames(store.db));
  return Object.keys(known)
    .sort()
    .filter((name) => !applied.has(name));
}

async function applyMigrations(
  db: Kysely<Tables>,
  known: Readonly<Record<string, SchemaMigration>>,
): Promise<string[]> {
  const entries = Object.entries(known).map(([name, migration]) => [name, noted(name, migration)] as const);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(entries) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    throw new StoreError(
      'migration_failed',
      `${failed === undefined ? 'The migrations' : `Migration ${failed}`} failed and nothing of it was kept: ` +
        `${messageOf(error)}. Mend the cause and start again; the data is as before.`,
      { cause: error },
    );
  }
  return results.map((result) => result.migrationName);
}

/** Writes the note within the migration's own transaction. */
function noted(name: string, migration: SchemaMigration): Migration {
  return {
    up: async (db: Kysely<unknown>) => {
      await migration.up(db);
      await sql`insert into schema_note (migration, breaking) values (${name}, ${migration.breaking})`.execute(
        db,
      );
    },
  };
}

interface UnknownMigration {
  readonly name: string;
  readonly breaking: boolean;
}

async function unknownMigrations(
  db: Kysely<Tables>,
  known: Readonly<Record<string, SchemaMigration>>,
): Promise<UnknownMigration[]> {
  const unknown = (await appliedNames(db)).filter((name) => !(name in known));
  if (unknown.length === 0) return [];
  const notes = await db.selectFrom('schema_note').selectAll().where('migration', 'in', unknown).execute();
  const breaking = new Map(notes.map((note) => [note.migration, note.breaking]));
  // Without a note nothing is known of it, so it counts as breaking.
  return unknown.map((name) => ({ name, breaking: breaking.get(name) ?? true }));
}

async function appliedNames(db: Kysely<Tables>): Promise<string[]> {
  const exists = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (exists.rows[0]?.found !== true) return [];
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return applied.rows.map((row) => row.name);
}

function refuseBreaking(unknown: readonly UnknownMigration[]): void {
  const breaking = unknown.filter((migration) => migration.breaking);
  if (breaking.length === 0) return;
  throw new StoreError(
    'schema_too_new',
    `The database was migrated by a newer version in a way that this one cannot work with (${names(breaking)}). ` +
      'Nothing was changed. Start that newer version, or restore the backup made before the upgrade.',
  );
}

function names(migrations: readonly UnknownMigration[]): string {
  return migrations.map((migration) => migration.name).join(', ');
}

function connectionStringOf(store: Store): string {
  const { connectionString } = store.pool.options;
  if (connectionString === undefined) throw new TypeError('the store was not opened by openStore');
  return connectionString;
}

/** The queue's own logger writes to the console; only what an operator must see goes on to ours. */
function queueLogger(log: StoreLog | undefined): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log?.error(`job queue: ${message}`);
    else if (level === 'warning') log?.warn(`job queue: ${message}`);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

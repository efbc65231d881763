import { readSettings } from '../config/settings.ts';
import { migrateToLatest } from '../store/migrate.ts';
import { EXIT, type Io, say } from './io.ts';
import { openCommandLog } from './log.ts';
import { withStore } from './with-store.ts';

/** `migrate`: what `serve` does at its start, by itself, for those who want to choose the moment. */
export async function migrate(io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const log = openCommandLog(io, settings.logLevel);
  const applied = await withStore(settings, log, (store) => migrateToLatest(store, { log }));
  for (const name of applied) say(io, `applied ${name}`);
  if (applied.length === 0) say(io, 'the schema is up to date');
  return EXIT.ok;
}

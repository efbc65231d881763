import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerFacts, serverFacts } from '../store/queries/server.ts';
import { isConnectionLoss } from '../store/sql-state.ts';
import type { Store } from '../store/store.ts';
import { CliError, messageOf, oneLine } from './failure.ts';
import type { Log } from './log.ts';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;
const OLDEST_POSTGRES = 14;

/**
 * Waits until the database answers, for up to 30 seconds: service and database are often started together. What
 * waiting cannot mend (a wrong password, no such database) ends at once.
 *
 * @throws {CliError} `database_unreachable`, `database_refuses`, `database_too_old`
 */
export async function waitForDatabase(
  store: Store,
  log: Log,
  patienceMs: number = PATIENCE_MS,
): Promise<ServerFacts> {
  const since = Date.now();
  for (let told = false; ; told = true) {
    try {
      return checkVersion(await serverFacts(store));
    } catch (error) {
      if (error instanceof CliError) throw error;
      if (!isConnectionLoss(error)) {
        throw new CliError(
          'database_refuses',
          `The database at DATABASE_URL refuses: ${reason(error)}. Check user, password and database name there.`,
          { cause: error },
        );
      }
      if (Date.now() - since >= patienceMs) {
        throw new CliError(
          'database_unreachable',
          `The database at DATABASE_URL did not answer within ${Math.round(patienceMs / 1000)} s: ${reason(error)}. ` +
            'Check its host and port, and that it runs.',
          { cause: error },
        );
      }
      if (!told)
        log.info(`waiting up to ${Math.round(patienceMs / 1000)} s for the database: ${reason(error)}`);
      await sleep(PAUSE_MS);
    }
  }
}

function checkVersion(facts: ServerFacts): ServerFacts {
  if (facts.majorVersion >= OLDEST_POSTGRES) return facts;
  throw new CliError(
    'database_too_old',
    `The database is PostgreSQL ${facts.version}, and ${OLDEST_POSTGRES} or newer is needed. Nothing was changed.`,
  );
}

const reason = (error: unknown): string => oneLine(messageOf(error));

import { existsSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import { findBinaries } from '../../store/embedded/binaries.ts';
import { clusterPath } from '../../store/embedded/cluster.ts';
import { pendingDeliveries } from '../../store/jobs.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { type ServerFacts, serverFacts } from '../../store/queries/server.ts';
import type { Store } from '../../store/store.ts';
import { codeOf, messageOf, oneLine } from '../failure.ts';
import { compareFingerprintKey } from '../fingerprint-key.ts';
import type { Log } from '../log.ts';
import { withStore } from '../with-store.ts';
import { type Check, ok, problem, warning } from './check.ts';
import { checkPulls } from './pull-checks.ts';
import { checkSources } from './source-checks.ts';

const OLDEST_POSTGRES = 14;
const MAX_SKEW_MS = 2_000;
const SLOW_DELIVERY_MS = 15 * 60_000;

/** The database: there, new enough, of this version's schema, with our fingerprint key, and its queue of deliveries. */
export async function checkDatabase(settings: Settings, log: Log): Promise<Check[]> {
  const embedded = settings.databaseUrl === null;
  const checks: Check[] = [];
  try {
    if (embedded) {
      await findBinaries();
      checks.push(ok('embedded PostgreSQL', 'its programs are installed'));
      if (!existsSync(clusterPath(settings.dataDir))) {
        return [
          ...checks,
          ok('database', `not there yet: "zoom-monitor serve" makes it in ${settings.dataDir}`),
        ];
      }
    }
    return [...checks, ...(await withStore(settings, log, (store) => checkStore(store, settings)))];
  } catch (error) {
    return [...checks, problem('database', `${messageOf(error)} (${codeOf(error)})`, whatToDo(embedded))];
  }
}

const whatToDo = (embedded: boolean): string =>
  embedded
    ? 'See postgres.log in DATA_DIR; docs/operations.md lists the codes.'
    : 'Check DATABASE_URL: host, port, user, password, and that the server accepts connections from here.';

async function checkStore(store: Store, settings: Settings): Promise<Check[]> {
  const asked = Date.now();
  const facts = await serverFacts(store);
  const checks = [checkVersion(facts), checkSkew(facts.now.getTime(), asked, Date.now())];
  const pending = await pendingMigrations(store);
  if (pending.length > 0) {
    const todo = 'Run "zoom-monitor migrate", or start the service, which does so.';
    return [...checks, warning('schema', `${pending.length} migrations are not applied yet`, todo)];
  }
  return [
    ...checks,
    ok('schema', 'up to date'),
    checkFingerprintKey(await compareFingerprintKey(store, settings)),
    await checkDeliveries(store, asked),
    ...(await checkPulls(store, settings, asked)),
    ...(await checkSources(store, asked)),
  ];
}

function checkVersion({ version, majorVersion, size }: ServerFacts): Check {
  const message = `PostgreSQL ${version}, ${(size / 1024 ** 2).toFixed(0)} MB`;
  if (majorVersion >= OLDEST_POSTGRES) return ok('database', message);
  return problem('database', `${message} is too old`, `Use PostgreSQL ${OLDEST_POSTGRES} or newer.`);
}

/** The server's time lies between `asked` and `answered` when the clocks agree. All in epoch milliseconds. */
export function checkSkew(serverTime: number, asked: number, answered: number): Check {
  const skew = serverTime < asked ? asked - serverTime : Math.max(0, serverTime - answered);
  if (skew <= MAX_SKEW_MS) return ok('clocks', 'this machine and the database agree');
  const message = `this machine and the database are ${(skew / 1000).toFixed(0)} s apart`;
  return warning('clocks', message, 'Run NTP on both.');
}

function checkFingerprintKey(state: Awaited<ReturnType<typeof compareFingerprintKey>>): Check {
  if (state === 'same') return ok('fingerprint key', 'the one that the database was set up with');
  if (state === 'none yet')
    return ok('fingerprint key', 'none yet: the service settles it at its first start');
  return problem(
    'fingerprint key',
    'not the one that the database was set up with, or none',
    'Set FINGERPRINT_KEY as on the other replicas; "zoom-monitor serve" says more.',
  );
}

async function checkDeliveries(store: Store, now: number): Promise<Check> {
  const { queued, failing, oldestAt, lastError } = await pendingDeliveries(store);
  const message = `${queued} waiting, ${failing} of them tried in vain`;
  const slow = oldestAt !== null && now - oldestAt.getTime() > SLOW_DELIVERY_MS;
  if (failing === 0 && !slow) return ok('deliveries', message);
  const reason = lastError === null ? '' : `; the last error: ${oneLine(lastError).slice(0, 200)}`;
  return warning('deliveries', `${message}${reason}`, 'Check SLACK_WEBHOOK_URL, and that the service runs.');
}

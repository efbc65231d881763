import type { AddressInfo } from 'node:net';
import { createOidcClient, type OidcClient } from '../access/oidc.ts';
import { missingOidcSettings, oidcSettings } from '../access/oidc-settings.ts';
import { startPuller } from '../collect/puller.ts';
import type { SettingDescription } from '../config/describe.ts';
import { ensureDataDir, readOrMakeKeyFile } from '../config/key-files.ts';
import type { Settings } from '../config/settings.ts';
import { MINUTE } from '../core/time.ts';
import { openGeo } from '../enrich/geo.ts';
import { buildApp } from '../http/app.ts';
import { startBudgetWatch } from '../monitor/budget-watch.ts';
import { createMonitor, type Monitor } from '../monitor/monitor.ts';
import { pullSink } from '../monitor/pull-sink.ts';
import { startQuotaWatch } from '../monitor/quota-watch.ts';
import { startRetention } from '../monitor/retention.ts';
import { startSilenceWatch } from '../monitor/silence-watch.ts';
import { startTimelineCounter } from '../monitor/timeline-counter.ts';
import type { SlackSettings } from '../notify/alert-delivery.ts';
import { startNotifier } from '../notify/notifier.ts';
import { migrateToLatest } from '../store/migrate.ts';
import { openDatabase } from '../store/open-database.ts';
import { openStore, type Store } from '../store/store.ts';
import { CliError, codeOf } from './failure.ts';
import { agreedFingerprintKey } from './fingerprint-key.ts';
import type { Log } from './log.ts';
import { waitForDatabase } from './wait-for-database.ts';
import { zoomAccess } from './zoom-access.ts';

/** Leaves the rest of the ten seconds of shutdown.ts to the database. */
const REQUEST_GRACE_MS = 5_000;

export interface Service {
  /** `http://127.0.0.1:8080`, as this machine reaches it. */
  readonly address: string;
  readonly adminKey: AdminKey | null;
  readonly store: Store;
  readonly monitor: Monitor;
  /** Stops accepting, finishes what is in flight, then closes everything in the order of its dependence. */
  close(): Promise<void>;
}

/** The key of the role admin that is in force beside those in the database. */
export interface AdminKey {
  readonly key: string;
  /** The file that it was read from or made in; null: it is the setting ADMIN_KEY. */
  readonly path: string | null;
  readonly made: boolean;
}

/**
 * Starts the whole service: database, schema, detection, deliveries, HTTP. What was opened is closed again when a
 * later step fails.
 *
 * @param described the settings as admins may see them
 * @throws {StoreError | CliError | KeyFileError} one line that says what to do
 */
export async function startService(
  settings: Settings,
  log: Log,
  described: readonly SettingDescription[] = [],
): Promise<Service> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return { ...(await start(settings, log, described, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  settings: Settings,
  log: Log,
  described: readonly SettingDescription[],
  closers: (() => Promise<void>)[],
): Promise<Omit<Service, 'close'>> {
  ensureDataDir(settings.dataDir);
  const geo = await openGeo({
    asnDb: settings.asnDb ?? undefined,
    countryDb: settings.countryDb ?? undefined,
    onError: (error) => log.error(error.message),
  });
  closers.push(async () => geo.close());
  const database = await openDatabase({
    ...(settings.databaseUrl === null ? {} : { databaseUrl: settings.databaseUrl }),
    dataDir: settings.dataDir,
    purpose: 'serve',
    log,
  });
  closers.push(() => database.close());
  const store = openStore(database.connectionString, {
    onConnectionError: (error) => log.warn(`a connection to the database broke: ${error.message}`),
  });
  closers.push(() => store.close());
  await waitForDatabase(store, log);
  for (const name of await migrateToLatest(store, { log })) log.info(`applied migration ${name}`);

  const adminKey = adminKeyOf(settings);
  const fingerprintKey = await agreedFingerprintKey(store, settings);
  const detection = { budget: settings.alertBudget, timeZone: settings.timeZone };
  const monitor = createMonitor(store, detection);
  closers.push(() => monitor.close());
  const notifier = await startNotifier({
    store,
    connectionString: database.connectionString,
    settings: slackSettings(settings),
    log,
  });
  closers.push(() => notifier.close());
  const watch = startBudgetWatch(store, detection.budget, log);
  closers.push(() => watch.close());
  const silence = startSilenceWatch(store, log);
  closers.push(() => silence.close());
  const quotas = startQuotaWatch(store, monitor, log);
  closers.push(() => quotas.close());
  const counter = startTimelineCounter(store, log);
  closers.push(() => counter.close());
  const access = zoomAccess(settings);
  if (access !== null) {
    const sink = pullSink(store, detection, monitor);
    closers.push(() => sink.close());
    const intake = {
      store,
      sink,
      fingerprintKey,
      retentionDays: settings.retentionDays,
      geo: geo.lookUp,
      now: Date.now,
    };
    const puller = startPuller({ access, intake, everyMs: settings.zoomPullMinutes * MINUTE, log });
    closers.push(() => puller.close());
  }
  if (settings.retentionDays !== null) {
    const retention = startRetention(store, settings.retentionDays, log);
    closers.push(() => retention.close());
  }
  const app = await buildApp({
    store,
    monitor,
    settings: { ...settings, adminKey: adminKey?.key ?? null, fingerprintKey },
    geo: geo.lookUp,
    oidc: issuerOf(settings, log),
    slack: slackSettings(settings),
    described,
  });
  closers.push(() => closeHttp(app));
  await listen(settings, () => app.listen({ host: settings.host, port: settings.port }));
  return { address: addressOf(app.server.address() as AddressInfo), adminKey, store, monitor };
}

/** With a database of the operator's own, `keys create` makes the first key, so that no file is made in a container. */
function adminKeyOf(settings: Settings): AdminKey | null {
  if (settings.adminKey !== null) return { key: settings.adminKey, path: null, made: false };
  return settings.databaseUrl === null ? readOrMakeKeyFile(settings.dataDir, 'admin-key') : null;
}

/** Never asked at the start: an issuer that is down must not keep the service from starting. */
function issuerOf(settings: Settings, log: Log): OidcClient | null {
  const missing = missingOidcSettings(settings);
  if (missing.length > 0)
    log.warn(
      `nobody can sign in by OpenID Connect: ${missing.join(' and ')} not set (see "zoom-monitor doctor")`,
    );
  const issuer = oidcSettings(settings);
  return issuer === null ? null : createOidcClient(issuer);
}

/** Plain http is accepted for a relay on this machine alone (config/values.ts). */
const slackSettings = ({ slackWebhookUrl, publicUrl }: Settings): SlackSettings => ({
  slackWebhookUrl: slackWebhookUrl ?? undefined,
  publicUrl: publicUrl ?? undefined,
  allowPrivate: slackWebhookUrl?.startsWith('http:') ?? false,
});

/** Requests that run may end, but a caller who never comes to an end must not keep us from stopping in order. */
async function closeHttp(app: Awaited<ReturnType<typeof buildApp>>): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), REQUEST_GRACE_MS);
  await app.close();
  clearTimeout(cut);
}

async function listen(settings: Settings, begin: () => Promise<unknown>): Promise<void> {
  try {
    await begin();
  } catch (error) {
    const [place, code] = [`HOST=${settings.host} PORT=${settings.port}`, codeOf(error)];
    if (code === 'EADDRINUSE') {
      throw new CliError(
        'port_in_use',
        `Another program listens at ${place}. Set PORT to another port, or 0 for any.`,
        {
          cause: error,
        },
      );
    }
    throw new CliError('cannot_listen', `Cannot listen at ${place} (${code}). Check HOST and PORT.`, {
      cause: error,
    });
  }
}

/** A service that listens everywhere is reached here by loopback. */
function addressOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}

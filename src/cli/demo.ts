import { join } from 'node:path';
import { readSettings, type Settings } from '../config/settings.ts';
import { credentialIdOf } from '../ingest/identity.ts';
import { demoMonth } from '../scenario/demo.ts';
import { emptyForDemonstration, nameCredentials } from '../store/queries/demonstration.ts';
import { DemoClient } from './demo-client.ts';
import { type DemoResult, demoReport, leakWasFound } from './demo-report.ts';
import { parseWhole } from './duration.ts';
import { CliError, usageError } from './failure.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { type Log, openCommandLog } from './log.ts';
import { Progress } from './progress.ts';
import { whereTheAdminKeyIs } from './serve.ts';
import { type Service, startService } from './service.ts';
import { closeOnSignals } from './shutdown.ts';

export interface DemoOptions {
  readonly exit?: boolean;
  readonly port?: string;
}

/** About what a month comes to; for the bar only. */
const ABOUT_EVENTS = 54_000;

/**
 * `demo`: the whole service on a database of its own, a month of made-up traffic with a theft in it through the real
 * API, and what came of it. Goes on serving until it is told to stop; with `--exit` it ends, with 1 when the theft
 * was not alerted.
 */
export async function demo(options: DemoOptions, io: Io): Promise<number> {
  const began = performance.now();
  const port = options.port === undefined ? undefined : parsePort(options.port);
  const given = readSettings(io.env);
  const settings = demoSettings(given, port);
  const log = openCommandLog(io, settings.logLevel);
  if (given.databaseUrl !== null)
    tell(io, 'DATABASE_URL is left alone: a demonstration keeps a database of its own.');
  tell(io, `Starting the service with a database of its own in ${settings.dataDir}`);

  const mayMove = port === undefined && !io.env['PORT']?.trim();
  const starting = startAnywhere(settings, mayMove, log, io);
  closeOnSignals(log, async () => {
    await starting.then(
      (service) => service.close(),
      () => undefined,
    );
  });
  const service = await starting;
  let result: DemoResult;
  try {
    result = await play(service, settings, began, io);
  } catch (error) {
    await service.close();
    throw error;
  }
  for (const line of demoReport(result)) say(io, line);
  const code = leakWasFound(result) ? EXIT.ok : EXIT.failed;
  if (options.exit === true) {
    await service.close();
    return code;
  }
  // The key of a demonstration opens nothing else; in a log it has no business all the same.
  const door = io.stdout.isTTY === true && service.adminKey !== null ? `/#key=${service.adminKey.key}` : '';
  say(io, `Open ${service.address}${door} to see it. ${whereTheAdminKeyIs(service.adminKey, io)}.`);
  tell(io, 'Serving until you press Ctrl-C. A later demonstration begins anew.');
  return new Promise<number>(() => {});
}

/**
 * A folder of its own below DATA_DIR: a demonstration empties its database at the start, and must never meet a real
 * one. Nobody outside is told of made-up alerts, and no limit slows the player down.
 */
function demoSettings(given: Settings, port: number | undefined): Settings {
  return {
    ...given,
    databaseUrl: null,
    dataDir: join(given.dataDir, 'demo'),
    port: port ?? given.port,
    slackWebhookUrl: null,
    rateLimitMax: 0,
    retentionDays: null,
    // A line for each request would drown the report.
    logLevel: given.logLevel === 'info' ? 'warn' : given.logLevel,
  };
}

/** When the usual port is taken and nobody asked for it, any other will do. */
async function startAnywhere(settings: Settings, mayMove: boolean, log: Log, io: Io): Promise<Service> {
  try {
    return await startService(settings, log);
  } catch (error) {
    if (!mayMove || !(error instanceof CliError) || error.code !== 'port_in_use') throw error;
    tell(io, `Port ${settings.port} is taken; using another.`);
    return startService({ ...settings, port: 0 }, log);
  }
}

async function play(service: Service, settings: Settings, began: number, io: Io): Promise<DemoResult> {
  if (!(await emptyForDemonstration(service.store))) {
    throw new CliError(
      'not_a_demonstration',
      `${settings.dataDir} holds data that no demonstration made. Nothing was changed. Set DATA_DIR to another folder.`,
    );
  }
  const month = demoMonth(Date.now());
  await nameCredentials(
    service.store,
    month.credentials.map((entry) => ({ ...entry, credentialId: credentialIdOf(entry.credential) })),
  );
  const client = new DemoClient(service.address, service.adminKey?.key ?? '');
  const key = await client.ingestKey(Date.now());
  tell(io, `Playing ${month.credentials.length} integrations through POST /v1/events, 30 days up to now`);
  const played = await client.play(month.events(), key, new Progress(io.stderr, 'playing', ABOUT_EVENTS));
  const { ringing, quiet } = await client.alerts();
  return { month, played, ringing, quiet, seconds: (performance.now() - began) / 1_000 };
}

function parsePort(text: string): number {
  const port = parseWhole('--port', text, 0);
  if (port > 65_535) throw usageError(`--port must be 0 to 65535, not "${text}"`);
  return port;
}

import { readSettings } from '../config/settings.ts';
import { type Budget, parseBudget } from '../core/budget-text.ts';
import { credentialIdOf, normaliseIdentifier } from '../ingest/identity.ts';
import { parseTime } from '../ingest/time.ts';
import type { BacktestRequest } from '../monitor/backtest.ts';
import { runBacktest } from '../monitor/backtest-result.ts';
import { credentialExists } from '../store/queries/credentials.ts';
import type { Store } from '../store/store.ts';
import { backtestText } from './backtest-report.ts';
import { CliError, usageError } from './failure.ts';
import { EXIT, type Io, say } from './io.ts';
import { openLog } from './log.ts';
import { Progress } from './progress.ts';
import { withCurrentStore } from './with-store.ts';

export interface BacktestOptions {
  readonly budget?: string;
  readonly from?: string;
  readonly to?: string;
  readonly credential?: string;
  readonly rescore?: boolean;
  readonly json?: boolean;
}

/** `backtest`: which alerts a budget would have raised on the stored history. Changes nothing. */
export async function runBacktestCommand(options: BacktestOptions, io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const budget = options.budget === undefined ? null : readBudget(options.budget);
  const from = readMoment('--from', options.from);
  const to = readMoment('--to', options.to);
  if (from !== null && to !== null && from >= to) throw usageError('--to must be later than --from.');
  const log = openLog(io, settings.logLevel);
  return withCurrentStore(settings, log, async (store) => {
    const credentialId = options.credential === undefined ? null : await findId(store, options.credential);
    const request: BacktestRequest = { budget, from, to, credentialId, rescore: options.rescore === true };
    const progress = new Progress(io.stderr, 'looking back', 1);
    let before = 0;
    const detection = { budget: settings.alertBudget, timeZone: settings.timeZone };
    const result = await runBacktest(store, request, detection, {
      onProgress: (share) => {
        progress.add(share - before);
        before = share;
      },
    });
    progress.end();
    for (const line of options.json === true ? [JSON.stringify(result)] : backtestText(result)) say(io, line);
    return EXIT.ok;
  });
}

function readBudget(text: string): Budget {
  try {
    return parseBudget(text);
  } catch (error) {
    if (error instanceof RangeError) throw usageError(`--budget: ${error.message}.`);
    throw error;
  }
}

function readMoment(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = parseTime(text);
  if (time === null) throw usageError(`${option} takes a time such as 2026-10-01T00:00:00Z, not "${text}".`);
  return time;
}

/** By the identifier, else by the uuid that the service gave it. */
async function findId(store: Store, text: string): Promise<string> {
  const identifier = normaliseIdentifier(text);
  const id = identifier === null ? null : credentialIdOf(identifier);
  if (id !== null && (await credentialExists(store, id))) return id;
  if (UUID.test(text) && (await credentialExists(store, text))) return text.toLowerCase();
  throw new CliError(
    'no_such_credential',
    'There is no credential of this name in the database. Nothing was looked at. Check the identifier.',
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

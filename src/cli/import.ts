import { readSettings, type Settings } from '../config/settings.ts';
import type { AccessEvent } from '../core/event.ts';
import { count, number } from '../core/explain/numbers.ts';
import { DAY, toIso } from '../core/time.ts';
import { openGeo } from '../enrich/geo.ts';
import { type LogFile, openLogFile } from '../ingest/history/log-file.ts';
import { type History, openHistory } from '../ingest/history/read-history.ts';
import { ReaderOptionsError } from '../ingest/readers/field-map.ts';
import { createMonitor } from '../monitor/monitor.ts';
import { recordRejections } from '../store/queries/rejections.ts';
import type { Store } from '../store/store.ts';
import { usageError } from './failure.ts';
import { agreedFingerprintKey } from './fingerprint-key.ts';
import { type HistoryCommandOptions, parseLearnUntil, readerOptionsOf } from './history-options.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { openLog } from './log.ts';
import { Progress } from './progress.ts';
import { withCurrentStore } from './with-store.ts';

/** Events that go into one call of the monitor, at most: one transaction for each of its queues. */
const CHUNK = 5_000;
/** How much time they may span: a day is counted for calibration once all credentials have come past the next one. */
const CHUNK_SPAN = DAY;

interface Counts {
  accepted: number;
  duplicate: number;
  rejected: number;
}

/**
 * `import`: history into the service's database, through the path that live events take. Up to --learn-until it is
 * only learnt, later hours are scored. Running it again adds nothing, so an interrupted import is simply repeated.
 */
export async function importHistory(
  paths: readonly string[],
  options: HistoryCommandOptions & { readonly source: string },
  io: Io,
): Promise<number> {
  const settings = readSettings(io.env);
  const learnUntil = parseLearnUntil(options.learnUntil);
  const files: LogFile[] = [];
  for (const path of paths) files.push(await openLogFile(path));
  const log = openLog(io, settings.logLevel);
  const geo = await openGeo({
    asnDb: settings.asnDb ?? undefined,
    countryDb: settings.countryDb ?? undefined,
  });
  try {
    return await withCurrentStore(settings, log, async (store) => {
      const reader = readerOptionsOf(options, await agreedFingerprintKey(store, settings), {
        now: Date.now(),
        notBefore: undefined,
        geo: geo.lookUp,
        source: options.source,
      });
      const size = files.reduce((sum, file) => sum + file.size, 0);
      const surveying = new Progress(io.stderr, 'reading times', size);
      const history = await openHistory(files, reader, (bytes) => surveying.add(bytes));
      surveying.end();
      const until = learnUntil ?? (history.newest ?? 0) + 1;
      const counts = await load(history, store, settings, options.source, until, io, size);
      return summarise(history, counts, until, io);
    });
  } catch (error) {
    if (error instanceof ReaderOptionsError) throw usageError(error.message);
    throw error;
  } finally {
    geo.close();
  }
}

async function load(
  history: History,
  store: Store,
  settings: Settings,
  source: string,
  learnUntil: number,
  io: Io,
  size: number,
): Promise<Counts> {
  const detection = { budget: settings.alertBudget, timeZone: settings.timeZone };
  const monitor = createMonitor(store, detection, learnUntil);
  const counts: Counts = { accepted: 0, duplicate: 0, rejected: 0 };
  const progress = new Progress(io.stderr, 'importing', size);
  try {
    for await (const { events, rejections } of history.read((bytes) =>
      progress.add(bytes, `${number(counts.accepted)} new`),
    )) {
      const codes = new Map<string, number>();
      const countCode = (code: string): unknown => codes.set(code, (codes.get(code) ?? 0) + 1);
      for (const { code } of rejections) countCode(code);
      for (const chunk of chunksOf(events)) {
        const outcomes = await monitor.accept(chunk, 'bulk', { sender: 'import' });
        for (const outcome of outcomes) {
          counts[outcome.kind] += 1;
          if (outcome.kind === 'rejected') countCode(outcome.code);
        }
      }
      counts.rejected += rejections.length;
      await recordRejections(store, { source, counts: codes, samples: rejections }, Date.now());
    }
  } finally {
    progress.end();
    await monitor.close();
  }
  return counts;
}

/** @param events in order of time */
function* chunksOf(events: readonly AccessEvent[]): Generator<AccessEvent[]> {
  let from = 0;
  for (let i = 1; i <= events.length; i += 1) {
    const full = i - from === CHUNK || i === events.length;
    if (!full && events[i]!.time - events[from]!.time <= CHUNK_SPAN) continue;
    yield events.slice(from, i);
    from = i;
  }
}

function summarise(history: History, counts: Counts, learnUntil: number, io: Io): number {
  say(
    io,
    `${count(counts.accepted, 'event')} added, ${number(counts.duplicate)} already there, ` +
      `${number(counts.rejected)} lines rejected; learnt until ${toIso(learnUntil)}`,
  );
  for (const { file, samples } of history.surveys) {
    for (const { line, code, message } of samples) tell(io, `  ${file.name}:${line} ${code}: ${message}`);
  }
  return counts.accepted + counts.duplicate === 0 ? EXIT.failed : EXIT.ok;
}

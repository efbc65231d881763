import { randomBytes } from 'node:crypto';
import { parseTimeZone } from '../config/values.ts';
import { type Budget, parseBudget } from '../core/budget-text.ts';
import type { AccessEvent } from '../core/event.ts';
import { isAlarm } from '../core/severity.ts';
import { REORDER_WINDOW, toIso } from '../core/time.ts';
import { openGeo } from '../enrich/geo.ts';
import { type LogFile, openLogFile } from '../ingest/history/log-file.ts';
import { openHistory } from '../ingest/history/read-history.ts';
import { readUses } from '../ingest/history/read-uses.ts';
import { mergeByTime, type OrderedBatch } from '../ingest/history/reorder.ts';
import type { Survey } from '../ingest/history/survey.ts';
import type { ReaderOptions } from '../ingest/read-stream.ts';
import { ReaderOptionsError } from '../ingest/readers/field-map.ts';
import { Analyzer } from '../monitor/analyze.ts';
import { type AnalysisReport, analysisJson, analysisText } from './analysis-report.ts';
import { analyzeCounts } from './analyze-counts.ts';
import { usageError } from './failure.ts';
import { type HistoryCommandOptions, parseLearnUntil, readerOptionsOf } from './history-options.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { Progress } from './progress.ts';

export interface AnalyzeOptions extends HistoryCommandOptions {
  readonly timeZone: string;
  readonly budget: string;
  readonly asnDb?: string;
  readonly countryDb?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly scores?: string;
}

/** Few enough events that most are forgotten again before the garbage collector looks. */
const BATCH = 256;
/** Share of the span that is only learnt when nobody says otherwise. */
const LEARNING_SHARE = 2 / 3;

/** `analyze`: the whole detector on files, without a database. */
export async function analyze(paths: readonly string[], options: AnalyzeOptions, io: Io): Promise<number> {
  if (options.format === 'counts') {
    refuseEventOptions(options);
    return analyzeCounts(paths, { ...options, timeZone: readTimeZone(options.timeZone) }, io);
  }
  if (options.scores !== undefined) throw usageError('--scores goes with --format counts alone.');
  const learnUntil = parseLearnUntil(options.learnUntil);
  const settings = {
    budget: readBudget(options.budget),
    timeZone: readTimeZone(options.timeZone),
  };
  const geo = await openGeo({ asnDb: options.asnDb, countryDb: options.countryDb });
  const reader: ReaderOptions = {
    ...readerOptionsOf(options, randomBytes(32), {
      now: Date.now(),
      notBefore: undefined,
      geo: geo.lookUp,
      source: undefined,
    }),
    batch: BATCH,
  };
  try {
    const report =
      paths.length === 1 && paths[0] === '-'
        ? await analyzeStream(io, reader, learnUntil, settings)
        : await analyzeFiles(paths, io, reader, learnUntil, settings);
    for (const line of options.json === true ? [analysisJson(report)] : analysisText(report)) say(io, line);
    return exitCodeOf(report, options.strict === true, io);
  } catch (error) {
    if (error instanceof ReaderOptionsError) throw usageError(error.message);
    throw error;
  } finally {
    geo.close();
  }
}

/** A count series has rows and no events: an option that would change nothing is a misunderstanding. */
function refuseEventOptions(options: AnalyzeOptions): void {
  for (const name of ['learnUntil', 'credential', 'map', 'asnDb', 'countryDb'] as const) {
    if (options[name] === undefined) continue;
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw usageError(`--${flag} says nothing of a count series: leave it out with --format counts.`);
  }
}

type DetectorOptions = Omit<ConstructorParameters<typeof Analyzer>[0], 'learnUntil'>;

async function analyzeFiles(
  paths: readonly string[],
  io: Io,
  reader: ReaderOptions,
  learnUntil: number | null,
  settings: DetectorOptions,
): Promise<AnalysisReport> {
  if (paths.includes('-'))
    throw usageError('"-" (stdin) stands alone: files are read twice, a stream only once.');
  const files: LogFile[] = [];
  for (const path of paths) files.push(await openLogFile(path));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const surveying = new Progress(io.stderr, 'reading times', size);
  const history = await openHistory(files, reader, (bytes) => surveying.add(bytes));
  surveying.end();
  const until = learnUntil ?? defaultLearnUntil(history.oldest, history.newest);
  const analyzer = new Analyzer({ ...settings, learnUntil: until });
  const working = new Progress(io.stderr, 'analysing', size);
  for await (const batch of history.readUses((bytes) => working.add(bytes))) analyzer.add(batch);
  working.end();
  return {
    learnUntil: until,
    oldest: history.oldest,
    newest: history.newest,
    rejected: history.surveys.reduce((sum, survey) => sum + survey.rejected, 0),
    samples: history.surveys.flatMap(samplesOf),
    analysis: analyzer.finish(),
  };
}

/** A stream is read once: events may stand 90 minutes out of order, the learning time has to be said. */
async function analyzeStream(
  io: Io,
  reader: ReaderOptions,
  learnUntil: number | null,
  settings: DetectorOptions,
): Promise<AnalysisReport> {
  if (learnUntil === null)
    throw usageError('stdin needs --learn-until: its span is not known until its end.');
  const analyzer = new Analyzer({ ...settings, learnUntil });
  let rejected = 0;
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const samples: AnalysisReport['samples'] = [];
  const batches = mergeByTime([{ batches: readUses(io.stdin, reader), disorder: REORDER_WINDOW }]);
  for await (const batch of batches) {
    analyzer.add(batch);
    rejected += batch.rejections.length;
    samples.push(...batch.rejections.slice(0, 10 - samples.length).map((one) => ({ ...one, file: 'stdin' })));
    [oldest, newest] = widen(batch, oldest, newest);
  }
  const none = newest < oldest;
  return {
    learnUntil,
    oldest: none ? null : oldest,
    newest: none ? null : newest,
    rejected,
    samples,
    analysis: analyzer.finish(),
  };
}

const samplesOf = ({ file, samples }: Survey): AnalysisReport['samples'] =>
  samples.map((sample) => ({ ...sample, file: file.name }));

function widen(
  { events }: OrderedBatch<Pick<AccessEvent, 'time'>>,
  oldest: number,
  newest: number,
): [number, number] {
  return [Math.min(oldest, events[0]?.time ?? oldest), Math.max(newest, events.at(-1)?.time ?? newest)];
}

const defaultLearnUntil = (oldest: number | null, newest: number | null): number =>
  oldest === null || newest === null ? 0 : Math.round(oldest + (newest - oldest) * LEARNING_SHARE);

function readBudget(text: string): Budget {
  try {
    return parseBudget(text);
  } catch (error) {
    throw usageError(`--budget: ${(error as RangeError).message}.`);
  }
}

function readTimeZone(text: string): string {
  try {
    return parseTimeZone(text);
  } catch {
    throw usageError(`--time-zone takes an IANA name such as Europe/Berlin, not "${text}".`);
  }
}

function exitCodeOf({ analysis, rejected, learnUntil }: AnalysisReport, strict: boolean, io: Io): number {
  if (analysis.accepted === 0) {
    tell(
      io,
      'zoom-monitor: no event could be read: check --format and --credential, or look at the rejected lines.',
    );
    return EXIT.failed;
  }
  if (strict && rejected + analysis.outOfOrder > 0) {
    tell(
      io,
      `zoom-monitor: ${rejected + analysis.outOfOrder} lines were rejected, and --strict allows none.`,
    );
    return EXIT.failed;
  }
  if (analysis.findings.some(isAlarm)) return EXIT.found;
  if (learnUntil > Date.now())
    tell(io, `Nothing was scored: --learn-until ${toIso(learnUntil)} is in the future.`);
  return EXIT.ok;
}

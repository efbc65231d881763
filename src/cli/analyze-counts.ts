import { CountDetector } from '../core/counts/detector.ts';
import { count } from '../core/explain/numbers.ts';
import { localHourOfWeek } from '../core/stats/week.ts';
import { hourOf } from '../core/time.ts';
import type { ByteStream } from '../ingest/bytes.ts';
import { readCountSeries } from '../ingest/count-series.ts';
import { gunzipIfNeeded } from '../ingest/gunzip.ts';
import { openLogFile } from '../ingest/history/log-file.ts';
import { CountReport } from './count-report.ts';
import { usageError } from './failure.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { Progress } from './progress.ts';
import { ScoreFile } from './score-file.ts';

export interface CountOptions {
  /** IANA name, already checked. */
  readonly timeZone: string;
  readonly scores?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `analyze --format counts`: the volume detector alone on one count series, read once, in the order of its rows.
 *
 * @returns 3 when a row is an alarm, 0 when none is, 1 when no row (with `strict`: not every line) could be read
 * @throws CliError
 */
export async function analyzeCounts(
  paths: readonly string[],
  { timeZone, scores: scorePath, strict, json }: CountOptions,
  io: Io,
): Promise<typeof EXIT.ok | typeof EXIT.failed | typeof EXIT.found> {
  const path = paths[0] ?? '-';
  if (paths.length > 1) throw usageError('--format counts takes one series, one file, at a time.');
  const { bytes, size } = await open(path, io);
  const scores = scorePath === undefined ? null : await ScoreFile.open(scorePath, path);
  const progress = new Progress(io.stderr, 'scoring', size);
  const detector = new CountDetector();
  const report = new CountReport();
  try {
    for await (const { rows, rejections } of readCountSeries(bytes((taken) => progress.add(taken)))) {
      for (const row of rows) {
        const judgement = detector.next(localHourOfWeek(hourOf(row.time), timeZone), row.value);
        report.add(row, judgement);
        scores?.add(row, judgement);
      }
      for (const rejection of rejections) report.reject(rejection);
      await scores?.flush();
    }
    await scores?.flush();
  } finally {
    progress.end();
    await scores?.close();
  }
  for (const line of json === true ? [report.json()] : report.text(path === '-' ? 'stdin' : path))
    say(io, line);
  return exitCodeOf(report, strict === true, io);
}

type Opened = { readonly size: number; bytes(onRead: (bytes: number) => void): ByteStream };

async function open(path: string, io: Io): Promise<Opened> {
  if (path === '-') return { size: 0, bytes: () => gunzipIfNeeded(io.stdin) };
  const file = await openLogFile(path);
  return { size: file.size, bytes: (onRead) => file.open(onRead) };
}

function exitCodeOf(
  report: CountReport,
  strict: boolean,
  io: Io,
): typeof EXIT.ok | typeof EXIT.failed | typeof EXIT.found {
  if (report.rows === 0) {
    tell(io, 'zoom-monitor: no row could be read: a count series has lines of timestamp,value.');
    return EXIT.failed;
  }
  if (strict && report.rejected > 0) {
    tell(
      io,
      `zoom-monitor: ${count(report.rejected, 'line')} ${report.rejected === 1 ? 'was' : 'were'} rejected, and --strict allows none.`,
    );
    return EXIT.failed;
  }
  return report.alarms > 0 ? EXIT.found : EXIT.ok;
}

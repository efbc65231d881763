import type { ByteStream } from './bytes.ts';
import { type Line, splitLines } from './lines.ts';
import { BYTE_PROBLEMS } from './rejection.ts';
import { parseTime } from './time.ts';

/** One row of a count series. */
export interface CountRow {
  /** As written. */
  readonly timestamp: string;
  readonly text: string;
  /** Epoch ms; without a zone the clock is taken for UTC. */
  readonly time: number;
  /** Any finite number: a measure may be fractional or negative. */
  readonly value: number;
}

/** A line that is no row. */
export interface CountRejection {
  /** 1-based. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface CountBatch {
  readonly rows: CountRow[];
  readonly rejections: CountRejection[];
}

/** Where a row keeps its two fields. */
interface Columns {
  readonly time: number;
  readonly value: number;
}

const PLAIN: Columns = { time: 0, value: 1 };
const TIME_NAMES = ['timestamp', 'time', 'date', 'datetime'];
const VALUE_NAMES = ['value', 'count', 'calls'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Reads `timestamp,value` lines (CSV), in batches, with memory that does not depend on their number. A header may name
 * the two columns in any place; without one the first two are taken. A line that is no row is a rejection, and the
 * others are read. No field may hold a comma.
 */
export async function* readCountSeries(bytes: ByteStream): AsyncGenerator<CountBatch, void> {
  let columns: Columns | null = null;
  for await (const lines of splitLines(bytes)) {
    const batch: CountBatch = { rows: [], rejections: [] };
    for (const line of lines) {
      const cells = line.text.split(',').map(unquote);
      if (columns === null && line.problem === null) {
        columns = headerOf(cells);
        if (columns !== null) continue;
        columns = PLAIN;
      }
      const row = readRow(line, cells, columns ?? PLAIN);
      if ('value' in row) batch.rows.push(row);
      else batch.rejections.push(row);
    }
    yield batch;
  }
}

function readRow(line: Line, cells: readonly string[], columns: Columns): CountRow | CountRejection {
  const reject = (code: string, message: string): CountRejection => ({ line: line.number, code, message });
  if (line.problem !== null) return reject(line.problem, BYTE_PROBLEMS[line.problem]);
  const timestamp = cells[columns.time] ?? '';
  const text = cells[columns.value];
  if (text === undefined) return reject('missing_field', 'the line has no value: write timestamp,value');
  const time = parseTime(timestamp);
  if (time === null)
    return reject('invalid_time', 'the timestamp cannot be read: write it as 2026-10-01T00:00:00Z');
  const value = Number(text);
  if (!NUMBER.test(text) || !Number.isFinite(value))
    return reject('invalid_value', 'the value is no finite number');
  return { timestamp, text, time, value };
}

/** A first line is a header when it names the columns, or when neither of its first two cells could be a row's. */
function headerOf(cells: readonly string[]): Columns | null {
  const names = cells.map((cell) => cell.toLowerCase());
  const time = names.findIndex((name) => TIME_NAMES.includes(name));
  const value = names.findIndex((name) => VALUE_NAMES.includes(name));
  if (time >= 0 && value >= 0) return { time, value };
  const row = parseTime(cells[0]) !== null || NUMBER.test(cells[1] ?? '');
  return row || cells.length < 2 ? null : PLAIN;
}

const unquote = (cell: string): string => {
  const trimmed = cell.trim();
  return trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1)
    : trimmed;
};

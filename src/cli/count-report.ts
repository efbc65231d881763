import { readVersion } from '../config/version.ts';
import { ALARM, type CountJudgement, type CountReason } from '../core/counts/detector.ts';
import { count, number, roundTo } from '../core/explain/numbers.ts';
import { toIso } from '../core/time.ts';
import type { CountRejection, CountRow } from '../ingest/count-series.ts';

/** Rows shown, the most unusual ones. */
const SHOWN = 10;
/** Rejected lines shown. */
const SAMPLES = 10;

interface JudgedRow {
  readonly row: CountRow;
  readonly judgement: CountJudgement;
}

/** What is told of a count series: made row by row, of constant size. */
export class CountReport {
  #rows = 0;
  #alarms = 0;
  #rejected = 0;
  #outOfOrder = 0;
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;
  readonly #samples: CountRejection[] = [];
  /** The most unusual rows, the worst first. */
  #worst: JudgedRow[] = [];

  get rows(): number {
    return this.#rows;
  }

  get rejected(): number {
    return this.#rejected;
  }

  get alarms(): number {
    return this.#alarms;
  }

  add(row: CountRow, judgement: CountJudgement): void {
    this.#rows += 1;
    if (row.time < this.#newest) this.#outOfOrder += 1;
    this.#oldest = Math.min(this.#oldest, row.time);
    this.#newest = Math.max(this.#newest, row.time);
    if (judgement.score >= ALARM) this.#alarms += 1;
    const last = this.#worst.at(-1)?.judgement.bits ?? 0;
    if (judgement.bits <= 0 || (this.#worst.length >= SHOWN && judgement.bits <= last)) return;
    this.#worst.push({ row, judgement });
    this.#worst.sort((a, b) => b.judgement.bits - a.judgement.bits);
    this.#worst = this.#worst.slice(0, SHOWN);
  }

  reject(rejection: CountRejection): void {
    this.#rejected += 1;
    if (this.#samples.length < SAMPLES) this.#samples.push(rejection);
  }

  /** The document of `analyze --format counts --json`. */
  json(): string {
    return JSON.stringify({
      version: readVersion(),
      rows: {
        read: this.#rows + this.#rejected,
        accepted: this.#rows,
        rejected: this.#rejected,
        out_of_order: this.#outOfOrder,
      },
      alarms: this.#alarms,
      most_anomalous: this.#worst.map(({ row, judgement }) => ({
        timestamp: row.timestamp,
        value: row.value,
        expected: judgement.expected,
        anomaly_score: judgement.score,
        bits: judgement.bits,
        reason: judgement.reason,
      })),
    });
  }

  /** The report to read. */
  text(file: string): string[] {
    const span = this.#rows === 0 ? '' : `, ${toIso(this.#oldest)} to ${toIso(this.#newest)}`;
    return [
      `${count(this.#rows, 'row')}${span}`,
      `${count(this.#rejected, 'line')} rejected, ${count(this.#outOfOrder, 'row')} older than one before (scored where they stand)`,
      ...this.#samples.map(({ line, code, message }) => `  ${file}:${line} ${code}: ${message}`),
      '',
      this.#alarms === 0
        ? `No row reaches an anomaly score of ${ALARM}.`
        : `${count(this.#alarms, 'row')} with an anomaly score of ${ALARM} or more.`,
      ...(this.#worst.length === 0
        ? []
        : ['The most unusual rows, the worst first:', ...this.#worst.map(line)]),
    ];
  }
}

const REASONS: Readonly<Record<CountReason, string>> = {
  value: 'far from every forecast',
  level: 'the last rows are off the usual level of these hours',
  record: 'never reached before',
};

function line({ row, judgement: { score, bits, expected, reason } }: JudgedRow): string {
  return `  ${score.toFixed(3)}  ${row.timestamp}  ${row.text}, expected about ${plain(expected)}: ${REASONS[reason]} (${number(bits)} bits)`;
}

const plain = (value: number): string => String(roundTo(value, 3));

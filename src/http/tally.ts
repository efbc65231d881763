import type { Rejection } from '../core/event.ts';
import { KEPT_PER_SOURCE_AND_HOUR, type RejectedLines } from '../store/queries/rejections.ts';

const SHOWN = 100;

/** What was wrong with lines that became events all the same. */
export interface Warnings {
  /** Lines with a field that made no sense and became null. */
  readonly unreadable_field: number;
  /** Lines with bytes that were not UTF-8. */
  readonly invalid_utf8: number;
}

/** What became of the lines that were read together. */
export interface SettledBatch {
  readonly accepted: number;
  readonly duplicate: number;
  readonly warnings: Warnings;
  /** In the order of their lines. */
  readonly rejections: readonly Rejection[];
  /** Number of the last line. */
  readonly lastLine: number;
}

/** What became of the lines of one request. Bounded, however many there are. */
export class Tally {
  accepted = 0;
  duplicate = 0;
  rejected = 0;
  warnings: Warnings = { unreadable_field: 0, invalid_utf8: 0 };
  readonly #counts = new Map<string, number>();
  readonly #samples: Rejection[] = [];
  #lastLine = 0;
  #lastRejection: Rejection | null = null;

  add(batch: SettledBatch): void {
    this.accepted += batch.accepted;
    this.duplicate += batch.duplicate;
    this.rejected += batch.rejections.length;
    this.warnings = {
      unreadable_field: this.warnings.unreadable_field + batch.warnings.unreadable_field,
      invalid_utf8: this.warnings.invalid_utf8 + batch.warnings.invalid_utf8,
    };
    for (const rejection of batch.rejections) {
      this.#counts.set(rejection.code, (this.#counts.get(rejection.code) ?? 0) + 1);
      if (this.#samples.length < KEPT_PER_SOURCE_AND_HOUR) this.#samples.push(rejection);
    }
    this.#lastLine = Math.max(this.#lastLine, batch.lastLine);
    this.#lastRejection = batch.rejections.at(-1) ?? this.#lastRejection;
  }

  /** A JSON document that is broken at its end, or of which nothing could be read. */
  get isBrokenJson(): boolean {
    const brokenEnd =
      this.#lastRejection?.code === 'malformed_json' && this.#lastRejection.line === this.#lastLine;
    const broken = this.#counts.get('malformed_json') ?? 0;
    return brokenEnd || (broken > 0 && broken === this.rejected && this.accepted + this.duplicate === 0);
  }

  /** What is to be kept of the rejected lines. */
  rejectedLines(source: string): RejectedLines {
    return { source, counts: this.#counts, samples: this.#samples };
  }

  /** The counts, and the first errors; warnings if there are any. */
  toAnswer(): {
    accepted: number;
    duplicate: number;
    rejected: number;
    errors: { line: number; code: string; message: string }[];
    warnings?: Warnings;
  } {
    const { unreadable_field: unreadable, invalid_utf8: damaged } = this.warnings;
    return {
      accepted: this.accepted,
      duplicate: this.duplicate,
      rejected: this.rejected,
      errors: this.#samples.slice(0, SHOWN).map(({ line, code, message }) => ({ line, code, message })),
      ...(unreadable + damaged > 0 ? { warnings: this.warnings } : {}),
    };
  }
}

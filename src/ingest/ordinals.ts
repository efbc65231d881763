/** Lines within which like ones are told apart; twice as many are remembered at most. */
const WINDOW = 131_072;

/**
 * Counts like lines of one file or request, so that a log with a resolution of one second may repeat itself: the
 * first is 0, the second 1. Memory is bounded: of lines that are alike their time is, too, so they stand close to
 * each other.
 */
export class OrdinalCounter {
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  /** How many lines with this hash there were before. */
  next(hash: string): number {
    const before = this.#young.get(hash) ?? this.#old.get(hash) ?? 0;
    if (this.#young.size >= WINDOW) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(hash, before + 1);
    return before;
  }
}

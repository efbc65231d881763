/** Bits taken off, so that a record by a hair, of which a drifting series sets many, is no alarm. */
const ALLOWANCE = 4;
/** Bits for each doubling of the overshoot, and the overshoot (in ranges seen) at which they begin to count: 1/50. */
const PER_DOUBLING = 2;
const STEEPNESS = 50;

/**
 * The largest and smallest value so far. Of n + 1 exchangeable values the last is the largest with probability
 * 1/(n + 1) (Rényi 1962: records are distribution-free), and it lies the farther out the rarer: a power law of the overshoot r,
 * in ranges seen, continues it: log2(n + 1) + 2·log2(1 + 50·r) − 4 bits. Catches what creeps up on every forecast.
 */
export class Records {
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #rows = 0;

  /** Bits of a record; 0 for a value inside the range. `grain` is the least range, in the unit of the values. */
  bits(value: number, grain: number): number {
    const beyond = Math.max(value - this.#high, this.#low - value);
    if (this.#rows === 0 || beyond <= 0) return 0;
    const overshoot = beyond / Math.max(this.#high - this.#low, grain);
    const bits = Math.log2(this.#rows + 1) + PER_DOUBLING * Math.log2(1 + STEEPNESS * overshoot) - ALLOWANCE;
    return Math.max(0, bits);
  }

  add(value: number): void {
    this.#low = Math.min(this.#low, value);
    this.#high = Math.max(this.#high, value);
    this.#rows += 1;
  }
}

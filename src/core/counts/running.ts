/**
 * Exponentially weighted mean with the weights of its start corrected: after one value it is that value, after many
 * each weighs half of the one `halfLife` values later.
 */
export class RunningMean {
  readonly #rate: number;
  #weight = 0;
  #mean = 0;

  /** @param halfLife in values */
  constructor(halfLife: number) {
    this.#rate = rateOf(halfLife);
  }

  get mean(): number {
    return this.#mean;
  }

  add(value: number): void {
    this.#weight += this.#rate * (1 - this.#weight);
    this.#mean += (this.#rate / this.#weight) * (value - this.#mean);
  }
}

/** Weight of the newest value for a half-life in values. */
export const rateOf = (halfLife: number): number => 1 - 2 ** (-1 / halfLife);

/** Mean of the values seen in one bin, of the first ones evenly, later of about the last `memory`. */
export class BinMean {
  #count = 0;
  #mean = 0;

  mean(otherwise: number): number {
    return this.#count === 0 ? otherwise : this.#mean;
  }

  add(value: number, memory: number): void {
    this.#count += 1;
    this.#mean += Math.max(1 / this.#count, 1 / memory) * (value - this.#mean);
  }
}

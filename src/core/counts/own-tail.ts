/** Bins of the histogram, and their width, in units of the statistic. */
const BINS = 512;
const WIDTH = 1 / 8;
/** The largest values that the tail is fitted to. */
const TOP = 8;
/** Pseudo-rows of the law 2^−s, which holds while there is no history. */
const PRIOR_ROWS = 50;
/** Pseudo-excesses of that law's mean excess, log2(e). */
const PRIOR_EXCESSES = 10;
/** Rows after which the past weighs half, and how often it is faded. */
const HALF_LIFE = 10_000;
const FADE_EVERY = 64;
const FADE = 2 ** (-FADE_EVERY / HALF_LIFE);

/**
 * How rare a statistic is in a series' own past. Up to the eighth largest value seen that is a share of the past
 * (counted in a fading histogram); beyond, an exponential tail is fitted to those eight: P(S ≥ s) = P(S ≥ u)·e^(−(s−u)/m),
 * m their mean excess over u. Peaks over threshold as in SPOT (Siffer et al., KDD 2017) with shape 0: the statistics are
 * logarithms already. It makes a model's surprise comparable between series that suit the model well and badly.
 */
export class OwnTail {
  readonly #histogram = new Float64Array(BINS);
  #total = 0;
  #rows = 0;

  /** −log2 of the share of the past in which the statistic was as large. */
  bits(statistic: number): number {
    const bin = binOf(statistic);
    let [count, excess, i] = [0, 0, BINS];
    // Each step down lengthens the excesses counted so far by a bin.
    while (i > 0 && count < TOP) {
      i -= 1;
      excess += count * WIDTH + this.#histogram[i]! * (WIDTH / 2);
      count += this.#histogram[i]!;
    }
    const threshold = i * WIDTH;
    if (statistic <= threshold) {
      for (; i > bin; i -= 1) count += this.#histogram[i - 1]!;
      return this.#bitsOf(count, statistic);
    }
    const mean = (excess + PRIOR_EXCESSES * Math.LOG2E) / (count + PRIOR_EXCESSES);
    return this.#bitsOf(count, threshold) + ((statistic - threshold) / mean) * Math.LOG2E;
  }

  add(statistic: number): void {
    const bin = binOf(statistic);
    this.#histogram[bin] = this.#histogram[bin]! + 1;
    this.#total += 1;
    this.#rows += 1;
    if (this.#rows % FADE_EVERY !== 0) return;
    for (let i = 0; i < BINS; i += 1) this.#histogram[i] = this.#histogram[i]! * FADE;
    this.#total *= FADE;
  }

  #bitsOf(count: number, statistic: number): number {
    return -Math.log2((count + PRIOR_ROWS * 2 ** -statistic) / (this.#total + PRIOR_ROWS));
  }
}

const binOf = (statistic: number): number => Math.min(BINS - 1, Math.max(0, Math.floor(statistic / WIDTH)));

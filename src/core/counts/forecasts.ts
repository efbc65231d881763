import { WEEK_HOURS } from '../stats/week.ts';
import { BinMean, RunningMean, rateOf } from './running.ts';
import { logStudentDensity, studentTail } from './student-tail.ts';

/** Rows after which the overall mean has half forgotten. */
const LONG = 2000;
/** Rows of one hour of the day, or of the week, that its mean remembers. */
const BIN_MEMORY = 32;
/** Half-life, in rows, of the recent departure from the daily shape. */
const RECENT = 5;
/** Half-life, in rows, of a forecast's typical error. */
const ERROR_MEMORY = 500;
/** What remains of a forecast's record of success after a row. */
const FORGETTING = 0.99;
/** No forecast is ever quite given up: some forecast may see the value coming that the best one missed. */
const LEAST_WEIGHT = 0.01;
/** An outlier teaches at most this many typical errors. */
const CLIP = 5;
/** Rows that teach as they are: until then nobody knows what an outlier is. */
const BOOTSTRAP = 30;
/** No error is taken for smaller than this share of the spread, and of the level: rounding is not precision. */
const LEAST_OF_SPREAD = 0.01;
const LEAST_OF_LEVEL = 0.001;
/** From mean absolute error to the scale of Student's t with 4 degrees of freedom (whose mean is about 0.94). */
const SCALE = 1.25;
/** The worst a single row can do to a forecast's record, as a log density at scale 1. */
const WORST = -30;
/** Bits beyond which no two values are told apart. */
const MOST_BITS = 60;

/** Which forecast is which. */
const [LAST, OVERALL, DAY, WEEK, DAY_AND_RECENT] = [0, 1, 2, 3, 4] as const;
const FORECASTS = 5;

export interface Forecast {
  /** Mean of the mixture, in the unit of the values. */
  readonly expected: number;
  /** −log2 of the chance of a value so far out, or farther, on its side: two-sided, 0 to 60. */
  readonly surprise: number;
  /** How far the value lies from the mean of its hour of the week, in typical errors of that. */
  readonly weekly: number;
  /** The smallest difference that means something. */
  readonly grain: number;
}

/**
 * Five simple forecasts of the next value — the last value, the long-run mean, the mean of the hour of the day, of the
 * hour of the week, and the day's shape moved by its recent departure — each with a Student-t law around it, mixed by
 * how well they did lately: w ∝ exp(Σ 0.99^age · log density), Bayesian model averaging with forgetting (Raftery,
 * Kárný & Ettler, Technometrics 2010). A value surprises only when every forecast that deserves belief is surprised.
 */
export class Forecasts {
  readonly #overall = new RunningMean(LONG);
  readonly #variance = new RunningMean(LONG);
  readonly #days = Array.from({ length: 24 }, () => new BinMean());
  readonly #weeks = Array.from({ length: WEEK_HOURS }, () => new BinMean());
  readonly #errors = Array.from({ length: FORECASTS }, () => new RunningMean(ERROR_MEMORY));
  readonly #success = new Float64Array(FORECASTS);
  readonly #means = new Float64Array(FORECASTS);
  readonly #scales = new Float64Array(FORECASTS);
  #last = 0;
  #recent = 0;
  #rows = 0;

  /** What would be said of `value` in this hour of the week (0 = Monday 00:00). Changes nothing. */
  judge(hour: number, value: number): Forecast {
    const grain = this.#predict(hour);
    const weights = this.#weights();
    let [above, below, expected] = [0, 0, 0];
    for (let k = 0; k < FORECASTS; k += 1) {
      const t = (value - this.#means[k]!) / this.#scales[k]!;
      above += weights[k]! * studentTail(t);
      below += weights[k]! * studentTail(-t);
      expected += weights[k]! * this.#means[k]!;
    }
    const chance = Math.min(1, 2 * Math.min(above, below));
    return {
      expected,
      surprise: Math.min(MOST_BITS, -Math.log2(chance)),
      weekly: (value - this.#means[WEEK]!) / this.#scales[WEEK]!,
      grain,
    };
  }

  /** Learns the value that was judged. */
  learn(hour: number, value: number): void {
    const grain = this.#predict(hour);
    if (this.#rows > 0) for (let k = 0; k < FORECASTS; k += 1) this.#learnError(k, value);
    const level = this.#overall.mean;
    const reach = CLIP * Math.max(Math.sqrt(this.#variance.mean), grain);
    const taught = this.#rows < BOOTSTRAP ? value : level + clamp(value - level, reach);
    if (this.#rows > 0) this.#variance.add((taught - level) ** 2);
    this.#overall.add(taught);
    if (this.#rows > 0) this.#recent += rateOf(RECENT) * (value - this.#means[DAY]! - this.#recent);
    this.#days[hour % 24]!.add(taught, BIN_MEMORY);
    this.#weeks[hour]!.add(taught, BIN_MEMORY);
    this.#last = value;
    this.#rows += 1;
  }

  /** Sets the forecasts and their scales for an hour; gives the grain. */
  #predict(hour: number): number {
    const level = this.#overall.mean;
    const day = this.#days[hour % 24]!.mean(level);
    this.#means[LAST] = this.#last;
    this.#means[OVERALL] = level;
    this.#means[DAY] = day;
    this.#means[WEEK] = this.#weeks[hour]!.mean(day);
    this.#means[DAY_AND_RECENT] = day + this.#recent;
    const spread = Math.sqrt(this.#variance.mean);
    const grain = Math.max(LEAST_OF_SPREAD * spread, LEAST_OF_LEVEL * Math.abs(level), 1e-9);
    for (let k = 0; k < FORECASTS; k += 1) {
      const error = this.#rows > 1 ? SCALE * this.#errors[k]!.mean : spread;
      this.#scales[k] = Math.max(error, grain);
    }
    return grain;
  }

  #learnError(k: number, value: number): void {
    const [mean, scale] = [this.#means[k]!, this.#scales[k]!];
    const density = Math.max(logStudentDensity((value - mean) / scale, scale), WORST - Math.log(scale));
    this.#success[k] = this.#success[k]! * FORGETTING + density;
    const error = Math.abs(value - mean);
    this.#errors[k]!.add(this.#rows < BOOTSTRAP ? error : Math.min(error, CLIP * scale));
  }

  #weights(): Float64Array {
    const best = Math.max(...this.#success);
    const weights = this.#success.map((success) => Math.exp(success - best) + LEAST_WEIGHT);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}

const clamp = (value: number, reach: number): number => Math.max(-reach, Math.min(reach, value));

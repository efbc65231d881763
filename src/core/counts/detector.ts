import { Forecasts } from './forecasts.ts';
import { OwnTail } from './own-tail.ts';
import { Records } from './records.ts';
import { rateOf } from './running.ts';

/** Rows that are only learnt. */
const LEARNING = 60;
/** Half-life, in rows, of the recent level's departure from the hours of the week; its clip, in typical errors. */
const LEVEL = 12;
const LEVEL_CLIP = 8;
/** Brings the level's departure to about the size of bits. */
const LEVEL_FACTOR = 2;
/** Up to so many rows all bits count; beyond, half a bit is taken off for each doubling: who looks longer sees more. */
const ROWS_AT_PAR = 1000;
const PER_DOUBLING = 0.5;
/** Bits of an alarm, and of a score of one half: where alarms pay best on the series of docs/counts.md. */
const ALARM_BITS = 8.5;
/** An alarm casts a shadow as long as its bits over the rows after it, halved every ten rows. */
const SHADOW_FADE = 2 ** (-1 / 10);
/** A row that stands so many bits above the shadow is not touched by it: worse news is news. */
const CLEAR_OF_SHADOW = 4;
const MOST_BITS = 60;
/** Beyond it squares overflow; nobody counts so far. */
const LARGEST = 1e100;

/** Why a row is unusual: its value, the level of the last rows, or a value never reached before. */
export type CountReason = 'value' | 'level' | 'record';

export interface CountJudgement {
  /** 0 to 1; from `ALARM` on worth a look. */
  readonly score: number;
  /** What the score is made of: −log2 of about how often this series does such a thing. */
  readonly bits: number;
  /** What was forecast, in the unit of the values. */
  readonly expected: number;
  readonly reason: CountReason;
}

/** The score from which a row is an alarm. */
export const ALARM = 0.5;

/**
 * Judges a series of counts (or of any measure) row by row, in one pass, with constant memory, from the rows before
 * alone. Three questions are asked of each row, and the rarest answer counts: does the value surprise the forecasts
 * (`Forecasts`), is the level of the last dozen rows off its hours of the week, is it a record (`Records`)? The first two are measured
 * against how often the series surprised before (`OwnTail`). An alarm shades the rows after it, so that one event
 * gives one peak. docs/counts.md has the formulae and what they achieve.
 */
export class CountDetector {
  readonly #forecasts = new Forecasts();
  readonly #values = new OwnTail();
  readonly #levels = new OwnTail();
  readonly #records = new Records();
  #level = 0;
  #shadow = 0;
  #rows = 0;

  /**
   * Judges the next row, then learns it.
   *
   * @param hour of the week, 0 = Monday 00:00
   * @param value any finite number
   */
  next(hour: number, value: number): CountJudgement {
    const bounded = Math.max(-LARGEST, Math.min(LARGEST, value));
    const { expected, surprise, weekly, grain } = this.#forecasts.judge(hour, bounded);
    if (this.#rows > 0) {
      const departure = Math.max(-LEVEL_CLIP, Math.min(LEVEL_CLIP, weekly));
      this.#level += rateOf(LEVEL) * (departure - this.#level);
    }
    const level = LEVEL_FACTOR * Math.abs(this.#level);
    const learning = this.#rows < LEARNING;
    const [reason, raw] = learning
      ? (['value', 0] as const)
      : rarest(this.#values.bits(surprise), this.#levels.bits(level), this.#records.bits(bounded, grain));
    const bits = this.#shade(Math.min(MOST_BITS, raw - this.#discount()));
    if (this.#rows > 0) {
      this.#values.add(surprise);
      this.#levels.add(level);
    }
    this.#records.add(bounded);
    this.#forecasts.learn(hour, bounded);
    this.#rows += 1;
    return { score: 1 - 2 ** -((bits / ALARM_BITS) ** 2), bits, expected, reason };
  }

  /** With many rows behind, chance alone has brought more of them: what counts as rare has to be rarer. */
  #discount(): number {
    return PER_DOUBLING * Math.max(0, Math.log2(this.#rows / ROWS_AT_PAR));
  }

  #shade(bits: number): number {
    this.#shadow *= SHADOW_FADE;
    const clear = bits >= this.#shadow + CLEAR_OF_SHADOW;
    const left = clear ? Math.max(0, bits) : Math.max(0, bits - this.#shadow);
    if (bits >= ALARM_BITS) this.#shadow = Math.max(this.#shadow, bits);
    return left;
  }
}

function rarest(value: number, level: number, record: number): readonly [CountReason, number] {
  if (record >= value && record >= level && record > 0) return ['record', record];
  return level > value ? ['level', level] : ['value', value];
}

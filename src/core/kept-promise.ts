import { poissonInterval, poissonTail } from './stats/poisson.ts';

/** One-sided: so improbable must so many alerts be, were the promise kept, before it counts as broken. */
const SIGNIFICANCE = 0.05;
/** One or two alerts may be thefts that nobody has marked yet. */
const FEWEST_TO_BREAK = 3;
/** Where fewer were promised, none at all would be no evidence either: e^−3 is 5 %. */
const FEWEST_TO_KEEP = 3;

/** A promised number of false alarms beside the number that came. */
export interface PromiseFigures {
  readonly promised: number;
  readonly realised: number;
  /** Exact Poisson interval of 90 % for the mean behind `realised`. */
  readonly interval: readonly [low: number, high: number];
  /** Null: too early to tell. */
  readonly kept: boolean | null;
}

/** Whether `realised` false alarms keep the promise of `promised`, as far as chance allows to tell. */
export function judgePromise(promised: number, realised: number): PromiseFigures {
  return { promised, realised, interval: poissonInterval(realised), kept: verdict(promised, realised) };
}

/** Whether so many would be a surprise if only `promised` were to be expected. */
export const exceeds = (realised: number, promised: number): boolean =>
  poissonTail(realised, promised) < SIGNIFICANCE;

function verdict(promised: number, realised: number): boolean | null {
  if (realised >= FEWEST_TO_BREAK && exceeds(realised, promised)) return false;
  return realised <= promised && promised >= FEWEST_TO_KEEP ? true : null;
}

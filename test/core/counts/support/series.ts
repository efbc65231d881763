import { CountDetector, type CountJudgement } from '../../../../src/core/counts/detector.ts';
import { hourOfWeek } from '../../../../src/core/stats/week.ts';

/** Judges values five minutes apart, from a Monday on. */
export function judge(values: readonly number[], minutes = 5): CountJudgement[] {
  const detector = new CountDetector();
  const start = 4 * 24;
  return values.map((value, i) => detector.next(hourOfWeek(start + Math.floor((i * minutes) / 60)), value));
}

export const scoresOf = (values: readonly number[], minutes = 5): number[] =>
  judge(values, minutes).map(({ score }) => score);

/** Numbers between 0 and 1 that look random and are the same every time (mulberry32). */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

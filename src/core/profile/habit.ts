import { decayBetween } from '../stats/decay.ts';
import type { HourNumber } from '../time.ts';

/** How often something happens in the hours in which it could: decayed counts. */
export interface Habit {
  /** N: hours in which it could have happened. */
  observedHours: number;
  /** V: those in which it did. */
  happenedHours: number;
  at: HourNumber;
}

export const emptyHabit = (): Habit => ({ observedHours: 0, happenedHours: 0, at: 0 });

export function foldHabit(habit: Habit, hour: HourNumber, happened: boolean): void {
  const factor = decayBetween(habit.at, hour);
  habit.at = hour;
  habit.observedHours = habit.observedHours * factor + 1;
  habit.happenedHours = habit.happenedHours * factor + (happened ? 1 : 0);
}

/**
 * Chance that an hour brings it, with `prior` as the rate among credentials at large: (½ + V) / (½/π + N), the
 * mean of a Beta(½, ½/π − ½) that has seen V in N.
 */
export const chanceOf = (happened: number, observed: number, prior: number): number =>
  Math.min(1, (0.5 + happened) / (0.5 / prior + observed));

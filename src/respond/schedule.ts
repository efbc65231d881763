import { nameOfBin, WEEK_HOURS } from '../core/stats/week.ts';
import { DAYS, type SpokenSchedule } from '../store/said-statement.ts';

/**
 * The hours of the week that a schedule touches, ascending, 0 = Monday 00:00. An hour that is touched counts whole.
 * A `to` that is not after `from` lies on the day after; equal ones mean around the clock.
 */
export function hoursOfSchedule({ days, from, to }: SpokenSchedule): number[] {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const first = Math.floor(begin / 60);
  const after = Math.ceil(end / 60) + (end <= begin ? 24 : 0);
  const hours = days.flatMap((day) => {
    const midnight = DAYS.indexOf(day) * 24;
    return Array.from({ length: after - first }, (_, i) => (midnight + first + i) % WEEK_HOURS);
  });
  return ascending(hours);
}

/** `08:30` as minutes of the day. */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** These hours of the week and the one on each side of them, ascending. */
export const withNeighbours = (bins: readonly number[]): number[] =>
  ascending(bins.flatMap((bin) => [bin + WEEK_HOURS - 1, bin, bin + 1].map((one) => one % WEEK_HOURS)));

const ascending = (hours: readonly number[]): number[] => [...new Set(hours)].sort((a, b) => a - b);

/** `Monday 22:00 to Tuesday 06:00`, one for each run of hours; they are ascending. */
export function hoursInWords(hours: readonly number[]): string {
  if (hours.length === WEEK_HOURS) return 'all week';
  const runs: [first: number, last: number][] = [];
  for (const hour of hours) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === hour - 1) run[1] = hour;
    else runs.push([hour, hour]);
  }
  return runs.map(([first, last]) => `${beginOf(first)} to ${beginOf((last + 1) % WEEK_HOURS)}`).join(', ');
}

/** `Monday 22:00`. */
const beginOf = (bin: number): string => nameOfBin(bin).split('–', 1)[0]!;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** Hours of the week (0: Monday 00:00) as runs: `Tue 20:00–23:00`. */
export function hoursInWords(hours: readonly number[]): string[] {
  const runs: [number, number][] = [];
  for (const hour of [...hours].sort((a, b) => a - b)) {
    const open = runs.at(-1);
    if (open !== undefined && open[1] === hour) open[1] = hour + 1;
    else runs.push([hour, hour + 1]);
  }
  return runs.map(([from, to]) => {
    const [first, last] = [Math.floor(from / 24), Math.floor((to - 1) / 24)];
    const end = to % 24 === 0 ? '24:00' : clock(to % 24);
    return first === last
      ? `${DAYS[first]} ${clock(from % 24)}–${end}`
      : `${DAYS[first]} ${clock(from % 24)} to ${DAYS[last]} ${end}`;
  });
}

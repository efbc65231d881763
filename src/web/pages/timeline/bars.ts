/** Upright bars as the `d` of one path: a year of hours costs one element. @param widths one bar's share of its place */
export function barsPath(
  counts: readonly number[],
  place: { readonly left: number; readonly width: number; readonly bottom: number; readonly height: number },
  most: number,
  gap: number,
): string {
  const each = place.width / Math.max(1, counts.length);
  let path = '';
  counts.forEach((count, index) => {
    if (count <= 0) return;
    // One call among thousands is still to be seen.
    const tall = Math.max(1.5, (count / most) * place.height);
    const x = place.left + index * each;
    path += `M${x.toFixed(1)} ${place.bottom}h${Math.max(0.6, each - gap).toFixed(1)}v${(-tall).toFixed(1)}h${(-Math.max(0.6, each - gap)).toFixed(1)}z`;
  });
  return path;
}

/** The next round number at or above, for the top of an axis: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15 … */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ROUND.map((each) => each * power).find((each) => each >= value && Number.isInteger(each)) ?? value;
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

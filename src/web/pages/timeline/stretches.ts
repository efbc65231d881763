/** Something that goes on for some time, epoch ms. */
export interface Stretch<T> {
  readonly item: T;
  readonly from: number;
  readonly to: number;
}

export interface LaidStretch<T> extends Stretch<T> {
  readonly row: number;
}

/** Puts stretches into rows so that none covers another; where there would be more than `most` rows, the last takes the rest. */
export function layRows<T>(
  stretches: readonly Stretch<T>[],
  most: number,
): { laid: LaidStretch<T>[]; rows: number } {
  const ends: number[] = [];
  const laid = [...stretches]
    .sort((a, b) => a.from - b.from)
    .map((stretch) => {
      const free = ends.findIndex((end) => end <= stretch.from);
      const row = free !== -1 ? free : Math.min(ends.length, most - 1);
      ends[row] = Math.max(ends[row] ?? 0, stretch.to);
      return { ...stretch, row };
    });
  return { laid, rows: ends.length };
}

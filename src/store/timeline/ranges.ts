import type { Grid } from '../../core/timeline-grid.ts';

/** Epoch ms; `to` is not in it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The ranges, cut where buckets end. */
export function piecesOf(ranges: readonly Range[], { start, step }: Pick<Grid, 'start' | 'step'>): Range[] {
  const pieces: Range[] = [];
  for (const { from, to } of ranges) {
    for (let at = from; at < to; ) {
      const end = Math.min(to, start + (Math.floor((at - start) / step) + 1) * step);
      pieces.push({ from: at, to: end });
      at = end;
    }
  }
  return pieces;
}

/**
 * A share of a range: of each of its parts one slice, whose place is drawn from its time, so that the same view has the same
 * sample, and calls at every full hour are neither all of it nor left out.
 */
export function sampleOf({ from, to }: Range, share: number, parts: number): Range[] {
  const part = (to - from) / parts;
  return Array.from({ length: parts }, (_, index) => {
    const begin = from + part * index + part * (1 - share) * fraction(from + index);
    return { from: begin, to: begin + part * share };
  });
}

/** Drawn from a number: 0 up to 1. */
function fraction(seed: number): number {
  let bits = Math.imul((seed ^ (seed / 0x1_0000_0000)) | 0, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 0x1_0000_0000;
}

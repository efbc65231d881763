import { type CountLaw, logTailOfCount } from './volume.ts';

/** Between which counts an active hour is expected to lie, both ends included. */
export interface CountBand {
  readonly low: number;
  readonly high: number;
}

/**
 * The counts between which `share` of the active hours that follow the law lie; of the others, half lie below and half
 * above. `high` is the smallest count with P(≥ high + 1) ≤ (1 − share)/2, `low` the largest with
 * P(≥ low) ≥ 1 − (1 − share)/2. Null while nothing is known.
 *
 * @param share in (0, 1)
 */
export function bandOf(law: CountLaw, share: number): CountBand | null {
  if (!(law.mean > 0)) return null;
  const tail = (1 - share) / 2;
  return {
    low: lastWhere((count) => logTailOfCount(law, count) >= Math.log1p(-tail)),
    high: lastWhere((count) => logTailOfCount(law, count) > Math.log(tail)),
  };
}

/** The last whole number from 0 on for which a condition that turns false once holds. */
function lastWhere(holds: (count: number) => boolean): number {
  let above = 1;
  while (above < Number.MAX_SAFE_INTEGER / 2 && holds(above)) above *= 2;
  let below = Math.floor(above / 2);
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return below;
}

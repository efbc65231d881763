import { poissonInterval } from '../stats/poisson.ts';

/** Before anything was compared: three of so many lines may be lost. */
const PRIOR_CALLS = 200;
/** No log is better than this. */
const LEAST = 5e-4;

/**
 * Share of our lines that may be lost, on the careful side: the upper end of the 90 % interval of the calls that only Zoom
 * saw (Garwood 1936), over all that were compared.
 */
export const lossRateOf = (compared: { readonly matched: number; readonly zoomOnly: number }): number =>
  Math.max(
    LEAST,
    poissonInterval(compared.zoomOnly)[1] / (compared.matched + compared.zoomOnly + PRIOR_CALLS),
  );

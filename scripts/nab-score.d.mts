export interface ScoredSeries {
  readonly name: string;
  readonly timestamps: readonly string[];
  /** One anomaly score a row. */
  readonly scores: readonly number[];
  /** First and last timestamp of each labelled window, in order. */
  readonly windows: readonly (readonly [string, string])[];
}
export type Profile = 'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate';
export interface NabResult {
  /** 0: as good as saying nothing; 100: every window found in its first row, nothing else. */
  readonly score: number;
  /** The one threshold that was best for the whole corpus. */
  readonly threshold: number;
  readonly windows: number;
}
/** Credit of a detection at a relative position: −1 the window's left edge, 0 its right edge, above 0 past it. */
export function scaledSigmoid(position: number): number;
/** NAB's score of a corpus, with the threshold that suits it best, or with a given one. */
export function nabScore(corpus: readonly ScoredSeries[], profile: Profile, threshold?: number): NabResult;

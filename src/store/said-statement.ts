import type { Statement } from '../core/standing.ts';

/** What a directive does: announces something, names a thief, or says what has become of the credential. */
export type DirectiveKind = 'expected' | 'distrusted' | 'revoked' | 'decoy';

/** Days of the week as a schedule names them, in the order of the ring (core/stats/week.ts). */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours of the week as people say them: on these days from `from` to `to`, which may lie on the day after. */
export interface SpokenSchedule {
  readonly days: readonly (typeof DAYS)[number][];
  /** `22:00`. */
  readonly from: string;
  readonly to: string;
}

/** A statement as it is stored: what the detector goes by, and the words that it was said in. */
export type SaidStatement = Statement & { readonly said?: SpokenSchedule };

import { matchCalls } from '../core/ledger/match-calls.ts';
import { MINUTE } from '../core/time.ts';
import { credentialIdOf } from '../ingest/identity.ts';
import { sampleCalls } from '../store/queries/compare-calls.ts';
import type { Store } from '../store/store.ts';

/** Clocks and moments of logging. */
const SKEW = 2 * MINUTE;
/** Fewer calls are no ground for a suggestion. */
const LEAST = 5;
/** Of the calls compared; and how many times as many as the next best, unless tracking ids decide. */
const [SHARE, LEAD] = [0.8, 2];

export interface Suggestion {
  readonly clientId: string;
  /** How many of the calls compared it made, and how many were compared. */
  readonly matched: number;
}

/** Which credential made the calls that Zoom logged of an app, as far as our own logs tell; null: none stands out. */
export async function suggestClient(store: Store, appCredential: string): Promise<Suggestion | null> {
  const { zoomSide, ourSide } = await sampleCalls(store, credentialIdOf(appCredential), SKEW);
  if (zoomSide.length < LEAST) return null;
  const ranked = [...ourSide]
    .map(([clientId, calls]) => {
      const { ours, byTrackingId } = matchCalls(zoomSide, calls, SKEW);
      return { clientId, matched: ours.filter((place) => place !== null).length, byTrackingId };
    })
    .sort((a, b) => b.byTrackingId - a.byTrackingId || b.matched - a.matched);
  const [best, second] = ranked;
  if (best === undefined) return null;
  const { clientId, matched } = best;
  if (best.byTrackingId >= LEAST) return { clientId, matched };
  const standsOut =
    matched >= LEAST && matched >= SHARE * zoomSide.length && matched >= LEAD * (second?.matched ?? 0);
  return standsOut ? { clientId, matched } : null;
}

import type { LedgerCall } from '../../core/ledger/match-calls.ts';
import { MINUTE } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Calls of Zoom's log that are compared, and how much time they may span: a sample is enough to recognise a caller by. */
const SAMPLE = 200;
const SPAN = 60 * MINUTE;
/** Calls of ours that are read beside them. */
const MOST = 20_000;

export interface CallSample {
  readonly zoomSide: readonly LedgerCall[];
  /** By the credential that made them. */
  readonly ourSide: ReadonlyMap<string, readonly LedgerCall[]>;
}

/** The newest calls that Zoom logged of an app, and what others were seen to call at the same time. */
export async function sampleCalls(store: Store, credentialId: string, skew: number): Promise<CallSample> {
  return boundedRead(store, async (db) => {
    const columns = ['occurred_at', 'operation', 'status', 'tracking_id'] as const;
    const newest = await db
      .selectFrom('access_event')
      .select(columns)
      .where('credential_id', '=', credentialId)
      .orderBy('occurred_at', 'desc')
      .limit(SAMPLE)
      .execute();
    const last = newest[0]?.occurred_at.getTime();
    if (last === undefined) return { zoomSide: [], ourSide: new Map() };
    const sample = newest.filter(({ occurred_at: at }) => at.getTime() > last - SPAN).map(callOf);
    const rows = await db
      .selectFrom('access_event')
      .innerJoin('credential', 'credential.credential_id', 'access_event.credential_id')
      .select([...columns, 'external_id'])
      .where('occurred_at', '>=', new Date(sample.at(-1)!.time - skew))
      .where('occurred_at', '<=', new Date(last + skew))
      .where('access_event.credential_id', '!=', credentialId)
      .where('method', 'is not', null)
      // What Zoom logged of other apps is no sighting of ours.
      .where('external_id', 'not like', 'app:%')
      .orderBy('occurred_at', 'desc')
      .limit(MOST)
      .execute();
    const ourSide = new Map<string, LedgerCall[]>();
    for (const row of rows) {
      const own = ourSide.get(row.external_id);
      if (own === undefined) ourSide.set(row.external_id, [callOf(row)]);
      else own.push(callOf(row));
    }
    return { zoomSide: sample, ourSide };
  });
}

const callOf = (row: {
  readonly occurred_at: Date;
  readonly operation: string | null;
  readonly status: number | null;
  readonly tracking_id: string | null;
}): LedgerCall => ({
  time: row.occurred_at.getTime(),
  operation: row.operation,
  status: row.status,
  trackingId: row.tracking_id,
});

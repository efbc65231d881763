import { randomUUID } from 'node:crypto';
import { SECOND } from '../core/time.ts';
import { claimLease, releaseLease, renewLease } from '../store/queries/leases.ts';
import { PULL_LEASE } from '../store/queries/zoom-pulls.ts';
import type { Store } from '../store/store.ts';

/** A holder that dies is followed by another after this long. */
export const LEASE_MS = 12 * SECOND;
const RENEW_EVERY = 4 * SECOND;

export interface PullLease {
  readonly owner: string;
  /** Aborted when the lease is lost: another one may be pulling. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes the right to pull and keeps it until it is given back; null while another process has it.
 *
 * A leased row, not a job of the queue: a pull may take hours, and graphile-worker gives a job of a dead worker to
 * another one after four (docs/decisions/0011-pulls.md).
 */
export async function takePullLease(store: Store): Promise<PullLease | null> {
  const owner = randomUUID();
  if (!(await claimLease(store, PULL_LEASE, owner, LEASE_MS))) return null;
  const lost = new AbortController();
  let renewedAt = performance.now();
  const renew = async (): Promise<void> => {
    try {
      if (await renewLease(store, PULL_LEASE, owner, LEASE_MS)) renewedAt = performance.now();
      else lost.abort();
    } catch {
      // The database may be back before the lease has run out; whoever pulls meanwhile will hear of it himself.
      if (performance.now() - renewedAt > LEASE_MS) lost.abort();
    }
  };
  const timer = setInterval(() => void renew(), RENEW_EVERY);
  timer.unref();
  return {
    owner,
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      await releaseLease(store, PULL_LEASE, owner);
    },
  };
}

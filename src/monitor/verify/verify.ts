import type { HourNumber } from '../../core/time.ts';
import { dropCheckpoints } from '../../store/accept/checkpoints.ts';
import { lockStates, readState, readStatesAfter } from '../../store/accept/credentials.ts';
import { writeUsageHours } from '../../store/accept/usage-hours.ts';
import { deleteUsageHours, keepMonths, onSnapshot, renewHistory } from '../../store/queries/recount.ts';
import type { Store } from '../../store/store.ts';
import { inTransaction, type StoreTransaction } from '../../store/transaction.ts';
import { type CredentialVerdict, type Mender, verifyCredential } from './verify-credential.ts';

/** What is stored of one credential, beside a recount. */
export interface VerifiedCredential extends CredentialVerdict {
  readonly credential: string;
  readonly credentialId: string;
}

const PAGE = 500;
const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Compares what is stored of every credential with a recount of its events, one credential at a time, each on a
 * snapshot of its own: ingest goes on and makes no difference. Changes nothing.
 *
 * @param timeZone of the installation
 */
export async function* verifyAll(store: Store, timeZone: string): AsyncGenerator<VerifiedCredential> {
  for (let after: string | null = null; ; ) {
    const states = await readStatesAfter(store.db, after, PAGE);
    for (const { credentialId } of states) {
      const verified = await onSnapshot(store, async (trx) => {
        // As the snapshot has it, which is younger than the list.
        const state = await readState(trx, credentialId);
        if (state === null) return null;
        const verdict = await verifyCredential(trx, state, state.timeZone ?? timeZone);
        return { credential: state.credential, credentialId, ...verdict };
      });
      if (verified !== null) yield verified;
    }
    if (states.length < PAGE) return;
    after = states.at(-1)!.credentialId;
  }
}

/**
 * Mends one credential under the lock that batches take: roll-ups as its events say, checkpoints that contain
 * something else dropped, and every process made to forget what it remembers of it. Scores and alerts stay as they
 * are: an hour that was judged stays judged, and one that was missing counts as learnt.
 *
 * @returns what was found, and mended where it can be
 */
export function repairCredential(
  store: Store,
  credentialId: string,
  timeZone: string,
): Promise<CredentialVerdict> {
  return inTransaction(
    store,
    async (trx) => {
      await keepMonths(trx);
      const state = (await lockStates(trx, [credentialId])).get(credentialId);
      if (state === undefined) throw new Error(`the credential ${credentialId} is gone`);
      const repair = new Repair(trx, credentialId);
      const verdict = await verifyCredential(trx, state, state.timeZone ?? timeZone, repair);
      if (verdict.repairableCount > 0) await repair.finish();
      return verdict;
    },
    { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  );
}

class Repair implements Mender {
  readonly #trx: StoreTransaction;
  readonly #credentialId: string;
  #staleFrom: HourNumber | null = null;
  #newestEventAt: number | null = null;

  constructor(trx: StoreTransaction, credentialId: string) {
    this.#trx = trx;
    this.#credentialId = credentialId;
  }

  hour: Mender['hour'] = async (hour, recount, stored) => {
    this.checkpoint(hour);
    if (recount === null) return deleteUsageHours(this.#trx, this.#credentialId, [hour]);
    const { bits = null, score = null, lateBy = 0 } = stored ?? {};
    await writeUsageHours(this.#trx, [
      { credentialId: this.#credentialId, rollup: recount, bits, score, lateBy },
    ]);
  };

  checkpoint(through: HourNumber): void {
    this.#staleFrom = Math.min(this.#staleFrom ?? through, through);
  }

  newestEvent(time: number): void {
    this.#newestEventAt = time;
  }

  async finish(): Promise<void> {
    if (this.#staleFrom !== null) {
      await dropCheckpoints(this.#trx, [{ credentialId: this.#credentialId, from: this.#staleFrom }]);
    }
    await renewHistory(this.#trx, this.#credentialId, this.#newestEventAt);
  }
}

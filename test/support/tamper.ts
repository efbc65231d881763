import { sql } from 'kysely';
import type { HourRollup } from '../../src/core/rollup.ts';
import type { HourNumber } from '../../src/core/time.ts';
import { hourToIso, readUsageHours, writeUsageHours } from '../../src/store/accept/usage-hours.ts';
import type { Store } from '../../src/store/store.ts';

/** What a fault of ours, or somebody at a psql prompt, may do to what is stored. */
export class Tamperer {
  readonly #store: Store;
  readonly #credentialId: string;

  constructor(store: Store, credentialId: string) {
    this.#store = store;
    this.#credentialId = credentialId;
  }

  async changeRollup(hour: HourNumber, change: (rollup: HourRollup) => void): Promise<void> {
    const credentialId = this.#credentialId;
    const stored = await readUsageHours(this.#store.db, [{ credentialId, from: hour, to: hour }]);
    const own = stored.get(credentialId)!.get(hour)!;
    change(own.rollup);
    await writeUsageHours(this.#store.db, [{ credentialId, ...own }]);
  }

  async addRollup(rollup: HourRollup): Promise<void> {
    const hour = { credentialId: this.#credentialId, rollup, bits: null, score: null, lateBy: 0 };
    await writeUsageHours(this.#store.db, [hour]);
  }

  async removeRollup(hour: HourNumber): Promise<void> {
    await sql`
      delete from usage_hour
      where credential_id = ${this.#credentialId} and hour = ${hourToIso(hour)}::timestamptz`.execute(
      this.#store.db,
    );
  }

  async breakRollup(hour: HourNumber): Promise<void> {
    await sql`
      update usage_hour set doc = '{}'
      where credential_id = ${this.#credentialId} and hour = ${hourToIso(hour)}::timestamptz`.execute(
      this.#store.db,
    );
  }

  async changeCheckpoints(): Promise<void> {
    await sql`
      update profile set doc = jsonb_set(doc, '{totalCalls}', '1') where credential_id = ${this.#credentialId}`.execute(
      this.#store.db,
    );
  }

  async moveNewestEvent(to: Date): Promise<void> {
    await sql`
      update credential_state set newest_event_at = ${to.toISOString()}::timestamptz
      where credential_id = ${this.#credentialId}`.execute(this.#store.db);
  }
}

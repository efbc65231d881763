import { emptyProfile } from '../core/profile/profile.ts';
import { profileFromJson } from '../core/profile/profile-json.ts';
import { type HourNumber, hourOf, lastSettledHour } from '../core/time.ts';
import { dropCheckpoints, readCheckpoints } from '../store/accept/checkpoints.ts';
import { type HourRange, readUsageHours, type UsageHour } from '../store/accept/usage-hours.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import type { Work } from './batch-work.ts';
import type { ProfileCache, ProfileView } from './profile-cache.ts';
import { HOURS_KEPT, type RecentHours } from './recent-hours.ts';

/** Before every hour: where a profile begins that nothing has been folded into. */
const BEFORE_ALL_HOURS: HourNumber = -1;

/** For each credential that is scored, a profile that reaches no further than its first touched hour may know. */
export async function findStarts(
  trx: StoreTransaction,
  works: readonly Work[],
  cache: ProfileCache,
): Promise<Map<string, ProfileView>> {
  await dropCheckpoints(
    trx,
    works
      .filter((work) => work.historyChanged)
      .map(({ state, first }) => ({ credentialId: state.credentialId, from: first })),
  );
  const starts = new Map<string, ProfileView>();
  const missing: Work[] = [];
  for (const work of works) {
    if (!work.scores) continue;
    const { state, zone, version, first } = work;
    const view = cache.find(state.credentialId, version, zone, lastSettledHour(first));
    if (view === null) missing.push(work);
    else starts.set(state.credentialId, view);
  }
  const checkpoints = await readCheckpoints(
    trx,
    missing.map(({ state, first }) => ({
      credentialId: state.credentialId,
      through: lastSettledHour(first),
    })),
  );
  for (const { state, zone } of missing) {
    const checkpoint = checkpoints.get(state.credentialId);
    const profile = checkpoint === undefined ? null : profileFromJson(checkpoint.doc, zone);
    starts.set(
      state.credentialId,
      checkpoint !== undefined && profile !== null
        ? { through: checkpoint.through, profile }
        : { through: BEFORE_ALL_HOURS, profile: emptyProfile(zone) },
    );
  }
  return starts;
}

export interface StoredHours {
  /** The first that scoring asks for. */
  readonly from: HourNumber;
  readonly hours: Map<HourNumber, UsageHour>;
  /** Whether every stored hour from `from` on is there. */
  readonly complete: boolean;
}

/** The stored hours that scoring asks for, of each credential: from memory, or read. */
export async function findHours(
  trx: StoreTransaction,
  works: readonly Work[],
  starts: ReadonlyMap<string, ProfileView>,
  cache: RecentHours,
): Promise<Map<string, StoredHours>> {
  const found = new Map<string, StoredHours>();
  const missing: HourRange[] = [];
  for (const work of works) {
    const { state, first, last } = work;
    const { credentialId, newestEventAt } = state;
    const from = Math.min(first, (starts.get(credentialId)?.through ?? first) + 1);
    const hours = newestEventAt === null ? new Map<HourNumber, UsageHour>() : cache.take(state, from);
    if (hours !== null) {
      found.set(credentialId, { from, hours, complete: true });
      continue;
    }
    const newest = hourOf(newestEventAt!);
    // The hours after a very late event may be many, and nobody will ask for them soon.
    const complete = newest <= last + HOURS_KEPT;
    const to = complete ? Math.max(last, newest) : last;
    missing.push({ credentialId, from, to });
    found.set(credentialId, { from, hours: new Map(), complete });
  }
  for (const [credentialId, hours] of await readUsageHours(trx, missing)) {
    found.set(credentialId, { ...found.get(credentialId)!, hours });
  }
  return found;
}

import { emptyProfile, foldHour, type Profile } from '../core/profile/profile.ts';
import { profileFromJson } from '../core/profile/profile-json.ts';
import { standingAt } from '../core/standing.ts';
import type { HourNumber } from '../core/time.ts';
import { readCheckpoints } from '../store/accept/checkpoints.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { readUsageHours } from '../store/accept/usage-hours.ts';
import type { Store } from '../store/store.ts';

/** The newest checkpoint that reaches no further than `through`; an empty profile through -1 when there is none. */
export async function restoreProfile(
  db: Store['db'],
  credentialId: string,
  zone: string,
  through: HourNumber,
): Promise<{ profile: Profile; through: HourNumber }> {
  const checkpoint = (await readCheckpoints(db, [{ credentialId, through }])).get(credentialId);
  const profile = checkpoint === undefined ? null : profileFromJson(checkpoint.doc, zone);
  return checkpoint === undefined || profile === null
    ? { profile: emptyProfile(zone), through: -1 }
    : { profile, through: checkpoint.through };
}

/** The fold of a credential's stored hours up to and with `through`, for people and decisions; changes nothing. */
export async function readProfile(
  db: Store['db'],
  { credentialId, hasDirectives }: CredentialState,
  zone: string,
  through: HourNumber,
): Promise<Profile> {
  const restored = await restoreProfile(db, credentialId, zone, through);
  const range = { credentialId, from: restored.through + 1, to: through };
  const hours = (await readUsageHours(db, [range])).get(credentialId);
  const directives = (await readDirectives(db, hasDirectives ? [range] : [])).get(credentialId) ?? [];
  for (const [hour, { rollup }] of hours ?? [])
    foldHour(restored.profile, rollup, standingAt(directives, hour));
  return restored.profile;
}

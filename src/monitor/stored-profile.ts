import { emptyProfile, foldHour, type Profile } from '../core/profile/profile.ts';
import { profileFromJson } from '../core/profile/profile-json.ts';
import { standingAt } from '../core/standing.ts';
import type { HourNumber } from '../core/time.ts';
import { readCheckpoints } from '../store/accept/checkpoints.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { readUsageHours } from '../store/accept/usage-hours.ts';
import type { Store } from '../store/store.ts';

/** The fold of a credential's stored hours up to and with `through`, for people and decisions; changes nothing. */
export async function readProfile(
  db: Store['db'],
  { credentialId, hasDirectives }: CredentialState,
  zone: string,
  through: HourNumber,
): Promise<Profile> {
  const checkpoint = (await readCheckpoints(db, [{ credentialId, through }])).get(credentialId);
  const restored = checkpoint === undefined ? null : profileFromJson(checkpoint.doc, zone);
  const from = checkpoint !== undefined && restored !== null ? checkpoint.through + 1 : 0;
  const range = { credentialId, from, to: through };
  const hours = (await readUsageHours(db, [range])).get(credentialId);
  const directives = (await readDirectives(db, hasDirectives ? [range] : [])).get(credentialId) ?? [];
  const profile = restored ?? emptyProfile(zone);
  for (const [hour, { rollup }] of hours ?? []) foldHour(profile, rollup, standingAt(directives, hour));
  return profile;
}

import { cloneProfile, foldHour, type Profile } from '../../core/profile/profile.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { type Directive, type Standing, standingAt } from '../../core/standing.ts';
import { type HourNumber, lastSettledHour } from '../../core/time.ts';
import type { CredentialState } from '../../store/accept/credentials.ts';
import { readDirectives } from '../../store/accept/directives.ts';
import { readUsageHours, type UsageHour } from '../../store/accept/usage-hours.ts';
import type { Store } from '../../store/store.ts';
import { readProfile } from '../stored-profile.ts';

/** One hour of a credential beside what was known when it was judged. */
export interface WalkedHour {
  readonly hour: HourNumber;
  /** Null where it did not call. */
  readonly rollup: HourRollup | null;
  /** The fold of the hours that ended 90 minutes before this one began. It is folded on: `cloneProfile` keeps it. */
  readonly profile: Profile;
  readonly standing: Standing;
}

/** Hours that are read at a time: each may hold a thousand addresses. */
const PAGE = 96;

/**
 * Walks over the hours from `from` to `to`, both included, each beside the profile that judged it: the same fold as
 * scoring makes, from the nearest checkpoint. Changes nothing.
 */
export async function* walkHours(
  db: Store['db'],
  state: CredentialState,
  zone: string,
  from: HourNumber,
  to: HourNumber,
): AsyncGenerator<WalkedHour> {
  const { credentialId } = state;
  const start = lastSettledHour(from);
  const profile = cloneProfile(await readProfile(db, state, zone, start));
  const said = state.hasDirectives ? [{ credentialId, from: start, to }] : [];
  const directives = (await readDirectives(db, said)).get(credentialId) ?? [];
  const waiting: HourRollup[] = [];
  for await (const [hour, stored] of hoursOf(db, credentialId, start + 1, to)) {
    foldSettled(profile, waiting, hour, directives);
    const rollup = stored?.rollup ?? null;
    if (hour >= from) yield { hour, rollup, profile, standing: standingAt(directives, hour) };
    if (rollup !== null) waiting.push(rollup);
  }
}

function foldSettled(
  profile: Profile,
  waiting: HourRollup[],
  hour: HourNumber,
  directives: readonly Directive[],
): void {
  while (waiting[0] !== undefined && waiting[0].hour <= lastSettledHour(hour)) {
    const rollup = waiting.shift()!;
    foldHour(profile, rollup, standingAt(directives, rollup.hour));
  }
}

async function* hoursOf(
  db: Store['db'],
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): AsyncGenerator<[HourNumber, UsageHour | undefined]> {
  for (let first = from; first <= to; first += PAGE) {
    const last = Math.min(to, first + PAGE - 1);
    const page = (await readUsageHours(db, [{ credentialId, from: first, to: last }])).get(credentialId);
    for (let hour = first; hour <= last; hour += 1) yield [hour, page?.get(hour)];
  }
}

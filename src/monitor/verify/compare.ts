import { count, list, number } from '../../core/explain/numbers.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { profileToJson } from '../../core/profile/profile-json.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { rollupToJson } from '../../core/rollup-json.ts';
import { differingKeys } from './differing-keys.ts';

/** In words, how a stored roll-up differs from a recount of its events; null when it does not. */
export function compareRollups(stored: HourRollup, recount: HourRollup): string | null {
  const differing = differingKeys(rollupToJson(stored), rollupToJson(recount));
  if (differing.length === 0) return null;
  if (stored.calls !== recount.calls) {
    return `stored ${count(stored.calls, 'call')}, events say ${number(recount.calls)}`;
  }
  return `stored ${count(stored.calls, 'call')} as the events say, but other ${list(differing.map(inWords), 20)}`;
}

/** In words, how a stored checkpoint differs from a fold of the roll-ups; null when it does not. */
export function compareProfiles(stored: Profile, fold: Profile): string | null {
  const differing = differingKeys(inOneOrder(stored), inOneOrder(fold));
  if (differing.length === 0) return null;
  if (stored.totalCalls !== fold.totalCalls) {
    return `the checkpoint stands on ${count(stored.totalCalls, 'call')}, a fold of the hours on ${number(fold.totalCalls)}`;
  }
  return `the checkpoint stands on other ${list(differing.map(inWords), 20)} than a fold of the hours`;
}

/** `responseBytes` → `response bytes`. */
const inWords = (key: string): string => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What was remembered in another order is the same. */
function inOneOrder(profile: Profile): object {
  return JSON.parse(JSON.stringify(profileToJson(profile)), (_key, value: unknown) =>
    isMemory(value) ? { ...value, values: [...value.values].sort(byValue) } : value,
  ) as object;
}

type Rows = readonly (readonly [value: string, ...unknown[]])[];

const isMemory = (value: unknown): value is { readonly values: Rows } =>
  typeof value === 'object' && value !== null && 'values' in value && Array.isArray(value.values);

const byValue = ([a]: Rows[number], [b]: Rows[number]): number => (a < b ? -1 : a > b ? 1 : 0);

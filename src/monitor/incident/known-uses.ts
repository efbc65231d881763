import type { ValueMemory } from '../../core/profile/value-memory.ts';
import { startOfHour, toIso } from '../../core/time.ts';
import { type Belief, beliefIn } from './network-tree.ts';

/** A value (an operation, a client) beside what was known of it. */
export interface KnownUse {
  readonly value: string;
  readonly belief: Belief;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly days: number;
  /** Calls in the hours that are drawn, and those of the alert. */
  readonly calls: number;
  readonly alert_calls: number;
}

/** Those of the alert first, then those known, the ones used most first; at most `limit`. */
export function knownUses(
  memory: ValueMemory,
  calls: ReadonlyMap<string, number>,
  alertCalls: ReadonlyMap<string, number>,
  limit: number,
): { readonly uses: KnownUse[]; readonly left_out: number } {
  const values = new Set([...alertCalls.keys(), ...memory.values.keys()]);
  const uses = [...values]
    .map((value): KnownUse => {
      const known = memory.values.get(value);
      return {
        value,
        belief: beliefIn(memory, value),
        first_seen: known === undefined ? null : toIso(startOfHour(known.firstHour)),
        last_seen: known === undefined ? null : toIso(startOfHour(known.lastHour)),
        days: known?.days ?? 0,
        calls: calls.get(value) ?? 0,
        alert_calls: alertCalls.get(value) ?? 0,
      };
    })
    .sort(
      (a, b) =>
        Number(b.alert_calls > 0) - Number(a.alert_calls > 0) ||
        b.alert_calls - a.alert_calls ||
        b.calls - a.calls ||
        (a.value < b.value ? -1 : 1),
    );
  return { uses: uses.slice(0, limit), left_out: Math.max(0, uses.length - limit) };
}

/** Adds to a tally. */
export function addCalls(into: Map<string, number>, value: string, calls: number): void {
  into.set(value, (into.get(value) ?? 0) + calls);
}

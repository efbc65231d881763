import { ADMIN_CHANGES, type AdminChange, changesNamed } from '../../admin-change.ts';
import { list } from '../../explain/numbers.ts';
import type { HourRollup } from '../../rollup.ts';
import type { Reading, Scene, Signal, Step, Words } from '../signal.ts';

/** So many users deleted in an hour are no leaver any more. */
const MANY_USERS = 20;
const USER_DELETED =
  /^(?:admin users?\.(?:\w+_)?(?:delete|deactivate)d?|webhook user\.(?:deleted|deactivated))(?: |$)/;

export interface AdminChangeReading extends Reading {
  /** First of the changes, milliseconds into the hour. */
  readonly first: number;
  /** The gravest first. */
  readonly changes: readonly AdminChange[];
  readonly usersDeleted: number;
}

/** An admin lowered a guard of the account, or gave power away. A rule, outside the alert budget. */
export const adminChange: Signal<AdminChangeReading> = {
  name: 'admin_change',

  measure({ rollup, from }: Scene): AdminChangeReading | null {
    const found = new Map<AdminChange, number>();
    const operations: { operation: string }[] = [];
    for (const [operation, { first }] of rollup.operations) {
      if (first < from) continue;
      const changes = changesNamed(operation);
      if (changes.length > 0) operations.push({ operation });
      for (const change of changes) found.set(change, Math.min(first, found.get(change) ?? first));
    }
    const deleted = usersDeleted(rollup, from);
    if (deleted.users >= MANY_USERS) found.set('users_deleted', deleted.first);
    if (found.size === 0) return null;
    const changes = [...found.keys()].sort((a, b) => gravity(a) - gravity(b) || (a < b ? -1 : 1));
    return {
      bits: 0,
      rule: ADMIN_CHANGES[changes[0]!][0],
      first: Math.min(...found.values()),
      changes,
      usersDeleted: deleted.users,
      ...(operations.length > 0 && { operations }),
    };
  },

  growth: (_scene: Scene, { first }: AdminChangeReading): Step[] => [[first, 0]],

  describe(_scene: Scene, { changes, usersDeleted: users }: AdminChangeReading): Words {
    const done = list(
      changes.map((change) => ADMIN_CHANGES[change][1]),
      4,
    );
    return {
      observed: done,
      expected: 'a change of this kind is always told of',
      summary: `Zoom's log of admin operations says so (${changes.join(', ')}). This is a rule, outside the alert budget.`,
      inputs: { changes: changes.join(', '), users_deleted: users },
    };
  },
};

const gravity = (change: AdminChange): number => (ADMIN_CHANGES[change][0] === 'high' ? 0 : 1);

function usersDeleted(rollup: HourRollup, from: number): { users: number; first: number } {
  let users = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (const [operation, { calls, first }] of rollup.operations) {
    if (first < from || !USER_DELETED.test(operation)) continue;
    users += calls;
    earliest = Math.min(earliest, first);
  }
  return { users, first: earliest };
}

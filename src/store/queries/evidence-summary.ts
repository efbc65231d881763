import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Calls of the evidence that are looked at, the oldest first, and user agents that are told of. */
const [MOST_CALLS, MOST_AGENTS] = [10_000, 20];

export interface EvidenceSummary {
  /** Calls that were looked at. */
  readonly calls: number;
  readonly agents: readonly { readonly userAgent: string | null; readonly calls: number }[];
  /** By hundreds: 2 for 200 to 299; 0 where the log has no status. */
  readonly statuses: readonly { readonly hundreds: number; readonly calls: number }[];
}

/** With what the calls of an alert were made, and how they were answered. */
export async function summariseEvidence(
  store: Store,
  about: {
    readonly credentialId: string;
    readonly sourceIps: readonly string[];
    readonly from: Date;
    readonly to: Date;
  },
): Promise<EvidenceSummary> {
  const isOfThem =
    about.sourceIps.length === 0 ? sql`true` : sql`source_ip = any(${about.sourceIps}::inet[])`;
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ userAgent: string | null; hundreds: number; calls: number }>`
      select user_agent as "userAgent", coalesce(status / 100, 0) as hundreds, count(*) as calls
      from (
        select user_agent, status from access_event
        where credential_id = ${about.credentialId} and occurred_at >= ${about.from}
          and occurred_at <= ${about.to} and ${isOfThem}
        order by occurred_at limit ${MOST_CALLS}) first
      group by 1, 2`.execute(db);
    return {
      calls: rows.reduce((sum, { calls }) => sum + calls, 0),
      agents: tally(rows, ({ userAgent }) => userAgent)
        .map(([userAgent, calls]) => ({ userAgent, calls }))
        .slice(0, MOST_AGENTS),
      statuses: tally(rows, ({ hundreds }) => hundreds).map(([hundreds, calls]) => ({ hundreds, calls })),
    };
  });
}

/** Calls by key, the most first. */
function tally<R extends { readonly calls: number }, K>(
  rows: readonly R[],
  keyOf: (row: R) => K,
): [K, number][] {
  const sums = new Map<K, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.calls);
  return [...sums].sort(([, a], [, b]) => b - a);
}

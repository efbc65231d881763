import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Calls of each caller that are looked at. */
const MOST_CALLS = 50;

/** The user agents of each caller's first calls in one hour, in the order asked for; null: not in the log. */
export async function readAgents(
  store: Store,
  credentialId: string,
  callers: readonly {
    /** Addresses or networks. */
    readonly addresses: readonly string[];
    /** Start of the hour. */
    readonly from: Date;
  }[],
): Promise<(string | null)[][]> {
  return boundedRead(store, async (db) => {
    const found: (string | null)[][] = [];
    for (const { addresses, from } of callers) {
      const { rows } = await sql<{ user_agent: string | null }>`
        select distinct user_agent from (
          select user_agent from access_event
          where credential_id = ${credentialId} and occurred_at >= ${from}
            and occurred_at < ${from}::timestamptz + interval '1 hour'
            and source_ip <<= any(${addresses}::inet[])
          order by occurred_at limit ${MOST_CALLS}) calls
        order by user_agent`.execute(db);
      found.push(rows.map((row) => row.user_agent));
    }
    return found;
  });
}

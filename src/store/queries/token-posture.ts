import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Calls that are looked at, the newest first, and tokens that are told of. */
const [MOST_CALLS, MOST_TOKENS] = [20_000, 200];

/** An access token that was used, by its fingerprint. */
interface SeenToken {
  readonly fingerprint: string;
  readonly issuedAt: Date | null;
  readonly expiresAt: Date | null;
  /** How long it lives, seconds; null where the log does not say. */
  readonly seconds: number | null;
  readonly lastUsedAt: Date;
  readonly calls: number;
}

export interface TokensSeen {
  /** Calls that were looked at, and those of them whose log names a token. */
  readonly calls: number;
  readonly withToken: number;
  /** The one used last comes first. */
  readonly tokens: readonly SeenToken[];
}

/** The tokens of the newest calls of a credential in a range. */
export async function readTokens(
  store: Store,
  credentialId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<TokensSeen> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{
      fingerprint: string | null;
      issuedAt: Date | null;
      expiresAt: Date | null;
      seconds: number | null;
      lastUsedAt: Date;
      calls: number;
      ofAll: number;
    }>`
      select token_fingerprint as fingerprint, min(token_issued_at) as "issuedAt",
             max(token_expires_at) as "expiresAt",
             max(extract(epoch from token_expires_at - token_issued_at))::double precision as seconds, max(occurred_at) as "lastUsedAt", count(*) as calls,
             sum(count(*)) over ()::bigint as "ofAll"
      from (
        select token_fingerprint, token_issued_at, token_expires_at, occurred_at from access_event
        where credential_id = ${credentialId} and occurred_at >= ${from} and occurred_at <= ${to}
        order by occurred_at desc limit ${MOST_CALLS}) newest
      group by token_fingerprint
      order by token_fingerprint is not null, "lastUsedAt" desc limit ${MOST_TOKENS + 1}`.execute(db);
    const calls = rows[0]?.ofAll ?? 0;
    const without = rows.find(({ fingerprint }) => fingerprint === null)?.calls ?? 0;
    const tokens = rows.flatMap(({ fingerprint, calls: own, ofAll: _, ...token }) =>
      fingerprint === null ? [] : [{ fingerprint, ...token, calls: own }],
    );
    return { calls, withToken: calls - without, tokens: tokens.slice(0, MOST_TOKENS) };
  });
}

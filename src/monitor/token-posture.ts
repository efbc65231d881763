import { DAY } from '../core/time.ts';
import { readTokens } from '../store/queries/token-posture.ts';
import type { Store } from '../store/store.ts';

const LOOKED_BACK = 7 * DAY;
/** Longer than this, a stolen token is worth stealing: Zoom's own live for an hour. */
export const LONG_LIFE = DAY;
const MOST_LIFETIMES = 12;

/** How a credential's access tokens are handled, from the calls of the seven days before a moment. */
export interface TokenPosture {
  readonly from: string;
  readonly to: string;
  /** Calls that were looked at, and those of them whose log names a token. */
  readonly calls: number;
  readonly calls_with_token: number;
  /** Distinct tokens, at most 200, the ones used last. */
  readonly tokens: number;
  /** Of them, those that had not expired at `to`. */
  readonly live: number;
  /** Of them, those that live longer than a day. */
  readonly long_lived: number;
  readonly longest_seconds: number | null;
  readonly oldest_issued_at: string | null;
  readonly last_expires_at: string | null;
  /** How many tokens live for how long, the longest first. */
  readonly lifetimes: { readonly seconds: number; readonly tokens: number }[];
}

/** @param at epoch milliseconds */
export async function tokenPosture(store: Store, credentialId: string, at: number): Promise<TokenPosture> {
  const range = { from: new Date(at - LOOKED_BACK), to: new Date(at) };
  const { calls, withToken, tokens } = await readTokens(store, credentialId, range);
  const lifetimes = new Map<number, number>();
  for (const { seconds: exact } of tokens) {
    if (exact === null || exact <= 0) continue;
    const seconds = rounded(exact);
    lifetimes.set(seconds, (lifetimes.get(seconds) ?? 0) + 1);
  }
  const sorted = [...lifetimes].sort(([a], [b]) => b - a);
  const issued = tokens.flatMap(({ issuedAt }) => issuedAt ?? []).map(Number);
  const expires = tokens.flatMap(({ expiresAt }) => expiresAt ?? []).map(Number);
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    calls,
    calls_with_token: withToken,
    tokens: tokens.length,
    live: expires.filter((time) => time > at).length,
    long_lived: sorted.reduce((sum, [seconds, n]) => sum + (seconds * 1000 > LONG_LIFE ? n : 0), 0),
    longest_seconds: sorted[0]?.[0] ?? null,
    oldest_issued_at: issued.length === 0 ? null : new Date(Math.min(...issued)).toISOString(),
    last_expires_at: expires.length === 0 ? null : new Date(Math.max(...expires)).toISOString(),
    lifetimes: sorted.slice(0, MOST_LIFETIMES).map(([seconds, n]) => ({ seconds, tokens: n })),
  };
}

/** To two significant digits of minutes: a token that lives for 3,599 s lives for an hour. */
const rounded = (seconds: number): number => Math.max(1, Number((seconds / 60).toPrecision(2))) * 60;

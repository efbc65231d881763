import { HOUR, MINUTE } from '../core/time.ts';
import { mix32 } from './random.ts';

/** An access token as a log shows it: never the token, a fingerprint. */
export interface Token {
  readonly fingerprint: string;
  readonly issuedAt: number | undefined;
  readonly expiresAt: number | undefined;
}

/**
 * How an owner holds tokens. `s2s`: minted with the client secret at zoom.us/oauth/token, valid an hour, shared by the
 * owner's workers or one for each group of them; `oauth`: the same by refresh token; `jwt`: signed at home, so no
 * minting shows; `key`: one opaque key for years.
 */
export interface TokenStyle {
  readonly kind: 's2s' | 'oauth' | 'jwt' | 'key';
  /** Processes that each keep a token of their own. */
  readonly groups: number;
  /** A token for every run: scripts that start afresh. */
  readonly perRun: boolean;
  /** The log has the minting too (its host is zoom.us, not api.zoom.us). */
  readonly mintsLogged: boolean;
  readonly seed: number;
}

/** Owners renew some minutes before the hour is over. */
const RENEWAL = 55 * MINUTE;

/** Number of the token that a group holds at `time`; of a script, the run that it belongs to. */
export function tokenNumber(style: TokenStyle, time: number, group: number, runStart: number): number {
  if (style.kind === 'key') return 0;
  if (style.perRun) return runStart;
  return Math.floor((time + phaseOf(style, group)) / RENEWAL);
}

export function tokenOf(style: TokenStyle, number: number, group: number): Token {
  const fingerprint = fingerprintOf(style.seed, group, number);
  if (style.kind === 'key') return { fingerprint, issuedAt: undefined, expiresAt: undefined };
  const issuedAt = style.perRun ? number - 300 : number * RENEWAL - phaseOf(style, group);
  return { fingerprint, issuedAt, expiresAt: issuedAt + HOUR };
}

/** 32 hexadecimal digits, as a keyed hash would be. */
function fingerprintOf(seed: number, group: number, number: number): string {
  let state = mix32(seed ^ mix32(group + 1) ^ mix32(number) ^ Math.floor(number / 0x1_0000_0000));
  let text = '';
  for (let word = 0; word < 4; word += 1) {
    state = mix32(state + 0x9e3779b9);
    text += state.toString(16).padStart(8, '0');
  }
  return text;
}

const phaseOf = (style: TokenStyle, group: number): number => mix32(style.seed + group) % RENEWAL;

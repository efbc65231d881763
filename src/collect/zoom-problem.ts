import { toIso } from '../core/time.ts';

/** Stable names of what can go wrong with a pull: they are in notices, in `doctor` and in docs/pulls.md. */
export type ZoomProblemCode =
  | 'invalid_client'
  | 'app_disabled'
  | 'missing_scope'
  | 'no_permission'
  | 'not_offered'
  | 'rate_limited'
  | 'unavailable'
  | 'unexpected_answer';

/** Why a pull failed, in words for the operator. Nothing secret, nothing of Zoom's text but scopes, is in it. */
export class ZoomProblem extends Error {
  override readonly name = 'ZoomProblem';
  readonly code: ZoomProblemCode;

  constructor(code: ZoomProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Zoom, or our own share of its limits, wants no call before a time (epoch milliseconds). */
export class PausedUntil extends ZoomProblem {
  readonly until: number;
  /** Of the endpoints that it is about; empty: of all. */
  readonly label: string;

  constructor(until: number, label: string, why: string) {
    super('rate_limited', `${why} Pulls go on by themselves at ${toIso(until)}; nothing is lost.`);
    this.until = until;
    this.label = label;
  }
}

/** The page token has expired, or Zoom does not know it any more: the range is to be read from its first page. */
export class StalePageToken extends Error {
  override readonly name = 'StalePageToken';
}

/** Zoom knows the token no longer: another one may do. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

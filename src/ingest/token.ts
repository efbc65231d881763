/** What the token or Authorization value is. Which it is follows from its claims alone; no signature is checked. */
export type CredentialKind =
  /** Access token of a Server-to-Server OAuth or general OAuth app. */
  | 'oauth'
  /** Made from the API key and secret of a (retired) JWT app, or of the Video SDK / Build API. */
  | 'api_key'
  | 'meeting_sdk'
  | 'video_sdk'
  /** `Basic client_id:client_secret`, as sent to zoom.us/oauth/token. */
  | 'client_secret';

export interface TokenClaims {
  readonly identifier: string;
  readonly kind: CredentialKind;
  readonly accountId: string | null;
  /** Epoch milliseconds, as claimed. */
  readonly issuedAt: number | null;
  /** Epoch milliseconds, as claimed. */
  readonly expiresAt: number | null;
}

/** Why no identifier could be read. */
export type TokenProblem =
  /** Neither a JWT nor Basic: nothing in it names the credential. */
  | 'opaque'
  /** Has the form of a JWT or of Basic but cannot be decoded. */
  | 'malformed'
  /** A JWT, but not one of Zoom's: no claim names a client id, API key or SDK key. */
  | 'foreign';

const LONGEST_TOKEN = 16_384;
const SCHEME = /^(?:authorization\s*:\s*)?(?:(bearer|basic|jwt|token)\s+)?/i;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** Zoom's API keys, client ids and SDK keys are 22 characters of base64url; older ones differ. */
const KEY = /^[\w-]{6,64}$/;
/** Claimed times outside of these years are no times. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2200, 0);

/** The token itself, without header name and scheme. */
export function bareToken(value: string): { readonly scheme: string | null; readonly token: string } {
  const trimmed = value.trim();
  const match = SCHEME.exec(trimmed);
  return { scheme: match?.[1]?.toLowerCase() ?? null, token: trimmed.slice(match?.[0].length ?? 0).trim() };
}

/** Whether a value has the form of a token or an Authorization value, not of an identifier. */
export function looksLikeToken(value: string): boolean {
  if (value.length < 8) return false;
  return /^(?:authorization\s*:|(?:bearer|basic)\s)/i.test(value) || /(?:^|\s)ey[AJ][\w-]{6,}/.test(value);
}

/**
 * Reads who a token belongs to. The claims are unverified: Zoom does not give out the key that signs access tokens,
 * so they are only worth what Zoom's answer to the call says (a 401 is an attempt, not a use).
 */
export function readToken(value: string): TokenClaims | TokenProblem {
  const { scheme, token } = bareToken(value);
  if (token === '' || token.length > LONGEST_TOKEN) return 'malformed';
  if (scheme === 'basic') return readBasic(token);
  if (!JWT.test(token)) return /^ey[AJ]/.test(token) ? 'malformed' : 'opaque';
  const claims = decodeClaims(token.split('.')[1] ?? '');
  return claims === null ? 'malformed' : readClaims(claims);
}

function readBasic(token: string): TokenClaims | TokenProblem {
  const user = /^([^:]+):/.exec(Buffer.from(token, 'base64').toString('utf8'))?.[1]?.trim();
  if (user === undefined || user === '' || user.length > 256 || /[\p{Cc}\ufffd]/u.test(user))
    return 'malformed';
  return { identifier: user, kind: 'client_secret', accountId: null, issuedAt: null, expiresAt: null };
}

function readClaims(claims: Record<string, unknown>): TokenClaims | TokenProblem {
  const named = nameIn(claims);
  if (named === null) return 'foreign';
  return {
    ...named,
    accountId: named.kind === 'oauth' ? keyIn(claims, 'aid') : null,
    issuedAt: timeIn(claims, 'iat'),
    expiresAt: timeIn(claims, 'exp'),
  };
}

function nameIn(claims: Record<string, unknown>): { identifier: string; kind: CredentialKind } | null {
  const issuer = claims['iss'];
  if (typeof issuer === 'string' && issuer.startsWith('zm:cid:')) {
    const client = issuer.slice('zm:cid:'.length);
    return KEY.test(client) ? { identifier: client, kind: 'oauth' } : null;
  }
  const sdkKey = keyIn(claims, 'sdkKey') ?? keyIn(claims, 'appKey');
  if (sdkKey !== null) return { identifier: sdkKey, kind: 'meeting_sdk' };
  const appKey = keyIn(claims, 'app_key');
  if (appKey !== null) return { identifier: appKey, kind: 'video_sdk' };
  const apiKey = keyIn(claims, 'iss');
  return apiKey === null ? null : { identifier: apiKey, kind: 'api_key' };
}

function keyIn(claims: Record<string, unknown>, name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : null;
  return typeof value === 'string' && KEY.test(value) ? value : null;
}

/** NumericDate (RFC 7519, 2): epoch seconds. */
function timeIn(claims: Record<string, unknown>, name: string): number | null {
  const seconds = Object.hasOwn(claims, name) ? claims[name] : null;
  if (typeof seconds !== 'number') return null;
  const time = Math.floor(seconds * 1000);
  return time >= EARLIEST && time <= LATEST ? time : null;
}

function decodeClaims(part: string): Record<string, unknown> | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
    return isObject ? (claims as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

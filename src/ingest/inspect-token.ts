import { normaliseIdentifier } from './identity.ts';
import { type CredentialKind, readToken, type TokenProblem } from './token.ts';

/** What `inspect` tells of a token. Holds nothing of the secret. */
export interface Inspection {
  readonly kind: CredentialKind | 'unknown';
  readonly identifier: string | null;
  /** Zoom account id, when the token names one. */
  readonly account: string | null;
  /** Epoch milliseconds. */
  readonly issuedAt: number | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  /** Whether its own dates say that it still works; null when it has none. */
  readonly valid: boolean | null;
  readonly howToRevoke: string;
}

const REVOKE: Readonly<Record<CredentialKind | TokenProblem, string>> = {
  oauth:
    'An access token lives for at most an hour. Rotate the client secret of this app (Zoom App Marketplace, Manage, the app, App Credentials), so that nobody can get another one; deactivating the app ends every token at once.',
  api_key:
    'Anybody with the key and its secret can sign new tokens, so the secret has to go: regenerate it where it was made (Zoom App Marketplace or Video SDK account, API keys). Tokens of retired JWT apps are refused since September 2023.',
  meeting_sdk:
    'Regenerate the SDK secret (Zoom App Marketplace, Manage, the app, App Credentials). Tokens signed before live until they expire, 48 hours at most.',
  video_sdk:
    'Regenerate the SDK secret (Video SDK account, Manage, the app, App Credentials). Tokens signed before live until they expire, 48 hours at most.',
  client_secret:
    'Rotate the client secret (Zoom App Marketplace, Manage, the app, App Credentials). Access tokens got with it live on for up to an hour; deactivating the app ends them at once.',
  opaque:
    'Nothing in it says whose it is. If it is a refresh token or an API key of Zoom, look for the app that uses it in the Zoom App Marketplace and rotate its secret or delete its key.',
  malformed:
    'It cannot be decoded: check that it was copied whole. To be safe, rotate the secret of the app that it came from.',
  foreign:
    'It is a JSON Web Token but names no client id, API key or SDK key of Zoom: revoke it with whoever issued it.',
};

/**
 * Says what a token is and how to revoke it, from what can be read in it without any secret; claims are unverified.
 *
 * @param now epoch milliseconds
 */
export function inspectToken(text: string, now: number): Inspection {
  const claims = readToken(text);
  if (typeof claims === 'string') {
    return {
      kind: 'unknown',
      identifier: null,
      account: null,
      issuedAt: null,
      expiresAt: null,
      valid: null,
      howToRevoke: REVOKE[claims],
    };
  }
  const { kind, issuedAt, expiresAt } = claims;
  return {
    kind,
    identifier: normaliseIdentifier(claims.identifier),
    account: claims.accountId,
    issuedAt,
    expiresAt,
    valid: expiresAt === null ? null : expiresAt > now,
    howToRevoke: REVOKE[kind],
  };
}

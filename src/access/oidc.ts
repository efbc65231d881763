import * as client from 'openid-client';
import { HOUR } from '../core/time.ts';
import { safeFetch } from '../net/safe-fetch.ts';
import { SafeFetchError } from '../net/safe-fetch-error.ts';
import { roleOf } from './oidc-role.ts';
import type { OidcSettings } from './oidc-settings.ts';
import type { IssuerPerson } from './sign-in-by-issuer.ts';

/** What the browser keeps while the person is at the issuer; without it an answer is nobody's. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface OidcClient {
  readonly label: string;
  /** Where the person has to go. @throws {OidcError} */
  begin(): Promise<{ url: string; pending: PendingSignIn }>;
  /**
   * Who came back. Checks state, nonce, PKCE, and signature, issuer, audience and times of the ID token (openid-client).
   *
   * @param search the query of the address that the issuer sent the browser to, with its `?`
   * @throws {OidcError}
   */
  finish(search: string, pending: PendingSignIn): Promise<IssuerPerson>;
}

/**
 * `unreachable`: the issuer does not answer, or not as one; `denied`: it says no; `failed`: its answer does not hold. The
 * message is for the operator's log: no secret and no code is in it.
 */
export class OidcError extends Error {
  override readonly name = 'OidcError';
  readonly code: 'unreachable' | 'denied' | 'failed';

  constructor(code: OidcError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Issuers change their addresses rarely, and their keys are fetched anew when one is not known. */
const KNOWN_FOR = HOUR;
/** Key sets and user info are larger than what else we fetch. */
const MAX_ANSWER = 512 * 1024;
const TIMEOUT_MS = 8_000;

/** Signs in by way of an issuer. It is asked when somebody wants to sign in, never before. */
export function createOidcClient(settings: OidcSettings): OidcClient {
  let known: { config: client.Configuration; until: number } | null = null;

  async function configuration(): Promise<client.Configuration> {
    if (known !== null && known.until > performance.now()) return known.config;
    const config = await discover(settings);
    known = { config, until: performance.now() + KNOWN_FOR };
    return config;
  }

  return {
    label: settings.label,
    begin: () =>
      explained(async () => {
        const config = await configuration();
        const pending = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: settings.redirectUri,
          scope: settings.scopes,
          state: pending.state,
          nonce: pending.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, pending };
      }),
    finish: (search, pending) =>
      explained(async () => {
        const config = await configuration();
        const tokens = await client.authorizationCodeGrant(config, new URL(settings.redirectUri + search), {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new OidcError('failed', 'the issuer sent no ID token');
        const { userinfo_endpoint: hasUserInfo } = config.serverMetadata();
        // Many issuers put groups and addresses there alone. The ID token, which is signed, goes first.
        const told =
          hasUserInfo === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
        const all: Record<string, unknown> = { ...told, ...claims };
        return {
          issuer: claims.iss,
          subject: claims.sub,
          email: typeof all['email'] === 'string' ? all['email'] : null,
          emailVerified: all['email_verified'] === true,
          name: all['name'] ?? all['preferred_username'],
          role: roleOf(all, settings),
        };
      }),
  };
}

/** Reads the issuer's metadata. @throws what openid-client or safeFetch throws */
export async function discover(settings: OidcSettings): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const found = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    [client.customFetch]: guardedFetch,
    ...(isPlain(issuer) ? { execute: [client.allowInsecureRequests] } : {}),
  });
  const metadata = found.serverMetadata();
  // Basic is what OpenID Connect falls back to; a list that names only the other form means it.
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const secret =
    clientSecret === null
      ? client.None()
      : methods.includes('client_secret_basic')
        ? client.ClientSecretBasic(clientSecret)
        : client.ClientSecretPost(clientSecret);
  const config = new client.Configuration(metadata, clientId, undefined, secret);
  config[client.customFetch] = guardedFetch;
  if (isPlain(issuer)) client.allowInsecureRequests(config);
  return config;
}

/** settings.ts lets plain http through on this machine alone. */
const isPlain = (issuer: string): boolean => issuer.startsWith('http:');

/**
 * The guarded client, private networks allowed: the operator chose the issuer, and many run one inside. Metadata services
 * of clouds stay out of reach, and so does what an issuer would redirect to.
 */
const guardedFetch: client.CustomFetch = async (url, { method, headers, body }) => {
  const text = body instanceof URLSearchParams ? body.toString() : body;
  if (text != null && typeof text !== 'string')
    throw new Error('a body of this kind is never sent to an issuer');
  const answer = await safeFetch(url, {
    method: method === 'POST' ? 'POST' : 'GET',
    headers,
    ...(text == null ? {} : { body: text }),
    allowPrivate: true,
    maxResponseBytes: MAX_ANSWER,
    timeoutMs: TIMEOUT_MS,
  });
  const kept = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) kept.append(name, one);
  }
  const empty = [101, 204, 205, 304].includes(answer.status);
  return new Response(empty ? null : answer.body, { status: answer.status, headers: kept });
};

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof OidcError ? error : explain(error);
  }
}

/** What an issuer writes in an error may repeat the request, so of it only the registered word is passed on. */
export function explain(error: unknown): OidcError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SafeFetchError) return new OidcError('unreachable', `the issuer: ${cause.message}`);
    if (cause instanceof client.AuthorizationResponseError)
      return new OidcError('denied', `the issuer answered ${word(cause.error)}`);
    if (cause instanceof client.ResponseBodyError)
      return new OidcError('failed', `the issuer answered ${cause.status} ${word(cause.error)}`);
  }
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new OidcError('failed', `${error instanceof Error ? error.message : 'unknown'}${code}`);
}

const word = (text: string): string => (/^[a-z_]{2,60}$/.test(text) ? text : 'with an error');

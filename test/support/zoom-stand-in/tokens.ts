import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Reply } from './reply.ts';

/** A client id and secret that the stand-in knows, as a Server-to-Server OAuth app would have them. */
export interface StandInApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accountId: string;
  /** Of its tokens; without any list, every scope. */
  readonly scopes?: readonly string[];
  /** Deactivated by its owner: no token any more, and those that there are die. */
  disabled?: boolean;
}

/** The token endpoint: Basic authentication, `account_credentials`, and the errors of ZPLUGIN's oauth-errors.md. */
export function answerToken(
  authorization: string | undefined,
  url: URL,
  apps: readonly StandInApp[],
  tokens: Tokens,
): Reply {
  const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return refusal('invalid_request', 'Missing client_id or client_secret', 4706);
  if (url.searchParams.get('grant_type') !== 'account_credentials')
    return refusal('unsupported_grant_type', 'Unsupported grant type', 4705);
  const [clientId, clientSecret] = Buffer.from(basic, 'base64').toString().split(':');
  const app = apps.find((known) => known.clientId === clientId && known.clientSecret === clientSecret);
  if (app === undefined || url.searchParams.get('account_id') !== app.accountId)
    return refusal('invalid_client', 'Invalid client_id or client_secret', 4702);
  if (app.disabled === true) return refusal('invalid_client', 'The app has been disabled', 4717);
  return {
    status: 200,
    body: {
      access_token: tokens.issue(app),
      token_type: 'bearer',
      expires_in: 3600,
      scope: (app.scopes ?? ['user:read:list_users:admin']).join(' '),
      api_url: 'https://api.zoom.us',
    },
  };
}

const refusal = (error: string, reason: string, errorCode: number): Reply => ({
  status: 400,
  body: { reason, error, errorCode },
});

/**
 * Access tokens with the claims that Zoom's carry, living for an hour. The key that signs them is this object's alone:
 * as with Zoom's, nobody else can verify one.
 */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(app: StandInApp): string {
    const issuedAt = Math.floor(this.#now() / 1000);
    const claims = {
      ver: 10,
      auid: randomBytes(16).toString('hex'),
      code: randomBytes(12).toString('base64url'),
      iss: `zm:cid:${app.clientId}`,
      gno: 0,
      type: 0,
      tid: 0,
      aud: 'https://oauth.zoom.us',
      uid: 'Gv8bWpQ2T0mB9x1sYzKfLA',
      nbf: issuedAt,
      exp: issuedAt + 3600,
      iat: issuedAt,
      aid: app.accountId,
    };
    const header = { alg: 'HS512', typ: 'JWT', kid: randomUUID() };
    const signed = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${this.#sign(signed).toString('base64url')}`;
  }

  /** Whose token it is, or what is wrong with it. */
  verify(authorization: string | undefined): { readonly clientId: string } | 'expired' | 'invalid' {
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const [header = '', claims = '', signature = ''] = token.split('.');
    const expected = this.#sign(`${header}.${claims}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
    const parsed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number; iss: string };
    if (parsed.exp * 1000 <= this.#now()) return 'expired';
    return { clientId: parsed.iss.replace('zm:cid:', '') };
  }

  #sign(text: string): Buffer {
    return createHmac('sha512', this.#key).update(text).digest();
  }
}

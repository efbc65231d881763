import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type ApiKey, findApiKey, hashOfKey, type Role } from '../store/queries/api-keys.ts';
import type { Store } from '../store/store.ts';
import { ADMIN, type Caller } from './caller.ts';
import { HttpProblem } from './problem.ts';
import { refuseOtherOrigins } from './same-origin.ts';
import type { Cookies } from './session-cookie.ts';
import { createSessionReader, type SignedIn } from './session-reader.ts';

/** Who may call a route. `signature`: the sender proves itself by the body's signature. */
export type Access = 'none' | 'signature' | Role;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says who may call it: app.ts refuses one that does not. */
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Roles that may call a route of each access: read < respond < admin, and ingest apart. */
const MAY_CALL: Readonly<Record<Role, readonly Role[]>> = {
  ingest: ['ingest', 'admin'],
  read: ['read', 'respond', 'admin'],
  respond: ['respond', 'admin'],
  admin: ['admin'],
};

/** How long a key is taken on trust after a look-up: the longest that a revoked one may still work. */
const TRUST_MS = 3_000;
const MAX_REMEMBERED = 1_000;

export interface Authenticator {
  /** The caller with this Authorization header, else with this session. Throws HttpProblem `unauthorized`. */
  identify(request: FastifyRequest): Promise<Caller>;
  /** Who is signed in by the session cookie, or null. */
  signedIn(request: FastifyRequest): Promise<SignedIn | null>;
  /** The caller with this key, which counts as an attempt when it is wrong. Throws HttpProblem `unauthorized`. */
  identifyKey(key: string, request: FastifyRequest): Promise<Caller>;
  /** Whether the caller of a request that still runs may go on with it. Does not count as use of a session. */
  mayGoOn(request: FastifyRequest, access: Role): Promise<boolean>;
  /** Makes a revocation bite here at once: of a key, a session, what was changed of a user. */
  forget(id: string): void;
}

/** Limits failed attempts of one address. Throws HttpProblem `rate_limited`. */
export interface AttemptLimit {
  check(request: FastifyRequest): Promise<void>;
  failed(request: FastifyRequest): Promise<void>;
}

export function createAuthenticator(
  store: Store,
  options: {
    adminKey: string | null;
    publicUrl: string | null;
    now: () => number;
    attempts: AttemptLimit;
    cookies: Cookies;
  },
): Authenticator {
  const { now, attempts, cookies, adminKey, publicUrl } = options;
  const adminHash = adminKey === null ? null : hashOfKey(adminKey);
  const sessions = createSessionReader(store, { now, adminKey });
  /** Keys that were good lately, by hash. Those looked up too long ago are looked up again. */
  const remembered = new Map<string, { key: ApiKey; lookedUpAt: number }>();

  async function identify(request: FastifyRequest): Promise<Caller> {
    const header = request.headers.authorization;
    if (header !== undefined && header !== '') return identifyKey(bearer(header), request);
    const token = cookies.session(request);
    if (token === null) throw unauthorized('Send a key as "Authorization: Bearer KEY", or sign in.');
    // Before anything is looked up: what another site sends must not even tell whether somebody is signed in.
    refuseOtherOrigins(request, publicUrl);
    const found = await sessions.find(token);
    if (found === null) throw unauthorized('The session has ended. Sign in again.');
    return found.caller;
  }

  const signedIn = async (request: FastifyRequest): Promise<SignedIn | null> => {
    const token = cookies.session(request);
    return token === null ? null : sessions.find(token);
  };

  async function mayGoOn(request: FastifyRequest, access: Role): Promise<boolean> {
    const { authorization } = request.headers;
    try {
      const token = cookies.session(request);
      const caller =
        authorization !== undefined && authorization !== ''
          ? await identifyKey(bearer(authorization), request)
          : token === null
            ? null
            : (await sessions.find(token, { use: false }))?.caller;
      return caller != null && MAY_CALL[access].includes(caller.role);
    } catch (error) {
      // While the database is away nothing is known of the caller, and there is nothing to tell either.
      return !(error instanceof HttpProblem);
    }
  }

  async function identifyKey(presented: string, request: FastifyRequest): Promise<Caller> {
    const hash = hashOfKey(presented);
    if (adminHash !== null && timingSafeEqual(hash, adminHash)) return ADMIN;
    const name = hash.toString('base64');
    const known = remembered.get(name);
    // A key that was good a moment ago is not made to pay for the failures of others behind the same address.
    if (known === undefined) await attempts.check(request);
    const key =
      known !== undefined && now() - known.lookedUpAt < TRUST_MS ? known.key : await lookUp(hash, name);
    if (
      key === null ||
      key.revokedAt !== null ||
      (key.expiresAt !== null && key.expiresAt.getTime() <= now())
    ) {
      remembered.delete(name);
      await attempts.failed(request);
      throw unauthorized('The key is unknown, expired or revoked.', 'invalid_token');
    }
    return key;
  }

  async function lookUp(hash: Buffer, name: string): Promise<ApiKey | null> {
    const lookedUpAt = now();
    const key = await findApiKey(store, hash);
    if (key === null) return null;
    remembered.delete(name);
    remembered.set(name, { key, lookedUpAt });
    if (remembered.size > MAX_REMEMBERED) {
      for (const oldest of remembered.keys()) {
        remembered.delete(oldest);
        break;
      }
    }
    return key;
  }

  function forget(id: string): void {
    for (const [name, { key }] of remembered) {
      if (key.id === id) remembered.delete(name);
    }
    sessions.forget(id);
  }

  return { identify, signedIn, identifyKey, mayGoOn, forget };
}

/** Throws HttpProblem `forbidden`, naming the role that is needed. */
export function authorize(caller: Caller, access: Role): void {
  if (MAY_CALL[access].includes(caller.role)) return;
  throw new HttpProblem(
    'forbidden',
    `This needs the role ${MAY_CALL[access].join(' or ')}; "${caller.name}" has the role ${caller.role}.`,
    { headers: { 'www-authenticate': `${REALM}, error="insufficient_scope", scope="${access}"` } },
  );
}

const REALM = 'Bearer realm="zoom-usage-monitor"';

/** RFC 6750 §2.1. Nothing of the header is repeated in the answer. */
function bearer(header: string): string {
  const [, key] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header) ?? [];
  if (key === undefined)
    throw unauthorized('The Authorization header is not of the form "Bearer KEY".', 'invalid_request');
  return key;
}

/** RFC 6750 §3: the error is named only when a key was sent. */
export function unauthorized(detail: string, error?: string): HttpProblem {
  const challenge = error === undefined ? REALM : `${REALM}, error="${error}"`;
  return new HttpProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}

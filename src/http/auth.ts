import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type ApiKey, findApiKey, hashOfKey, type Role } from '../store/queries/api-keys.ts';
import type { Store } from '../store/store.ts';
import { HttpProblem } from './problem.ts';

/** Who may call a route. `signature`: the sender proves itself by the body's signature. */
export type Access = 'none' | 'signature' | Role;

/** Who is calling, once the key has been found good. */
export interface Caller {
  /** The key's id; `admin-key` for the one from the settings. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string | null;
  readonly credentialPattern: string | null;
  readonly newCredentialsPerHour: number | null;
}

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
  /** The caller with this Authorization header. Throws HttpProblem `unauthorized`. */
  identify(request: FastifyRequest): Promise<Caller>;
  /** Makes a revocation bite here at once. */
  forget(keyId: string): void;
}

/** Limits failed attempts of one address. Throws HttpProblem `rate_limited`. */
export interface AttemptLimit {
  check(request: FastifyRequest): Promise<void>;
  failed(request: FastifyRequest): Promise<void>;
}

export function createAuthenticator(
  store: Store,
  options: { adminKey: string | null; now: () => number; attempts: AttemptLimit },
): Authenticator {
  const { now, attempts } = options;
  const adminHash = options.adminKey === null ? null : hashOfKey(options.adminKey);
  /** Keys that were good lately, by hash. Those looked up too long ago are looked up again. */
  const remembered = new Map<string, { key: ApiKey; lookedUpAt: number }>();

  async function identify(request: FastifyRequest): Promise<Caller> {
    const presented = bearer(request.headers.authorization);
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

  function forget(keyId: string): void {
    for (const [name, { key }] of remembered) {
      if (key.id === keyId) remembered.delete(name);
    }
  }

  return { identify, forget };
}

/** Throws HttpProblem `forbidden`, naming the role that is needed. */
export function authorize(caller: Caller, access: Role): void {
  if (MAY_CALL[access].includes(caller.role)) return;
  throw new HttpProblem(
    'forbidden',
    `This needs a key with the role ${MAY_CALL[access].join(' or ')}; the key "${caller.name}" has the role ${caller.role}.`,
    { headers: { 'www-authenticate': `${REALM}, error="insufficient_scope", scope="${access}"` } },
  );
}

const ADMIN: Caller = {
  id: 'admin-key',
  name: 'admin',
  role: 'admin',
  source: null,
  credentialPattern: null,
  newCredentialsPerHour: null,
};

const REALM = 'Bearer realm="zoom-usage-monitor"';

/** RFC 6750 §2.1. Nothing of the header is repeated in the answer. */
function bearer(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw unauthorized('Send a key as "Authorization: Bearer KEY".');
  }
  const [, key] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header) ?? [];
  if (key === undefined)
    throw unauthorized('The Authorization header is not of the form "Bearer KEY".', 'invalid_request');
  return key;
}

/** RFC 6750 §3: the error is named only when a key was sent. */
function unauthorized(detail: string, error?: string): HttpProblem {
  const challenge = error === undefined ? REALM : `${REALM}, error="${error}"`;
  return new HttpProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}

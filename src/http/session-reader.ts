import { actorOf } from '../access/people.ts';
import { adminKeyName, hashOfToken, isLive, SEEN_EVERY } from '../access/sessions.ts';
import { findApiKeyById } from '../store/queries/api-keys.ts';
import { findSession, type Session, touchSession } from '../store/queries/sessions.ts';
import { findUser, type User } from '../store/queries/users.ts';
import type { Store } from '../store/store.ts';
import { ADMIN, type Caller } from './caller.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  readonly session: Session;
  readonly caller: Caller;
  /** Null: the session acts as a key. */
  readonly user: User | null;
}

export interface SessionReader {
  /** Who is signed in with this token, or null. `use: false`: looking does not count as using it. */
  find(token: string, options?: { readonly use: boolean }): Promise<SignedIn | null>;
  /** Makes what was changed of a session, a user or a key bite here at once. */
  forget(id: string): void;
}

/** How long a session is taken on trust after a look-up: the longest that one which was ended elsewhere still works. */
const TRUST_MS = 3_000;
const MAX_REMEMBERED = 1_000;

/** Reads sessions and whose they are, with a short memory: a page asks for ten things at once. */
export function createSessionReader(
  store: Store,
  { now, adminKey }: { now: () => number; adminKey: string | null },
): SessionReader {
  const adminName = adminKey === null ? null : adminKeyName(adminKey);
  const remembered = new Map<string, { found: SignedIn; lookedUpAt: number }>();

  async function find(token: string, { use } = { use: true }): Promise<SignedIn | null> {
    const hash = hashOfToken(token);
    const name = hash.toString('base64');
    const known = remembered.get(name);
    const fresh = known !== undefined && now() - known.lookedUpAt < TRUST_MS;
    const found = fresh ? known.found : await lookUp(hash, name, use);
    if (found !== null && isLive(found.session, now()) && !hasExpired(found)) return found;
    remembered.delete(name);
    return null;
  }

  async function lookUp(hash: Buffer, name: string, use: boolean): Promise<SignedIn | null> {
    const lookedUpAt = now();
    const session = await findSession(store, hash);
    if (session === null || !isLive(session, lookedUpAt)) return null;
    const owner = await ownerOf(session);
    if (owner === null) return null;
    const before = lookedUpAt - SEEN_EVERY;
    if (use && session.lastSeenAt.getTime() < before)
      await touchSession(store, session.id, new Date(lookedUpAt), new Date(before));
    const found = { session, ...owner };
    remembered.delete(name);
    remembered.set(name, { found, lookedUpAt });
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return found;
  }

  async function ownerOf({ owner }: Session): Promise<Pick<SignedIn, 'caller' | 'user'> | null> {
    if (owner.userId !== null) {
      const user = await findUser(store.db, owner.userId);
      return user === null || user.disabledAt !== null ? null : { caller: callerOf(user), user };
    }
    if (owner.keyId.startsWith('admin-key:'))
      return owner.keyId === adminName ? { caller: ADMIN, user: null } : null;
    const key = await findApiKeyById(store, owner.keyId);
    return key === null || key.revokedAt !== null ? null : { caller: key, user: null };
  }

  const hasExpired = ({ caller }: SignedIn): boolean =>
    caller.expiresAt != null && caller.expiresAt.getTime() <= now();

  function forget(id: string): void {
    for (const [name, { found }] of remembered) {
      const { session, user, caller } = found;
      if ([session.id, user?.id, caller.id].includes(id)) remembered.delete(name);
    }
  }

  return { find, forget };
}

export const callerOf = (user: User): Caller => ({
  ...actorOf(user),
  role: user.role,
  source: null,
  credentialPattern: null,
  newCredentialsPerHour: null,
});

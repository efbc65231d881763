import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { HOUR, MINUTE } from '../core/time.ts';
import { cleanText, truncate } from '../ingest/clean-text.ts';
import { redactText } from '../ingest/redact.ts';
import { type Actor, auditEntry } from '../respond/audit.ts';
import { insertSession, type Session, type SessionOwner } from '../store/queries/sessions.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';

/** A long shift: who signed in at its start is not thrown out in the middle of an incident. */
export const SESSION_LASTS = 12 * HOUR;
/** Nobody asked for anything for so long: the browser was left behind. An open page's stream does not count as asking. */
export const SESSION_IDLES = 8 * HOUR;
/** How exactly its last use is noted. */
export const SEEN_EVERY = MINUTE;

const LONGEST_AGENT = 300;

/** Where a session was begun from, as the browser says and as the connection shows. */
export interface Origin {
  readonly userAgent: string | undefined;
  readonly address: string;
}

/**
 * Begins a session with a token that was never seen before, so that one planted in the browser earlier is worth nothing.
 * The token goes into the cookie and nowhere else; its hash is kept.
 */
export async function startSession(
  store: Store,
  owner: SessionOwner,
  origin: Origin,
  actor: Actor,
  now: number,
): Promise<{ token: string; session: Session }> {
  const token = randomBytes(32).toString('base64url');
  const session = {
    id: randomUUID(),
    owner,
    createdAt: new Date(now),
    lastSeenAt: new Date(now),
    expiresAt: new Date(now + SESSION_LASTS),
    userAgent: cleanAgent(origin.userAgent),
    address: plainAddress(origin.address),
  };
  const subject = owner.userId === null ? `key:${actor.id}` : `user:${owner.userId}`;
  const detail = {
    session: session.id,
    address: session.address ?? undefined,
    user_agent: session.userAgent ?? undefined,
  };
  const entry = auditEntry(actor, 'session.started', subject, detail, now);
  await inTransaction(store, (trx) => insertSession(trx, hashOfToken(token), session, entry));
  return { token, session: { ...session, revokedAt: null } };
}

/** What is stored of a token. Nothing slower is needed: 32 random bytes cannot be guessed. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

export const isLive = (session: Session, now: number): boolean =>
  session.revokedAt === null &&
  session.expiresAt.getTime() > now &&
  session.lastSeenAt.getTime() > now - SESSION_IDLES;

/** Stands for the admin key of the settings, which is never stored: sessions of an earlier one end with it. */
export const adminKeyName = (adminKey: string): string =>
  `admin-key:${createHmac('sha256', adminKey).update('zoom-usage-monitor: sessions of the admin key').digest('hex')}`;

/** As the database takes it: without the zone of a link-local address, and nothing that a proxy made up. */
function plainAddress(text: string): string | null {
  const [address = ''] = text.split('%', 1);
  return isIP(address) === 0 ? null : address;
}

function cleanAgent(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  return truncate(cleanText(redactText(userAgent.slice(0, 2 * LONGEST_AGENT))), LONGEST_AGENT);
}

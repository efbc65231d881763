import { normaliseIdentifier } from '../ingest/identity.ts';
import { looksLikeToken } from '../ingest/token.ts';
import { linkApp } from '../store/queries/zoom-apps.ts';
import type { Store } from '../store/store.ts';
import { type Actor, actorName, auditEntry } from './audit.ts';

/**
 * Says which credential an app of Zoom's list is; null takes it back.
 *
 * @returns false when Zoom has no such app
 * @throws {RangeError} when the client id can be none; completes "The client id …"
 */
export async function linkZoomApp(
  store: Store,
  actor: Actor,
  appId: string,
  clientId: string | null,
  now: number,
): Promise<boolean> {
  const identifier = clientId === null || looksLikeToken(clientId) ? null : normaliseIdentifier(clientId);
  if (clientId !== null && identifier === null) {
    throw new RangeError('must be the identifier of a credential, at most 256 characters, and never a token');
  }
  const action = clientId === null ? 'zoom_app.unlinked' : 'zoom_app.linked';
  const entry = auditEntry(actor, action, `zoom_app:${appId}`, { client_id: identifier }, now);
  return linkApp(store, appId, { clientId: identifier, by: actorName(actor), at: new Date(now) }, entry);
}

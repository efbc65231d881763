import { signal } from '@preact/signals';
import type { SessionState } from '../../http/session-schema.ts';
import { get, onSignedOut, send } from '../api/client.ts';
import { goLive, leaveLive } from '../api/live.ts';

type Role = 'read' | 'respond' | 'admin';

/** Null until it is known. */
export const session = signal<SessionState | null>(null);
/** Why nobody is signed in, when that needs a word. */
export const signInProblem = signal<string | null>(null);

/** Finds out who is signed in; a key in the fragment of the address (`#key=…`) signs in with it. */
export async function enter(): Promise<void> {
  onSignedOut(signedOut);
  const key = takeKey();
  try {
    take(
      key === null
        ? await get<SessionState>('/v1/session')
        : await send<SessionState>('POST', '/v1/session', { key }),
    );
  } catch (error) {
    signInProblem.value = error instanceof Error ? error.message : String(error);
    session.value = await get<SessionState>('/v1/session').catch(() => SIGNED_OUT);
  }
}

/** What the service answered to a sign-in or a set-up. */
export function take(answer: SessionState): void {
  session.value = answer;
  if (answer.state === 'signed_in') {
    signInProblem.value = null;
    goLive();
  } else leaveLive();
}

export async function signOut(): Promise<void> {
  leaveLive();
  // What came of it is asked, not believed: a session that goes on must not look ended.
  await send('DELETE', '/v1/session').catch(() => {});
  take(await get<SessionState>('/v1/session').catch(() => SIGNED_OUT));
}

/** True when the one who is signed in may do what needs the role: read < respond < admin. */
export function may(role: Role): boolean {
  const own = session.value?.user?.role;
  return own !== undefined && RANK[own] >= RANK[role];
}

const RANK: Readonly<Record<Role, number>> = { read: 0, respond: 1, admin: 2 };
const SIGNED_OUT: SessionState = {
  state: 'signed_out',
  user: null,
  expires_at: null,
  oidc: null,
  time_zone: 'UTC',
  version: '',
};

function signedOut(): void {
  if (session.value?.state !== 'signed_in') return;
  leaveLive();
  session.value = { ...session.value, state: 'signed_out', user: null };
  signInProblem.value = 'Your session has ended. Sign in to go on where you were.';
}

/** A fragment never reaches a server; it leaves the address bar and the history at once. */
function takeKey(): string | null {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key !== null) history.replaceState(null, '', location.pathname + location.search);
  return key;
}

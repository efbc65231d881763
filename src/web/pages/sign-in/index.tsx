import { useEffect } from 'preact/hooks';
import { useTitle } from '../../parts/use-title.ts';
import { session, signInProblem } from '../../state/session.ts';
import { ByKey } from './by-key.tsx';
import { ByPassword } from './by-password.tsx';
import { SetUp } from './set-up.tsx';
import './sign-in.css';

/** Shown in place of any page while nobody is signed in; whoever signs in goes on at that page. */
export default function SignIn() {
  const first = session.value?.state === 'setup';
  const issuer = session.value?.oidc ?? null;
  useTitle(first ? 'Set up' : 'Sign in');
  useEffect(takeOutcome, []);
  return (
    <main class="page sign-in">
      <p class="sign-in-name">zoom-usage-monitor</p>
      {signInProblem.value !== null && (
        <p class="note" role="alert">
          {signInProblem.value}
        </p>
      )}
      {first ? <SetUp /> : <ByPassword />}
      {issuer !== null && (
        <p>
          <a class="button" href={`/v1/oidc/start?return_to=${encodeURIComponent(here())}`} target="_top">
            Sign in with {issuer.label}
          </a>
        </p>
      )}
      <ByKey open={false} />
    </main>
  );
}

const here = (): string => location.pathname + location.search;

/** What became of a sign-in by the issuer stands in the address, and leaves it at once. */
function takeOutcome(): void {
  const url = new URL(location.href);
  const outcome = url.searchParams.get('sign_in');
  if (outcome === null) return;
  url.searchParams.delete('sign_in');
  history.replaceState(null, '', url.pathname + url.search);
  signInProblem.value = OUTCOMES[outcome] ?? 'Signing in did not work. Try again.';
}

const OUTCOMES: Readonly<Record<string, string>> = {
  unreachable: 'The sign-in service does not answer. A password or a key still works.',
  denied: 'The sign-in service did not let you in. Try again, or ask whoever runs it.',
  failed:
    'The answer of the sign-in service did not hold. Try again; the log of this service says what was wrong.',
  expired: 'That sign-in took too long, or was begun in another browser. Try again.',
  no_role:
    'You are known to the sign-in service, and have no role here. Ask an admin of this monitor for one.',
  disabled: 'Your account here is disabled. Ask an admin of this monitor.',
  email_taken:
    'There is an account with your e-mail address already, and the sign-in service does not vouch that it is yours. Sign in with its password.',
};

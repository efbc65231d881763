import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';
import { session, take } from '../../state/session.ts';

/** Who is signed in here, and their password. */
export function Account() {
  const user = session.value?.user;
  const [wanted, setWanted] = useState({ current: '', password: '' });
  const [done, setDone] = useState(false);
  const { busy, problem, onSubmit } = useForm(async () => {
    setDone(false);
    take(await send('POST', '/v1/session/password', wanted));
    setWanted({ current: '', password: '' });
    setDone(true);
  });
  if (user == null) return null;
  return (
    <Section title="Your account">
      <dl class="facts">
        <dt>Name</dt>
        <dd>{user.name}</dd>
        <dt>E-mail address</dt>
        <dd>{user.email ?? 'none: you signed in with a key'}</dd>
        <dt>Role</dt>
        <dd>{user.role}</dd>
      </dl>
      {!user.by_key && (
        <details>
          <summary>Change your password</summary>
          <form class="settings-form" onSubmit={onSubmit}>
            <ProblemNote problem={problem} />
            <Field label="Current password">
              <input
                type="password"
                autoComplete="current-password"
                required
                value={wanted.current}
                onInput={(event) => setWanted({ ...wanted, current: event.currentTarget.value })}
              />
            </Field>
            <Field label="New password" help="12 characters or more. Your sessions in other browsers end.">
              <input
                type="password"
                autoComplete="new-password"
                required
                value={wanted.password}
                onInput={(event) => setWanted({ ...wanted, password: event.currentTarget.value })}
              />
            </Field>
            <button type="submit" class="button" disabled={busy}>
              Change it
            </button>
          </form>
        </details>
      )}
      <p role="status">{done && 'Your password is changed.'}</p>
    </Section>
  );
}

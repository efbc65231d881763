import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';
import { take } from '../../state/session.ts';

/** For a screen on the wall, and for whoever has no account yet. */
export function ByKey({ open }: { open: boolean }) {
  const [key, setKey] = useState('');
  const { busy, problem, onSubmit } = useForm(async () => take(await send('POST', '/v1/session', { key })));
  return (
    <details class="sign-in-key" open={open}>
      <summary>Use an API key instead</summary>
      <form onSubmit={onSubmit}>
        <ProblemNote problem={problem} />
        <Field
          label="Key with the role read, respond or admin"
          help="What you do is written down under the name of the key, and the session ends with it."
        >
          <input
            type="password"
            name="key"
            autoComplete="off"
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </Field>
        <button type="submit" class="button" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in with the key'}
        </button>
      </form>
    </details>
  );
}

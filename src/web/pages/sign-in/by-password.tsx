import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';
import { take } from '../../state/session.ts';

export function ByPassword() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, onSubmit } = useForm(async () =>
    take(await send('POST', '/v1/session', { email, password })),
  );
  return (
    <form onSubmit={onSubmit}>
      <h1>Sign in</h1>
      <ProblemNote problem={problem} />
      <Field label="E-mail address">
        <input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </Field>
      <Field label="Password">
        <input
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? 'Signing in …' : 'Sign in'}
      </button>
    </form>
  );
}

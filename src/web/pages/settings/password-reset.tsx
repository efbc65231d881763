import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';

export function PasswordReset({ id, onDone }: { id: string; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const { busy, problem, onSubmit } = useForm(async () => {
    await send('PATCH', `/v1/users/${id}`, { password });
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      <Field label="New password" help="12 characters or more. Every session of theirs ends.">
        <input
          type="password"
          required
          autoComplete="new-password"
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        Set the password
      </button>
    </form>
  );
}

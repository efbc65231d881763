import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';

export function NewUser({ onDone }: { onDone: () => void }) {
  const [wanted, setWanted] = useState({ name: '', email: '', role: 'respond', password: '' });
  const set =
    (name: keyof typeof wanted) => (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) =>
      setWanted({ ...wanted, [name]: event.currentTarget.value });
  const { busy, problem, onSubmit } = useForm(async () => {
    await send('POST', '/v1/users', wanted);
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      <Field label="Name" help="The audit trail names them so.">
        <input required maxLength={100} autoComplete="off" value={wanted.name} onInput={set('name')} />
      </Field>
      <Field
        label="E-mail address"
        help="They sign in with it; it cannot be changed later. Nothing is sent there."
      >
        <input type="email" required autoComplete="off" value={wanted.email} onInput={set('email')} />
      </Field>
      <Field label="Role">
        <select value={wanted.role} onChange={set('role')}>
          <option value="read">read: look</option>
          <option value="respond">respond: look and decide on alerts</option>
          <option value="admin">admin: users, keys and settings too</option>
        </select>
      </Field>
      <Field
        label="First password"
        help="12 characters or more. Hand it over in person or by a safe way; they can change it here."
      >
        <input
          type="password"
          required
          autoComplete="new-password"
          value={wanted.password}
          onInput={set('password')}
        />
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? 'Adding …' : 'Add the user'}
      </button>
    </form>
  );
}

import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';
import { take } from '../../state/session.ts';

/** The first run: whoever can read the admin key makes the first user. */
export function SetUp() {
  const [wanted, setWanted] = useState({ admin_key: '', name: '', email: '', password: '' });
  const set = (name: keyof typeof wanted) => (event: { currentTarget: HTMLInputElement }) =>
    setWanted({ ...wanted, [name]: event.currentTarget.value });
  const { busy, problem, onSubmit } = useForm(async () => take(await send('POST', '/v1/setup', wanted)));
  return (
    <form onSubmit={onSubmit}>
      <h1>Make the first account</h1>
      <p class="prose">
        Nobody has an account here yet. The admin key shows that this service is yours; the account that you
        make is an admin and can add the others.
      </p>
      <ProblemNote problem={problem} />
      <Field
        label="Admin key"
        help={
          <>
            It is in the file <code>admin-key</code> in the data folder (<code>.data/admin-key</code> unless{' '}
            <code>DATA_DIR</code> says otherwise), or it is what <code>ADMIN_KEY</code> is set to. With a
            database of your own: <code>zoom-monitor keys create --role admin --name NAME</code>.
          </>
        }
      >
        <input
          type="password"
          name="admin_key"
          autoComplete="off"
          required
          value={wanted.admin_key}
          onInput={set('admin_key')}
        />
      </Field>
      <Field label="Your name" help="The audit trail names you so.">
        <input
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          value={wanted.name}
          onInput={set('name')}
        />
      </Field>
      <Field label="E-mail address" help="You sign in with it. Nothing is sent there.">
        <input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={wanted.email}
          onInput={set('email')}
        />
      </Field>
      <Field
        label="Password"
        help="12 characters or more; a few words that do not belong together are easy to keep in mind."
      >
        <input
          type="password"
          name="password"
          autoComplete="new-password"
          required
          value={wanted.password}
          onInput={set('password')}
        />
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? 'Making it …' : 'Make the account'}
      </button>
    </form>
  );
}

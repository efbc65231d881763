import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';

const DAY = 86_400_000;

/** @param props.onDone is given the key, which can be seen this once */
export function NewKey({ onDone }: { onDone: (key: string) => void }) {
  const [wanted, setWanted] = useState({ name: '', role: 'ingest', pattern: '', days: '' });
  const set =
    (name: keyof typeof wanted) => (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) =>
      setWanted({ ...wanted, [name]: event.currentTarget.value });
  const { busy, problem, onSubmit } = useForm(async () => {
    const { name, role, pattern, days } = wanted;
    const { key } = await send<{ key: string }>('POST', '/v1/keys', {
      name,
      role,
      ...(role === 'ingest' && pattern !== '' ? { credential_pattern: pattern } : {}),
      ...(days === '' ? {} : { expires_at: new Date(Date.now() + Number(days) * DAY).toISOString() }),
    });
    onDone(key);
  });
  return (
    <form onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      <Field label="Name" help="Who or what uses it; for a log shipper also the name of the log source.">
        <input required maxLength={100} value={wanted.name} onInput={set('name')} />
      </Field>
      <Field label="Role">
        <select value={wanted.role} onChange={set('role')}>
          <option value="ingest">ingest: send logs, and nothing else</option>
          <option value="read">read: look</option>
          <option value="respond">respond: look and decide on alerts</option>
          <option value="admin">admin: everything</option>
        </select>
      </Field>
      {wanted.role === 'ingest' && (
        <Field
          label="Credentials that it may report on"
          help="A pattern with *, such as prod-*. Empty: every credential."
        >
          <input maxLength={200} value={wanted.pattern} onInput={set('pattern')} />
        </Field>
      )}
      <Field label="Ends after (days)" help="Empty: it does not expire.">
        <input type="number" min={1} max={3650} value={wanted.days} onInput={set('days')} />
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? 'Making it …' : 'Make the key'}
      </button>
    </form>
  );
}

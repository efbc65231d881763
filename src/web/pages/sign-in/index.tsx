import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { signInProblem, take } from '../../state/session.ts';

/** Shown in place of any page while nobody is signed in. */
export default function SignIn() {
  useTitle('Sign in');
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<Error | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      take(await send('POST', '/v1/session', { key }));
    } catch (error) {
      setProblem(error as Error);
    }
  };
  return (
    <main class="page">
      <h1>Sign in</h1>
      {signInProblem.value !== null && <p class="note">{signInProblem.value}</p>}
      <ProblemNote problem={problem} />
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Key with the role read, respond or admin">
          <input type="password" value={key} onInput={(event) => setKey(event.currentTarget.value)} />
        </Field>
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
    </main>
  );
}

import { useState } from 'preact/hooks';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { listed } from '../../pictures/numbers.ts';
import type { DrawerProps } from './decision.ts';

/** "It was not us": what to do now, and what it teaches. */
export function CompromisedDrawer({ context, busy, problem, onClose, onDecide }: DrawerProps) {
  const { teaches, alert } = context;
  const [note, setNote] = useState('');
  return (
    <Drawer title="Mark as compromised" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDecide({
            disposition: 'compromised',
            status: 'acknowledged',
            ...(note.trim() === '' ? {} : { note: note.trim() }),
          });
        }}
      >
        <h3>Do now</h3>
        <ol class="plain-list numbered">
          {context.next_steps.slice(2).map((step) => (
            <li key={step}>{step}</li>
          ))}
          <li>
            When the old secret is dead, set the credential to revoked on{' '}
            <a href={`/credentials/${alert.credential_id}`}>its page</a>: any use after that is an alert at
            once.
          </li>
        </ol>
        <h3>What this teaches</h3>
        <p>
          {teaches.distrusted.length === 0
            ? 'Nothing: no stranger shows in it, only addresses that are the credential’s own.'
            : `${listed(teaches.distrusted, 4)} is distrusted until further notice: what comes from there is never learnt, and counts in full each time.`}{' '}
          The alert does not count against your budget any more.
        </p>
        <Field label="Note" help="What was done, for the next person. Optional.">
          <textarea maxLength={4000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
        <ProblemNote problem={problem} />
        <button type="submit" class="button primary" disabled={busy}>
          Mark as compromised
        </button>
        <p class="small quiet">
          It stays acknowledged until you close it. It can be taken back: “Open again” withdraws what it
          taught.
        </p>
      </form>
    </Drawer>
  );
}

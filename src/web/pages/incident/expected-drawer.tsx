import { useState } from 'preact/hooks';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { listed } from '../../pictures/numbers.ts';
import { hoursInWords } from '../../pictures/week-words.ts';
import type { DrawerProps } from './decision.ts';

type Scope = 'once' | 'network' | 'schedule';

/** "It was us": how far that reaches, said before it is decided. */
export function ExpectedDrawer({ context, busy, problem, onClose, onDecide }: DrawerProps) {
  const { teaches } = context;
  const [scope, setScope] = useState<Scope>('once');
  const [until, setUntil] = useState('');
  const [note, setNote] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    onDecide({
      disposition: 'expected',
      status: 'resolved',
      scope,
      ...(scope === 'once' || until === '' ? {} : { until: `${until}T23:59:59Z` }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
  };
  const choices: { scope: Scope; title: string; teaches: string }[] = [
    { scope: 'once', title: 'This once', teaches: 'Teaches nothing. The same again is an alert again.' },
    ...(teaches.networks.length === 0
      ? []
      : [
          {
            scope: 'network' as const,
            title: 'This network',
            teaches: `Calls from ${listed(teaches.networks, 4)} are familiar from the next hour on. No wider network is.`,
          },
        ]),
    {
      scope: 'schedule',
      title: 'This schedule',
      teaches: `Work on ${listed(hoursInWords(teaches.hours), 4)} (${teaches.zone}) is no odd hour from the next hour on, every week.`,
    },
  ];
  return (
    <Drawer title="Mark as expected" onClose={onClose}>
      <form onSubmit={submit}>
        <fieldset class="choices">
          <legend>How far does “expected” reach?</legend>
          {choices.map((choice) => (
            <label key={choice.scope}>
              <input
                type="radio"
                name="scope"
                checked={scope === choice.scope}
                onChange={() => setScope(choice.scope)}
              />
              <span>
                <strong>{choice.title}</strong>
                <br />
                <span class="small quiet">{choice.teaches}</span>
              </span>
            </label>
          ))}
          {teaches.networks.length === 0 && (
            <p class="small quiet">
              “This network” is not offered: all its calls came from addresses that the credential is known
              by.
            </p>
          )}
        </fieldset>
        {scope !== 'once' && (
          <Field label="Until" help="The end of that day, UTC. Empty: until further notice.">
            <input
              type="date"
              value={until}
              min={new Date().toISOString().slice(0, 10)}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </Field>
        )}
        <Field label="Note" help="Why, for the next person. Optional.">
          <textarea maxLength={4000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
        <ProblemNote problem={problem} />
        <button type="submit" class="button primary" disabled={busy}>
          Mark as expected
        </button>
        <p class="small quiet">
          The alert is closed. It can be taken back: “Open again” withdraws what it taught.
        </p>
      </form>
    </Drawer>
  );
}

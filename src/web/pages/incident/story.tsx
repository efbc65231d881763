import { useEffect, useState } from 'preact/hooks';
import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { send } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { Field } from '../../parts/field.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { ExpectationList } from '../../pictures/expectation-list.tsx';

interface Entry {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Notes, who decided what, and what was said of the credential. */
export function Story(props: {
  path: string;
  /** Counts the decisions made here, so that the history is read again. */
  changes: number;
  onChange: () => void;
  mayWrite: boolean;
  context: AlertContextView;
}) {
  const { path, changes, onChange, mayWrite, context } = props;
  const { data, problem, reload } = useData<{ entries: readonly Entry[] }>(`${path}/history`);
  const [note, setNote] = useState('');
  const [failed, setFailed] = useState<Error | null>(null);
  useEffect(() => {
    if (changes > 0) reload();
  }, [changes, reload]);
  const write = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (note.trim() === '') return;
    try {
      await send('PATCH', path, { note: note.trim() });
      setNote('');
      setFailed(null);
      onChange();
    } catch (error) {
      setFailed(error as Error);
    }
  };
  return (
    <div class="column-pair">
      <Section title="Who did what">
        {mayWrite && (
          <form onSubmit={(event) => void write(event)}>
            <Field label="Note">
              <textarea
                maxLength={4000}
                value={note}
                onInput={(event) => setNote(event.currentTarget.value)}
              />
            </Field>
            <ProblemNote problem={failed} />
            <button type="submit" class="button" disabled={note.trim() === ''}>
              Add the note
            </button>
          </form>
        )}
        <ProblemNote problem={problem} retry={reload} />
        {data === null && problem === null && <Skeleton height={60} />}
        {data?.entries.length === 0 && <p class="quiet">Nobody has done anything about it yet.</p>}
        <ol class="story">
          {data?.entries.map((entry, index) => (
            <li key={`${entry.at} ${index}`}>
              <span class="small quiet">
                <Moment at={entry.at} /> {entry.actor}
              </span>
              {wordsOf(entry).map((words) => (
                <p key={words}>{words}</p>
              ))}
              {typeof entry.detail['note'] === 'string' && <p class="story-note">{entry.detail['note']}</p>}
            </li>
          ))}
        </ol>
      </Section>
      <Section title="What was declared">
        <ExpectationList
          expectations={context.declared}
          mayChange={mayWrite}
          onChange={onChange}
          empty="Nothing was said of this credential, by anybody."
        />
      </Section>
    </div>
  );
}

/** What an entry of the audit trail says, in words. */
function wordsOf({ action, detail }: Entry): string[] {
  const said = (name: string): string | null =>
    typeof detail[name] === 'string' ? (detail[name] as string) : null;
  const words: string[] = [];
  const status = said('status');
  const scope = said('scope');
  if (status !== null) words.push(status === 'open' ? 'opened it again' : status);
  if ('disposition' in detail) {
    const disposition = said('disposition');
    words.push(
      disposition === null
        ? 'took the judgement back'
        : `marked as ${disposition}${scope === null ? '' : ` (${scope})`}${said('until') === null ? '' : ` until ${said('until')}`}`,
    );
  }
  if (said('made') !== null) words.push(`taught: ${said('made')}`);
  if (said('withdrawn') !== null) words.push(`withdrew: ${said('withdrawn')}`);
  if ('assignee' in detail) words.push(`assigned to ${said('assignee') ?? 'nobody'}`);
  if (action !== 'alert.changed') words.unshift(action);
  return words.length === 0 ? [] : [words.join('; ')];
}

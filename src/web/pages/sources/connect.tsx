import { useState } from 'preact/hooks';
import { Copy } from '../../parts/copy.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/section.tsx';
import { may } from '../../state/session.ts';
import { WAYS } from './snippets.ts';

/** How to connect a log: what to write where, with the address of this service filled in. */
export function Connect() {
  const [chosen, setChosen] = useState(WAYS[0]?.name ?? '');
  const way = WAYS.find(({ name }) => name === chosen);
  const text = way?.text(location.origin) ?? '';
  return (
    <Section title={<span id="connect">Connect a source</span>}>
      <ol class="prose">
        <li>
          Make a key with the role <code>ingest</code>{' '}
          {may('admin') ? (
            <>
              in <a href="/settings">Settings</a>
            </>
          ) : (
            '(an admin does that)'
          )}
          ; its name becomes the name of the source. Keep it where the shipper reads its secrets.
        </li>
        <li>Send the lines as they are; the format is recognised. What is sent twice is counted once.</li>
        <li>Look here: its first hour fills within seconds of the first line.</li>
      </ol>
      <Field label="What sends the log">
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {WAYS.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <p class="quiet prose">{way?.about}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="snippet" tabIndex={0} aria-label={`Configuration: ${chosen}`}>
        <pre>{text}</pre>
      </section>
      <Copy text={text} label="Copy it" />
    </Section>
  );
}

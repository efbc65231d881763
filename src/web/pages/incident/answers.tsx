import { useEffect, useState } from 'preact/hooks';
import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { Copy } from '../../parts/copy.tsx';
import { Section } from '../../parts/section.tsx';
import { signalName } from '../../pictures/signal-words.ts';
import { type Runbook, readRunbook } from './runbooks.ts';

/** What to do next, and the runbook of what spoke the loudest. */
export function Answers({ context }: { context: AlertContextView }) {
  const [signal, setSignal] = useState(context.alert.signals[0]?.signal ?? null);
  const [runbook, setRunbook] = useState<Runbook | null>(null);
  useEffect(() => {
    let isHere = true;
    setRunbook(null);
    if (signal !== null) void readRunbook(signal).then((found) => isHere && setRunbook(found));
    return () => {
      isHere = false;
    };
  }, [signal]);
  return (
    <Section title="What to do">
      <ol class="plain-list numbered">
        {context.next_steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="small">
        Link to hand on: <Copy text={`${location.origin}/alerts/${context.alert.id}`} />
      </p>
      <div class="runbook">
        <label class="small">
          Runbook of{' '}
          <select
            value={signal ?? ''}
            onChange={(event) => setSignal(event.currentTarget.value as typeof signal)}
          >
            {context.alert.signals.map((one) => (
              <option key={one.signal} value={one.signal}>
                {signalName(one.signal)}
              </option>
            ))}
          </select>
        </label>
        {runbook !== null && (
          <>
            <ol class="plain-list numbered">
              {runbook.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            {runbook.falseAlarms !== null && (
              <p class="small quiet">Known false alarms: {runbook.falseAlarms}</p>
            )}
          </>
        )}
      </div>
    </Section>
  );
}

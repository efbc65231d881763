import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { StackedBar } from '../../charts/stacked-bar.tsx';
import { Section } from '../../parts/section.tsx';
import { signalAsks, signalName } from '../../pictures/signal-words.ts';

/** Which question contributed what: the explanation is the sum itself. */
export function Shares({ context }: { context: AlertContextView }) {
  const { alert, threshold_bits: threshold } = context;
  return (
    <Section title="Why">
      <StackedBar
        label="Shares of the score"
        unit="bits"
        shares={alert.signals.map(({ signal, bits }) => ({ name: signalName(signal), value: bits }))}
      />
      <p class="small quiet">
        Each bit halves the odds that this is ordinary. Together {alert.score_bits.toFixed(1)} bits; your
        alert budget of {alert.budget} is reached at {threshold.toFixed(1)}.
      </p>
    </Section>
  );
}

/** What was asked, seen and usual, in words and figures. */
export function Why({ context }: { context: AlertContextView }) {
  return (
    <Section title="Why, in words">
      <ul class="why">
        {context.alert.signals.map(({ signal, bits, observed, expected, summary }) => (
          <li key={signal}>
            <div>
              <strong>{signalName(signal)}</strong> {bits.toFixed(1)} bits
              <br />
              <span class="small quiet">{signalAsks(signal)}</span>
            </div>
            <p>{capital(summary)}</p>
            <dl class="small">
              <dt>seen</dt>
              <dd>{observed}</dd>
              <dt>usual</dt>
              <dd>{expected}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

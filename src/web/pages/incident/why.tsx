import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { StackedBar } from '../../charts/stacked-bar.tsx';
import { DataTable } from '../../parts/data-table.tsx';
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
      <DataTable
        caption="What was asked, seen and usual"
        captionUnseen
        columns={[
          {
            title: 'Asked',
            cell: ({ signal }) => (
              <>
                <strong>{signalName(signal)}</strong>
                <br />
                <span class="quiet">{signalAsks(signal)}</span>
              </>
            ),
          },
          { title: 'Bits', number: true, cell: ({ bits }) => bits.toFixed(1) },
          { title: 'Seen', cell: ({ observed }) => observed },
          { title: 'Usual', cell: ({ expected }) => expected },
          { title: 'In words', cell: ({ summary }) => <span class="why-words">{capital(summary)}</span> },
        ]}
        rows={context.alert.signals}
        rowKey={({ signal }) => signal}
      />
    </Section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import { useState } from 'preact/hooks';
import { DAY, HOUR } from '../../../core/time.ts';
import type { Grid } from '../../../core/timeline-grid.ts';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { Menu } from '../../parts/menu.tsx';
import { shownZone } from '../../state/clock.ts';
import { timeOfBucket } from './time-axis.ts';
import { lastText, type View } from './view.ts';

const LASTS: readonly (readonly [title: string, ms: number])[] = [
  ['Last hour', HOUR],
  ['Last 24 hours', DAY],
  ['Last 7 days', 7 * DAY],
  ['Last 30 days', 30 * DAY],
  ['Last 90 days', 90 * DAY],
  ['Last year', 365 * DAY],
];

/** Which stretch is shown, and ways to another. */
export function RangeTools(props: {
  view: View;
  shown: Grid;
  data: { readonly from: number; readonly to: number } | null;
  onLast: (ms: number) => void;
  onRange: (from: number, to: number) => void;
}) {
  const { view, shown, data, onLast, onRange } = props;
  const [exact, setExact] = useState(false);
  const live = view.range === null;
  const named = LASTS.find(([, ms]) => ms === view.last)?.[0] ?? `Last ${lastText(view.last)}`;
  const zone = shownZone.value;
  return (
    <>
      <Menu
        title={
          live
            ? named
            : `${timeOfBucket(shown.from, shown.step, zone)} – ${timeOfBucket(shown.to, shown.step, zone)}`
        }
        items={[
          ...LASTS.map(([title, ms]) => ({ title, run: () => onLast(ms) })),
          ...(data === null ? [] : [{ title: 'All that there is', run: () => onRange(data.from, data.to) }]),
          { title: 'From … to …', run: () => setExact(true) },
        ]}
      />
      {exact && (
        <ExactRange
          shown={shown}
          onClose={() => setExact(false)}
          onRange={(from, to) => {
            setExact(false);
            onRange(from, to);
          }}
        />
      )}
    </>
  );
}

function ExactRange(props: {
  shown: Grid;
  onClose: () => void;
  onRange: (from: number, to: number) => void;
}) {
  const [from, setFrom] = useState(new Date(props.shown.from).toISOString());
  const [to, setTo] = useState(new Date(props.shown.to).toISOString());
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const fault =
    Number.isNaN(first) || Number.isNaN(last)
      ? 'Write times as 2026-11-24T03:12:00Z.'
      : first >= last
        ? 'The range must begin before it ends.'
        : null;
  return (
    <Drawer title="From … to …" onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null) props.onRange(first, last);
        }}
      >
        <Field label="From" help="RFC 3339; Z is UTC">
          <input class="mono" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </Field>
        <Field label="To">
          <input class="mono" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </Field>
        {fault !== null && (
          <p class="note bad" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="button primary" disabled={fault !== null}>
          Show
        </button>
      </form>
    </Drawer>
  );
}

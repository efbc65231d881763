import './legend.css';

export interface LegendEntry {
  readonly as: 'line' | 'box' | 'hatch' | 'outline';
  /** Name of a colour in tokens.css. */
  readonly colour: string;
  readonly text: string;
}

/** What is what in a picture. */
export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <span class="legend">
      {entries.map(({ as, colour, text }) => (
        <span key={text}>
          <i class={`legend-${as}`} style={{ color: `var(${colour})` }} aria-hidden="true" /> {text}
        </span>
      ))}
    </span>
  );
}

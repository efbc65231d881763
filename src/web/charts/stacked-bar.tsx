import './stacked-bar.css';

export interface Share {
  readonly name: string;
  readonly value: number;
}

/** Shares of a whole side by side, with their names and figures below. @param unit said after each figure */
export function StackedBar({
  shares,
  unit,
  label,
}: {
  shares: readonly Share[];
  unit: string;
  label: string;
}) {
  const parts = shares.filter(({ value }) => value > 0);
  return (
    <div class="stacked-bar">
      <div class="stacked-bar-line" aria-hidden="true">
        {parts.map(({ name, value }, index) => (
          <span key={name} class={`share-${index % 6}`} style={{ flexGrow: value }} />
        ))}
      </div>
      <ul class="stacked-bar-names" aria-label={label}>
        {parts.map(({ name, value }, index) => (
          <li key={name}>
            <i class={`share-${index % 6}`} aria-hidden="true" />
            {name} <strong>{value.toFixed(1)}</strong> {unit}
          </li>
        ))}
      </ul>
    </div>
  );
}

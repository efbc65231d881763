import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type Column, DataTable } from '../parts/data-table.tsx';

/** A picture and, for who cannot see or wants the figures, the same as a table. */
export function ChartWithTable<Row>(props: {
  title: string;
  /** What the picture shows, in a sentence: the name that a screen reader gives it. */
  summary: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  legend?: ComponentChildren;
  children: ComponentChildren;
}) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption class="chart-head">
        <strong id={id}>{props.title}</strong>
        {props.legend}
        <button
          type="button"
          class="button plain small"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          Table
        </button>
      </figcaption>
      {asTable ? (
        <div class="chart-table">
          <DataTable
            caption={props.summary}
            columns={props.columns}
            rows={props.rows}
            rowKey={props.rowKey}
            empty="No figures."
          />
        </div>
      ) : (
        <div role="img" aria-label={props.summary}>
          {props.children}
        </div>
      )}
    </figure>
  );
}

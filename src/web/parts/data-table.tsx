import type { ComponentChildren, VNode } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand on the right. */
  readonly number?: boolean;
}

/** A table that says what it holds, scrolls by itself where it is wider than the page, and has a row for "nothing". */
export function DataTable<Row>(props: {
  caption: string;
  /** The caption is for screen readers alone, where a heading beside it says the same. */
  captionUnseen?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  empty?: string;
}): VNode {
  const { columns, rows } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" aria-label={props.caption} tabIndex={0}>
      <table>
        <caption class={props.captionUnseen === true ? 'unseen' : undefined}>{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.number === true ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {columns.map((column) => (
                <td key={column.title} class={column.number === true ? 'number' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} class="quiet">
                {props.empty ?? 'None.'}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

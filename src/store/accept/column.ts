import { type RawBuilder, sql } from 'kysely';

/**
 * One column of many rows as a text[] that the server splits: in an array literal every quote of a JSON document would
 * have to be escaped here and unescaped there, value by value.
 *
 * @param value of a row: without line breaks, and not empty; null is null. JSON without indentation, ids, times, numbers
 */
export function column<T>(
  rows: readonly T[],
  value: (row: T) => string | number | null,
): RawBuilder<unknown> {
  const lines = rows.map((row) => value(row) ?? '').join('\n');
  return sql`string_to_array(${lines}::text, ${'\n'}, '')`;
}

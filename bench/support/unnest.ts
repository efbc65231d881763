import type pg from 'pg';
import type { Rows } from './rows.ts';

/** The types of access_event's columns, in their order. */
async function columnTypes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ type: string }>(
    `select format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = 'access_event'::regclass and attnum > 0 and not attisdropped order by attnum`,
  );
  return rows.map(({ type }) => type);
}

/**
 * Inserts the same rows in groups by `unnest`, `on conflict do nothing`, returning their keys, one commit for each
 * group, and nothing besides: the most that a single statement for each batch could reach. Seconds, the making of
 * the parameters left out.
 */
export async function unnestInto(
  client: pg.Client,
  table: string,
  rows: Rows,
  group: number,
): Promise<number> {
  const types = await columnTypes(client);
  const lines = Buffer.concat(rows.chunks).toString().trimEnd().split('\n').map(cellsOf);
  const parameters: string[][] = [];
  for (let i = 0; i < lines.length; i += group) {
    // Every writer inserts in the order of the key.
    const part = lines.slice(i, i + group).sort(byKey);
    parameters.push(types.map((_, column) => arrayOf(part.map((cells) => cells[column]!))));
  }
  const statement = `insert into ${table} select * from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})
    on conflict do nothing returning credential_id, occurred_at, event_id`;
  const began = performance.now();
  for (const values of parameters)
    await client.query({ name: 'unnest', text: statement, values, rowMode: 'array' });
  return (performance.now() - began) / 1_000;
}

/** Of COPY's text format: \N is null, a backslash escapes. */
const cellsOf = (line: string): (string | null)[] =>
  line
    .split('\t')
    .map((cell) => (cell === '\\N' ? null : cell.replace(/\\(.)/g, (_, c: string) => ESCAPED[c] ?? c)));
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const arrayOf = (cells: readonly (string | null)[]): string =>
  `{${cells.map((cell) => (cell === null ? 'NULL' : `"${cell.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;

function byKey(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  const [x, y] = [`${a[0]}${a[1]}${a[2]}`, `${b[0]}${b[1]}${b[2]}`];
  return x < y ? -1 : x > y ? 1 : 0;
}

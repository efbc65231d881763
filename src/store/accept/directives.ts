import { type Kysely, sql } from 'kysely';
import type { Directive } from '../../core/standing.ts';
import type { SaidStatement } from '../said-statement.ts';
import type { Tables } from '../tables.ts';
import { type HourRange, hourToIso } from './usage-hours.ts';

/**
 * What was said of several credentials that holds in some hour of a range, withdrawn entries up to their withdrawal.
 * A credential of whom nothing holds is left out.
 */
export async function readDirectives(
  db: Kysely<Tables>,
  ranges: readonly HourRange[],
): Promise<Map<string, Directive[]>> {
  const found = new Map<string, Directive[]>();
  if (ranges.length === 0) return found;
  const { rows } = await sql<{
    credential_id: string;
    statements: readonly SaidStatement[];
    since: Date;
    until: Date | null;
  }>`
    select d.credential_id, d.statements, d.since, least(d.until, d.withdrawn_at) as until
    from unnest(${ranges.map((range) => range.credentialId)}::uuid[],
                ${ranges.map((range) => hourToIso(range.from))}::timestamptz[],
                ${ranges.map((range) => hourToIso(range.to + 1))}::timestamptz[]) as r(id, first, after)
    join directive d on d.credential_id = r.id and d.since < r.after
    where coalesce(least(d.until, d.withdrawn_at), 'infinity') > greatest(r.first, d.since)
    order by d.credential_id, d.directive_id`.execute(db);
  for (const { credential_id: id, statements, since, until } of rows) {
    const own = found.get(id) ?? [];
    found.set(id, own);
    for (const statement of statements) {
      own.push({ since: since.getTime(), until: until?.getTime() ?? null, statement });
    }
  }
  return found;
}

import { sql } from 'kysely';
import type { CountedField } from '../../core/timeline-kinds.ts';
import { boundedRead } from '../queries/bounded-read.ts';
import type { Store } from '../store.ts';

/** A value that a filter may ask for, and what people call it. */
export interface KnownValue {
  readonly value: string;
  readonly label: string | null;
}

/** Values of a field that hold the text, in any case: those seen last come first. Of the hours that are counted. */
export async function knownValues(
  store: Store,
  field: CountedField | 'credential',
  text: string,
  limit: number,
): Promise<KnownValue[]> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return boundedRead(store, async (db) => {
    const { rows } =
      field === 'credential'
        ? await sql<KnownValue>`
            select external_id as value, label from credential
            left join credential_state using (credential_id)
            where external_id ilike ${pattern} or label ilike ${pattern}
            order by newest_event_at desc nulls last, external_id limit ${limit}`.execute(db)
        : await sql<KnownValue>`
            select value, null as label from timeline_value
            where kind = ${field} and value ilike ${pattern}
            order by last_hour desc, value limit ${limit}`.execute(db);
    return rows;
  });
}

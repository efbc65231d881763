import { sql } from 'kysely';
import type { AccessEvent } from '../../core/event.ts';
import type { Store } from '../store.ts';

/**
 * Whether a delivery is stored that says the same: of the same credential, time and kind, with the same content. What
 * came by another way may differ in `app` and `client_id_header`, which are of the way and not of the content.
 */
export async function hasDelivery(store: Store, event: AccessEvent): Promise<boolean> {
  const content = JSON.stringify(event.extra ?? {});
  const { rows } = await sql`
    select 1 from access_event
    where credential_id = ${event.credentialId} and occurred_at = ${new Date(event.time)}
      and operation = ${event.operation}
      and coalesce(extra, '{}') - array['app', 'client_id_header']
        = ${content}::jsonb - array['app', 'client_id_header']
    limit 1`.execute(store.db);
  return rows.length > 0;
}

import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';
import { type AuditEntry, insertAudit } from './audit.ts';

/** An app of the account, as Zoom lists it and the operator linked it. */
export interface ZoomApp {
  readonly appId: string;
  readonly name: string;
  readonly type: string | null;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** The credential whose calls Zoom logs under this app; null: nobody has said. */
  readonly clientId: string | null;
  readonly linkedBy: string | null;
  readonly linkedAt: Date | null;
  /** The credential that made the same calls, by our own logs. */
  readonly suggestion: string | null;
  /** How many of the calls that were compared it made. */
  readonly matched: number | null;
}

/** Writes what Zoom lists; links stay. */
export async function noteApps(
  store: Store,
  apps: readonly { readonly appId: string; readonly name: string; readonly type: string | null }[],
  now: number,
): Promise<void> {
  const seen = new Date(now);
  for (const { appId, name, type } of apps) {
    await store.db
      .insertInto('zoom_app')
      .values({ app_id: appId, name, type, first_seen: seen, last_seen: seen })
      .onConflict((conflict) => conflict.column('app_id').doUpdateSet({ name, type, last_seen: seen }))
      .execute();
  }
}

export async function listApps(store: Store): Promise<ZoomApp[]> {
  const rows = await store.db.selectFrom('zoom_app').selectAll().orderBy('name').orderBy('app_id').execute();
  return rows.map((row) => ({
    appId: row.app_id,
    name: row.name,
    type: row.type,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    clientId: row.client_id,
    linkedBy: row.linked_by,
    linkedAt: row.linked_at,
    suggestion: row.suggestion,
    matched: row.matched,
  }));
}

export async function suggestLink(
  store: Store,
  appId: string,
  suggestion: { readonly clientId: string; readonly matched: number } | null,
): Promise<void> {
  await store.db
    .updateTable('zoom_app')
    .set({ suggestion: suggestion?.clientId ?? null, matched: suggestion?.matched ?? null })
    .where('app_id', '=', appId)
    .execute();
}

/**
 * Says which credential an app is (null: none any more).
 *
 * @returns false when Zoom has no such app
 */
export async function linkApp(
  store: Store,
  appId: string,
  { clientId, by, at }: { readonly clientId: string | null; readonly by: string; readonly at: Date },
  audit: AuditEntry,
): Promise<boolean> {
  return inTransaction(store, async (trx) => {
    const linked =
      clientId === null ? { linked_by: null, linked_at: null } : { linked_by: by, linked_at: at };
    const { numUpdatedRows } = await trx
      .updateTable('zoom_app')
      .set({ client_id: clientId, ...linked })
      .where('app_id', '=', appId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await insertAudit(trx, audit);
    return true;
  });
}

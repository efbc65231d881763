import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';

/** One thing that somebody did. Entries are only ever added. */
export interface AuditEntry {
  readonly at: Date;
  /** Name and id of the key. */
  readonly actor: string;
  /** `alert.changed`, `key.created`. */
  readonly action: string;
  /** `alert:UUID`, `key:UUID`. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes within the transaction of the deed, so that neither is there without the other. */
export async function insertAudit(
  db: Kysely<Tables> | Transaction<Tables>,
  entry: AuditEntry,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      audit_id: randomUUID(),
      at: entry.at,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      detail: JSON.stringify(entry.detail),
    })
    .execute();
}

/** What was done to a subject, the newest first. */
export async function listAudit(store: Store, subject: string, limit: number): Promise<AuditEntry[]> {
  const rows = await store.db
    .selectFrom('audit')
    .select(['at', 'actor', 'action', 'subject', 'detail'])
    .where('subject', '=', subject)
    .orderBy('at', 'desc')
    .orderBy('audit_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, detail: row.detail ?? {} }));
}

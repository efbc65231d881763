import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { boundedRead } from './bounded-read.ts';

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

export interface AuditFilter {
  /** A part of the name or id, in any case. */
  readonly actor?: string | undefined;
  /** The whole, or its part before the dot. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** An entry with its place in the listing. */
export interface StoredAuditEntry extends AuditEntry {
  readonly id: string;
}

/** The whole trail, the newest first. */
export async function readAudit(
  store: Store,
  filter: AuditFilter,
  page: { limit: number; after: { at: Date; id: string } | null },
): Promise<StoredAuditEntry[]> {
  return boundedRead(store, async (db) => {
    let query = db.selectFrom('audit').select(['audit_id', 'at', 'actor', 'action', 'subject', 'detail']);
    const { actor, action, after } = { ...filter, ...page };
    if (actor !== undefined)
      query = query.where('actor', 'ilike', `%${actor.replaceAll(/[\\%_]/g, '\\$&')}%`);
    if (action !== undefined) {
      query = action.includes('.')
        ? query.where('action', '=', action)
        : query.where(sql<string>`split_part(action, '.', 1)`, '=', action);
    }
    if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
    if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
    if (filter.to !== undefined) query = query.where('at', '<', filter.to);
    if (after !== null) {
      query = query.where(sql<boolean>`(at, audit_id) < (${after.at}, ${after.id}::uuid)`);
    }
    const rows = await query.orderBy('at', 'desc').orderBy('audit_id', 'desc').limit(page.limit).execute();
    return rows.map(({ audit_id, detail, ...row }) => ({ ...row, id: audit_id, detail: detail ?? {} }));
  });
}

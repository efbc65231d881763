import { sql } from 'kysely';
import { insertCredentials } from '../accept/credentials.ts';
import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';
import { installationValue, settleInstallationValue } from './installation.ts';

const MARK = 'demonstration';

/**
 * Makes the database ready for a demonstration: empty, whatever an earlier one left, and marked as such. One that
 * holds credentials and has no mark belongs to somebody: nothing is changed, and the answer is false.
 */
export async function emptyForDemonstration(store: Store): Promise<boolean> {
  if ((await installationValue(store, MARK)) === null) {
    const used = await store.db.selectFrom('credential').select('credential_id').limit(1).executeTakeFirst();
    if (used !== undefined) return false;
    await settleInstallationValue(store, MARK, 'yes');
  }
  await inTransaction(store, async (trx) => {
    const { rows } = await sql<{ name: string }>`
      select quote_ident(c.relname) as name from pg_class c
       where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname not in ('installation', 'schema_note') and c.relname not like 'kysely%'`.execute(trx);
    await sql`truncate ${sql.raw(rows.map(({ name }) => name).join(', '))}`.execute(trx);
  });
  return true;
}

/** Names credentials before their first event, so that alerts can say the names. */
export async function nameCredentials(
  store: Store,
  named: readonly { readonly credentialId: string; readonly credential: string; readonly label: string }[],
): Promise<void> {
  await inTransaction(store, async (trx) => {
    const ordered = [...named].sort((a, b) => (a.credentialId < b.credentialId ? -1 : 1));
    await insertCredentials(
      trx,
      ordered.map((entry) => ({ ...entry, accountId: null })),
    );
    for (const { credentialId, label } of ordered) {
      await trx.updateTable('credential').set({ label }).where('credential_id', '=', credentialId).execute();
    }
  });
}

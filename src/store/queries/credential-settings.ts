import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What people say of a credential and set for it. */
export interface CredentialSettings {
  readonly label: string | null;
  readonly owner: string | null;
  /** Null: that of the installation. */
  readonly budget: string | null;
  readonly state: 'active' | 'revoked';
  readonly decoy: boolean;
  /** Null: that of the installation. */
  readonly timeZone: string | null;
}

/** Locks the state of the credential, as batches do, and reads its settings; null when there is no such credential. */
export async function lockSettings(
  db: Kysely<Tables>,
  credentialId: string,
): Promise<CredentialSettings | null> {
  const row = await db
    .selectFrom('credential_state')
    .innerJoin('credential', 'credential.credential_id', 'credential_state.credential_id')
    .select(['label', 'owner', 'budget', 'state', 'decoy', 'time_zone'])
    .where('credential_state.credential_id', '=', credentialId)
    .forUpdate('credential_state')
    .executeTakeFirst();
  if (row === undefined) return null;
  const { time_zone: timeZone, ...rest } = row;
  return { ...rest, timeZone };
}

/** The caller holds the lock. */
export async function writeSettings(
  db: Kysely<Tables>,
  credentialId: string,
  { label, owner, budget, state, decoy, timeZone }: CredentialSettings,
): Promise<void> {
  await db
    .updateTable('credential')
    .set({ label, owner })
    .where('credential_id', '=', credentialId)
    .execute();
  await db
    .updateTable('credential_state')
    .set({ budget, state, decoy, time_zone: timeZone })
    .where('credential_id', '=', credentialId)
    .execute();
}

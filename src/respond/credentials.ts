import { insertCredentials, knownCredentials } from '../store/accept/credentials.ts';
import { insertAudit } from '../store/queries/audit.ts';
import {
  type CredentialSettings,
  lockSettings,
  writeSettings,
} from '../store/queries/credential-settings.ts';
import { insertDirectives, standingDirectives, withdrawDirectives } from '../store/queries/directives.ts';
import type { Store } from '../store/store.ts';
import { inTransaction, type StoreTransaction } from '../store/transaction.ts';
import { type Actor, actorName, auditEntry } from './audit.ts';
import { directiveOf } from './directives.ts';

/** What is to change; what is left out stays. Texts are redacted, the budget and the zone are read. */
export type CredentialChange = {
  readonly [Name in keyof CredentialSettings]?: CredentialSettings[Name] | undefined;
};

/** Whose settings change. */
export interface CredentialName {
  readonly credentialId: string;
  /** Identifier under which it is registered when it has never called; null: then there is no such credential. */
  readonly register: string | null;
}

/**
 * Changes what people set for a credential, with an audit entry that holds what was before. A revocation and a decoy
 * hold from this moment, and until they are taken back (docs/feedback.md). False when there is no such credential.
 */
export async function changeCredential(
  store: Store,
  { credentialId, register }: CredentialName,
  change: CredentialChange,
  actor: Actor,
  now: () => number,
): Promise<boolean> {
  return inTransaction(store, async (trx) => {
    const known = register === null || (await knownCredentials(trx, [credentialId])).has(credentialId);
    if (!known) {
      await insertCredentials(trx, [{ credentialId, credential: register, accountId: null }]);
    }
    const before = await lockSettings(trx, credentialId);
    if (before === null) return false;
    const at = new Date(now());
    const after: CredentialSettings = { ...before, ...withoutGaps(change) };
    const changes = differences(before, after);
    if (known && Object.keys(changes).length === 0) return true;
    await writeSettings(trx, credentialId, after);
    const say = (kind: Fate, holds: boolean): Promise<void> =>
      sayFate(trx, credentialId, { kind, holds }, actor, at);
    if (after.state !== before.state) await say('revoked', after.state === 'revoked');
    if (after.decoy !== before.decoy) await say('decoy', after.decoy);
    const detail = { ...(known ? {} : { registered: register }), ...changes, credential_id: credentialId };
    await insertAudit(
      trx,
      auditEntry(actor, 'credential.changed', `credential:${credentialId}`, detail, at.getTime()),
    );
    return true;
  });
}

/** What has become of a credential, as the detector knows it. */
type Fate = 'revoked' | 'decoy';

async function sayFate(
  trx: StoreTransaction,
  credentialId: string,
  { kind, holds }: { readonly kind: Fate; readonly holds: boolean },
  actor: Actor,
  at: Date,
): Promise<void> {
  if (!holds) {
    const standing = await standingDirectives(trx, credentialId, at);
    const ids = standing.filter((one) => one.kind === kind).map(({ id }) => id);
    return withdrawDirectives(trx, credentialId, ids, actorName(actor), at);
  }
  const origin = { credentialId, madeBy: actorName(actor), madeAt: at, reason: null, alertId: null };
  const made = directiveOf({ kind, statements: [{ kind }], since: at, until: null }, origin);
  return insertDirectives(trx, credentialId, [made]);
}

function withoutGaps(change: CredentialChange): Partial<CredentialSettings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function differences(
  before: CredentialSettings,
  after: CredentialSettings,
): Record<string, { before: unknown; after: unknown }> {
  const names = Object.keys(after) as (keyof CredentialSettings)[];
  return Object.fromEntries(
    names
      .filter((name) => before[name] !== after[name])
      .map((name) => [
        name === 'timeZone' ? 'time_zone' : name,
        { before: before[name], after: after[name] },
      ]),
  );
}

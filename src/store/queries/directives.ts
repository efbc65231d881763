import { type Kysely, type SqlBool, sql } from 'kysely';
import type { DirectiveKind, SaidStatement } from '../said-statement.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';

/** What somebody said of a credential, at one time and for one reason. */
export interface NewDirective {
  readonly id: string;
  readonly credentialId: string;
  readonly kind: DirectiveKind;
  readonly statements: readonly SaidStatement[];
  /** Never before it was made, so that no hour changes that was judged already. */
  readonly since: Date;
  /** Null until further notice. */
  readonly until: Date | null;
  readonly reason: string | null;
  /** The alert whose disposition made it. */
  readonly alertId: string | null;
  readonly madeBy: string;
  readonly madeAt: Date;
}

export interface StoredDirective extends NewDirective {
  /** Identifier of the credential. */
  readonly credential: string;
  readonly withdrawnBy: string | null;
  readonly withdrawnAt: Date | null;
}

/** The caller holds the lock of the credential's state. */
export async function insertDirectives(
  db: Kysely<Tables>,
  credentialId: string,
  made: readonly NewDirective[],
): Promise<void> {
  if (made.length === 0) return;
  await db
    .insertInto('directive')
    .values(
      made.map((one) => ({
        credential_id: credentialId,
        directive_id: one.id,
        kind: one.kind,
        statements: JSON.stringify(one.statements),
        since: one.since,
        until: one.until,
        reason: one.reason,
        alert_id: one.alertId,
        made_by: one.madeBy,
        made_at: one.madeAt,
        withdrawn_by: null,
        withdrawn_at: null,
      })),
    )
    // A commit whose answer was lost is tried again on top of its own rows.
    .onConflict((conflict) => conflict.columns(['credential_id', 'directive_id']).doNothing())
    .execute();
  await db
    .updateTable('credential_state')
    .set({ has_directives: true })
    .where('credential_id', '=', credentialId)
    .where('has_directives', '=', false)
    .execute();
}

/** Ends directives now: they go on holding for the hours that have begun. The caller holds the lock of the state. */
export async function withdrawDirectives(
  db: Kysely<Tables>,
  credentialId: string,
  ids: readonly string[],
  by: string,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('directive')
    .set({ withdrawn_by: by, withdrawn_at: at })
    .where('credential_id', '=', credentialId)
    .where('directive_id', 'in', ids)
    .where('withdrawn_at', 'is', null)
    .execute();
}

/** Of one credential, neither withdrawn nor over; one that begins later is among them. The oldest first. */
export async function standingDirectives(
  db: Kysely<Tables>,
  credentialId: string,
  at: Date,
): Promise<StoredDirective[]> {
  const rows = await directives(db)
    .where('directive.credential_id', '=', credentialId)
    .where(isStanding(at))
    .orderBy('made_at')
    .orderBy('directive_id')
    .execute();
  return rows.map(toStoredDirective);
}

export interface DirectiveFilter {
  readonly credentialId?: string | undefined;
  /** Whether it still stands. */
  readonly active?: boolean | undefined;
}

/** A page ends at a directive; the next one begins after it. */
export interface DirectivePosition {
  readonly madeAt: Date;
  readonly id: string;
}

/** What is expected of credentials, and whom they distrust, the newest first. */
export async function listExpectations(
  store: Store,
  filter: DirectiveFilter,
  page: { limit: number; after: DirectivePosition | null },
  at: Date,
): Promise<StoredDirective[]> {
  let query = expectations(store.db);
  if (filter.credentialId !== undefined)
    query = query.where('directive.credential_id', '=', filter.credentialId);
  if (filter.active !== undefined) {
    query = query.where(filter.active ? isStanding(at) : sql<SqlBool>`not ${isStanding(at)}`);
  }
  if (page.after !== null) {
    const { madeAt, id } = page.after;
    query = query.where(sql<SqlBool>`(made_at, directive_id) < (${madeAt}, ${id}::uuid)`);
  }
  const rows = await query
    .orderBy('made_at', 'desc')
    .orderBy('directive_id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(toStoredDirective);
}

export async function findExpectation(db: Kysely<Tables>, id: string): Promise<StoredDirective | null> {
  const row = await expectations(db).where('directive_id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStoredDirective(row);
}

const expectations = (db: Kysely<Tables>) => directives(db).where('kind', 'in', ['expected', 'distrusted']);

const isStanding = (at: Date) =>
  sql<SqlBool>`(withdrawn_at is null and (until is null or until > ${at}::timestamptz))`;

const directives = (db: Kysely<Tables>) =>
  db
    .selectFrom('directive')
    .leftJoin('credential', 'credential.credential_id', 'directive.credential_id')
    .select([
      'directive.credential_id',
      'directive_id',
      'kind',
      'statements',
      'since',
      'until',
      'reason',
      'alert_id',
      'made_by',
      'made_at',
      'withdrawn_by',
      'withdrawn_at',
      'credential.external_id',
    ]);

function toStoredDirective(row: {
  credential_id: string;
  directive_id: string;
  kind: DirectiveKind;
  statements: readonly SaidStatement[];
  since: Date;
  until: Date | null;
  reason: string | null;
  alert_id: string | null;
  made_by: string;
  made_at: Date;
  withdrawn_by: string | null;
  withdrawn_at: Date | null;
  external_id: string | null;
}): StoredDirective {
  return {
    id: row.directive_id,
    credentialId: row.credential_id,
    credential: row.external_id ?? row.credential_id,
    kind: row.kind,
    statements: row.statements,
    since: row.since,
    until: row.until,
    reason: row.reason,
    alertId: row.alert_id,
    madeBy: row.made_by,
    madeAt: row.made_at,
    withdrawnBy: row.withdrawn_by,
    withdrawnAt: row.withdrawn_at,
  };
}

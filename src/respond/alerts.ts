import type { AlertStatus, Disposition } from '../core/alert.ts';
import { redactText } from '../ingest/redact.ts';
import { lockStates } from '../store/accept/credentials.ts';
import { addAlertNote, findAlert, type StoredAlert, updateAlert } from '../store/queries/alerts.ts';
import { insertAudit } from '../store/queries/audit.ts';
import { type StoredDirective, standingDirectives, withdrawDirectives } from '../store/queries/directives.ts';
import type { Store } from '../store/store.ts';
import { inTransaction, type StoreTransaction } from '../store/transaction.ts';
import { type Actor, actorName, auditEntry, redactLines } from './audit.ts';
import { addDirectives, type Draft, directiveInWords, directiveOf } from './directives.ts';
import { ContradictoryDecisionError } from './errors.ts';
import { distrustedNetworks, expectedHours, expectedNetworks, type Lesson } from './lessons.ts';

/** How far "expected" reaches: this once, the network from now on, or the hours from now on. */
export const SCOPES = ['once', 'network', 'schedule'] as const;

/** What a responder decides. What is left out stays as it is. */
export interface AlertDecision {
  readonly status?: AlertStatus | undefined;
  readonly disposition?: Disposition | null | undefined;
  readonly scope?: (typeof SCOPES)[number] | undefined;
  readonly until?: Date | undefined;
  readonly note?: string | undefined;
  readonly assignee?: string | null | undefined;
}

/** Where a decision is made. */
export interface Desk {
  readonly store: Store;
  /** IANA zone of credentials that have none of their own. */
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An alert, and what its disposition has made that still stands. */
export interface DecidedAlert {
  readonly alert: StoredAlert;
  readonly expectations: readonly StoredDirective[];
}

/**
 * Records what a responder decided, with an audit entry, and learns from it: a disposition takes back what the one
 * before it made, and makes its own (docs/feedback.md). Null when there is no such alert.
 *
 * @throws {ContradictoryDecisionError, TooManyExpectationsError}
 */
export async function decideAlert(
  desk: Desk,
  id: string,
  decision: AlertDecision,
  actor: Actor,
): Promise<DecidedAlert | null> {
  refuseContradiction(decision, desk.now());
  const credentialId = (await findAlert(desk.store, id))?.finding.credentialId;
  if (credentialId === undefined) return null;
  await inTransaction(desk.store, (trx) => decideLocked(trx, desk, { id, credentialId }, decision, actor));
  return readDecided(desk, id);
}

/** Null when there is no such alert. */
export async function readDecided({ store, now }: Desk, id: string): Promise<DecidedAlert | null> {
  const alert = await findAlert(store, id);
  if (alert === null) return null;
  const standing = await standingDirectives(store.db, alert.finding.credentialId, new Date(now()));
  return { alert, expectations: standing.filter(({ alertId }) => alertId === id) };
}

async function decideLocked(
  trx: StoreTransaction,
  { timeZone, now }: Desk,
  { id, credentialId }: { readonly id: string; readonly credentialId: string },
  decision: AlertDecision,
  actor: Actor,
): Promise<void> {
  const state = (await lockStates(trx, [credentialId])).get(credentialId) ?? null;
  // The lock is what batches of this credential wait for: none of them can have judged an hour that begins after this.
  const at = new Date(now());
  const updated = await updateAlert(trx, credentialId, id, {
    status: decision.status,
    disposition: decision.disposition,
    assignee: decision.assignee == null ? decision.assignee : redactText(decision.assignee),
    at,
  });
  // A late event may have merged it into an earlier alert in between.
  if (updated === null) return;
  const lesson: Lesson = { finding: updated.finding, state, zone: state?.timeZone ?? timeZone };
  const learnt =
    decision.disposition === undefined
      ? {}
      : await learn(trx, id, await draftsOf(trx, lesson, decision, at), credentialId, actor, at);
  if (decision.note !== undefined) {
    const note = { at, author: actorName(actor), text: redactLines(decision.note) };
    await addAlertNote(trx, credentialId, id, note);
  }
  const { until, ...fields } = decision;
  const detail = { ...fields, until: until?.toISOString(), ...learnt, credential_id: credentialId };
  await insertAudit(trx, auditEntry(actor, 'alert.changed', alertSubject(id), detail, at.getTime()));
}

/** What a disposition has to teach. */
async function draftsOf(
  trx: StoreTransaction,
  lesson: Lesson,
  { disposition, scope, until }: AlertDecision,
  since: Date,
): Promise<Draft[]> {
  if (disposition === 'compromised') {
    const networks = await distrustedNetworks(trx, lesson);
    return networks.map((one) => ({ kind: 'distrusted', statements: [one], since, until: null }));
  }
  if (disposition !== 'expected' || scope === undefined || scope === 'once') return [];
  const statements =
    scope === 'network' ? await expectedNetworks(trx, lesson) : [await expectedHours(trx, lesson)];
  return statements.map((one) => ({ kind: 'expected', statements: [one], since, until: until ?? null }));
}

/** Puts what a disposition teaches in the place of what the one before it taught; what is the same stays. In words. */
async function learn(
  trx: StoreTransaction,
  alertId: string,
  drafts: readonly Draft[],
  credentialId: string,
  actor: Actor,
  at: Date,
): Promise<{ made?: string; withdrawn?: string }> {
  const standing = await standingDirectives(trx, credentialId, at);
  const own = standing.filter((one) => one.alertId === alertId);
  const wanted = new Set(drafts.map(contentOf));
  const kept = own.filter((one) => wanted.has(contentOf(one)));
  const known = new Set(kept.map(contentOf));
  const gone = own.filter((one) => !kept.includes(one));
  const origin = { credentialId, madeBy: actorName(actor), madeAt: at, reason: null, alertId };
  const made = drafts.filter((draft) => !known.has(contentOf(draft))).map((one) => directiveOf(one, origin));
  const ids = gone.map(({ id }) => id);
  await withdrawDirectives(trx, credentialId, ids, actorName(actor), at);
  await addDirectives(
    trx,
    credentialId,
    made,
    standing.filter((one) => !gone.includes(one)),
  );
  return {
    ...(made.length === 0 ? {} : { made: made.map(directiveInWords).join(', ') }),
    ...(gone.length === 0 ? {} : { withdrawn: gone.map(directiveInWords).join(', ') }),
  };
}

/** Two that say the same, and end at the same time, are the same. */
const contentOf = ({ kind, statements, until }: Draft): string =>
  `${kind} ${directiveInWords({ statements })} ${until?.getTime()}`;

/** How the audit trail names an alert. */
export const alertSubject = (id: string): string => `alert:${id}`;

function refuseContradiction({ disposition, scope, until }: AlertDecision, now: number): void {
  if (scope !== undefined && disposition !== 'expected') {
    throw new ContradictoryDecisionError(
      '"scope" says how far "expected" reaches: send it with the disposition "expected". Nothing was changed.',
    );
  }
  if (until !== undefined && (scope === undefined || scope === 'once')) {
    throw new ContradictoryDecisionError(
      '"until" ends the scope "network" or "schedule": send it with one of them. Nothing was changed.',
    );
  }
  if (until !== undefined && until.getTime() <= now) {
    throw new ContradictoryDecisionError('"until" is in the past. Nothing was changed.');
  }
}

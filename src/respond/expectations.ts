import { DAY, MINUTE } from '../core/time.ts';
import { lockStates } from '../store/accept/credentials.ts';
import { insertAudit } from '../store/queries/audit.ts';
import {
  findExpectation,
  type StoredDirective,
  standingDirectives,
  withdrawDirectives,
} from '../store/queries/directives.ts';
import type { SaidStatement, SpokenSchedule } from '../store/said-statement.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';
import { type Actor, actorName, auditEntry, redactLines } from './audit.ts';
import { addDirectives, directiveInWords, directiveOf } from './directives.ts';
import { ContradictoryDecisionError } from './errors.ts';
import { hoursOfSchedule } from './schedule.ts';

/** A change that is announced: what will be seen of a credential, until when and why. */
export interface Declaration {
  readonly credentialId: string;
  /** Canonical (network.ts). */
  readonly cidr?: string | undefined;
  readonly asn?: number | undefined;
  readonly schedule?: SpokenSchedule | undefined;
  /** Multiple of the usual volume. */
  readonly volume?: number | undefined;
  /** Absent: from now on. */
  readonly from?: Date | undefined;
  readonly until: Date;
  readonly reason: string;
}

/** How long an announcement may hold: what lasts longer has become usual, and is learnt. */
const LONGEST = 366 * DAY;
/** A `from` this old is "now" on a clock that is a little slow. */
const SLACK = 5 * MINUTE;

/**
 * Announces a change, with an audit entry. Null when no event of the credential was ever accepted.
 *
 * @throws {ContradictoryDecisionError, TooManyExpectationsError}
 */
export async function declareExpectation(
  store: Store,
  declaration: Declaration,
  actor: Actor,
  now: () => number,
): Promise<StoredDirective | null> {
  const { credentialId, from, until } = declaration;
  const statements = statementsOf(declaration);
  refuseImpossible(declaration, now());
  return inTransaction(store, async (trx) => {
    const state = (await lockStates(trx, [credentialId])).get(credentialId);
    if (state === undefined) return null;
    const at = new Date(now());
    const since = from === undefined || from < at ? at : from;
    const origin = {
      credentialId,
      madeBy: actorName(actor),
      madeAt: at,
      reason: redactLines(declaration.reason),
      alertId: null,
    };
    const made = directiveOf({ kind: 'expected', statements, since, until }, origin);
    await addDirectives(trx, credentialId, [made], await standingDirectives(trx, credentialId, at));
    const detail = {
      expected: directiveInWords(made),
      from: since.toISOString(),
      until: until.toISOString(),
      reason: declaration.reason,
      credential_id: credentialId,
    };
    await insertAudit(trx, auditEntry(actor, 'expectation.made', subjectOf(made.id), detail, at.getTime()));
    return { ...made, credential: state.credential, withdrawnBy: null, withdrawnAt: null };
  });
}

/**
 * Takes an entry back, whoever made it, with an audit entry; one that is over stays as it is. False when there is no
 * such entry.
 */
export async function withdrawExpectation(
  store: Store,
  id: string,
  actor: Actor,
  now: () => number,
): Promise<boolean> {
  const found = await findExpectation(store.db, id);
  if (found === null) return false;
  const { credentialId } = found;
  await inTransaction(store, async (trx) => {
    await lockStates(trx, [credentialId]);
    const at = new Date(now());
    const standing = await standingDirectives(trx, credentialId, at);
    if (!standing.some((one) => one.id === id)) return;
    await withdrawDirectives(trx, credentialId, [id], actorName(actor), at);
    const detail = { withdrawn: directiveInWords(found), credential_id: credentialId };
    await insertAudit(trx, auditEntry(actor, 'expectation.withdrawn', subjectOf(id), detail, at.getTime()));
  });
  return true;
}

const subjectOf = (id: string): string => `expectation:${id}`;

function statementsOf({ cidr, asn, schedule, volume }: Declaration): SaidStatement[] {
  const statements: SaidStatement[] = [];
  if (cidr !== undefined) statements.push({ kind: 'network', cidr });
  if (asn !== undefined) statements.push({ kind: 'asn', asn });
  if (schedule !== undefined) {
    statements.push({ kind: 'schedule', hours: hoursOfSchedule(schedule), said: schedule });
  }
  if (volume !== undefined) statements.push({ kind: 'volume', factor: volume });
  return statements;
}

function refuseImpossible({ cidr, asn, schedule, volume, from, until }: Declaration, now: number): void {
  if ([cidr, asn, schedule, volume].every((said) => said === undefined)) {
    throw new ContradictoryDecisionError(
      'Nothing is announced: send at least one of "cidr", "asn", "schedule" and "volume". Nothing was changed.',
    );
  }
  if (until.getTime() <= now) {
    throw new ContradictoryDecisionError('"until" is in the past. Nothing was changed.');
  }
  if (until.getTime() > now + LONGEST) {
    throw new ContradictoryDecisionError(
      '"until" is more than a year ahead. What lasts longer becomes usual by itself, within weeks; renew an entry that is ' +
        'still needed then. Nothing was changed.',
    );
  }
  if (from !== undefined && from.getTime() < now - SLACK) {
    throw new ContradictoryDecisionError(
      '"from" is in the past: what has happened stays judged as it was. Leave it out for "from now on". Nothing was changed.',
    );
  }
  if (from !== undefined && from >= until) {
    throw new ContradictoryDecisionError('"from" is not before "until". Nothing was changed.');
  }
}

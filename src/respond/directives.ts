import { randomUUID } from 'node:crypto';
import { insertDirectives, type NewDirective, type StoredDirective } from '../store/queries/directives.ts';
import type { DirectiveKind, SaidStatement } from '../store/said-statement.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import { TooManyExpectationsError } from './errors.ts';
import { hoursInWords } from './schedule.ts';

/** Each is looked at for each hour that is judged. */
const MOST_STANDING = 500;

/** What is about to be said of a credential. */
export interface Draft {
  readonly kind: DirectiveKind;
  readonly statements: readonly SaidStatement[];
  readonly since: Date;
  readonly until: Date | null;
}

/** Whose it is and why. */
export interface Origin {
  readonly credentialId: string;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly reason: string | null;
  readonly alertId: string | null;
}

export const directiveOf = (draft: Draft, origin: Origin): NewDirective => ({
  id: randomUUID(),
  ...draft,
  ...origin,
});

/**
 * Writes new directives. The caller holds the lock of the credential's state.
 *
 * @param standing those that hold beside them
 * @throws {TooManyExpectationsError}
 */
export async function addDirectives(
  trx: StoreTransaction,
  credentialId: string,
  made: readonly NewDirective[],
  standing: readonly StoredDirective[],
): Promise<void> {
  if (standing.length + made.length > MOST_STANDING) {
    throw new TooManyExpectationsError(
      `A credential may have ${MOST_STANDING} entries in force. Withdraw some (GET /v1/expectations lists them), or ` +
        'say a wider network in place of many narrow ones. Nothing was changed.',
    );
  }
  await insertDirectives(trx, credentialId, made);
}

/** What a statement says, for the audit trail. */
function statementInWords(statement: SaidStatement): string {
  switch (statement.kind) {
    case 'network':
      return `network ${statement.cidr}`;
    case 'asn':
      return `provider AS${statement.asn}`;
    case 'schedule':
      return `hours ${hoursInWords(statement.hours)}`;
    case 'volume':
      return `volume ×${statement.factor}`;
    case 'distrusted':
      return `distrust of ${statement.cidr}`;
    case 'revoked':
    case 'decoy':
      return statement.kind;
  }
}

export const directiveInWords = ({ statements }: Pick<NewDirective, 'statements'>): string =>
  statements.map(statementInWords).join(', ');

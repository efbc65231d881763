import type { Finding } from '../core/alert.ts';
import { readState } from '../store/accept/credentials.ts';
import type { SaidStatement } from '../store/said-statement.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';
import { ContradictoryDecisionError } from './errors.ts';
import { distrustedNetworks, expectedHours, expectedNetworks } from './lessons.ts';

/** What a decision on an alert would teach, so that it can be said before it is made. */
export interface LessonPreview {
  /** Networks that the scope "network" makes expected; none: the alert is about no stranger. */
  readonly networks: string[];
  /** Hours of the week that the scope "schedule" makes expected, 0 = Monday 00:00, and whose clock it is. */
  readonly hours: number[];
  readonly zone: string;
  /** Networks that "compromised" takes all trust from. */
  readonly distrusted: string[];
}

export async function previewLessons(
  store: Store,
  finding: Finding,
  timeZone: string,
): Promise<LessonPreview> {
  return inTransaction(store, async (trx) => {
    const state = await readState(trx, finding.credentialId);
    const lesson = { finding, state, zone: state?.timeZone ?? timeZone };
    const hours = await expectedHours(trx, lesson);
    return {
      networks: await expectedNetworks(trx, lesson).then(cidrsOf, noneOf),
      hours: hours.kind === 'schedule' ? [...hours.hours] : [],
      zone: lesson.zone,
      distrusted: cidrsOf(await distrustedNetworks(trx, lesson)),
    };
  });
}

const cidrsOf = (statements: readonly SaidStatement[]): string[] =>
  statements.flatMap((one) => (one.kind === 'network' || one.kind === 'distrusted' ? [one.cidr] : []));

function noneOf(error: unknown): string[] {
  if (error instanceof ContradictoryDecisionError) return [];
  throw error;
}

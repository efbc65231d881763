import { networkLevels } from '../core/address.ts';
import type { Finding, HourScore } from '../core/alert.ts';
import { isSettled } from '../core/profile/networks.ts';
import { localHourOfWeek } from '../core/stats/week.ts';
import { hourOf, lastSettledHour } from '../core/time.ts';
import { readProfile } from '../monitor/stored-profile.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { readScores } from '../store/accept/usage-hours.ts';
import type { SaidStatement } from '../store/said-statement.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import { ContradictoryDecisionError } from './errors.ts';
import { withNeighbours } from './schedule.ts';

/** An alert, and whose it is. */
export interface Lesson {
  readonly finding: Finding;
  /** Null when nothing is stored of the credential any more. */
  readonly state: CredentialState | null;
  /** Of the credential's clock. */
  readonly zone: string;
}

/**
 * Networks that "expected" makes familiar: each stranger that the alert shows, by itself, never a wider network.
 *
 * @throws {ContradictoryDecisionError} when the alert is about no stranger
 */
export async function expectedNetworks(trx: StoreTransaction, { finding }: Lesson): Promise<SaidStatement[]> {
  const strangers = strangersOf(finding, await evidenceOf(trx, finding));
  if (strangers.length === 0) {
    throw new ContradictoryDecisionError(
      'This alert is not about a network: all its calls came from addresses that the credential is known by. Send the ' +
        'scope "once" or "schedule", or declare a volume by POST /v1/expectations. Nothing was changed.',
    );
  }
  return networksOf(strangers).map((cidr) => ({ kind: 'network', cidr }));
}

/** The hours of the week in which the evidence lies, and the one on each side, on the credential's clock. */
export async function expectedHours(
  trx: StoreTransaction,
  { finding, zone }: Lesson,
): Promise<SaidStatement> {
  const evidence = (await evidenceOf(trx, finding)).map(({ hour }) => hour);
  const hours = [hourOf(finding.firstEventAt), ...evidence, hourOf(finding.lastEventAt)];
  return { kind: 'schedule', hours: withNeighbours(hours.map((hour) => localHourOfWeek(hour, zone))) };
}

/**
 * Networks that "compromised" takes all trust from: the strangers that the alert shows, but none that was the
 * credential's own before it.
 */
export async function distrustedNetworks(
  trx: StoreTransaction,
  { finding, state, zone }: Lesson,
): Promise<SaidStatement[]> {
  const strangers = networksOf(strangersOf(finding, await evidenceOf(trx, finding)));
  if (strangers.length === 0 || state === null) return [];
  const before = await readProfile(trx, state, zone, lastSettledHour(finding.episodeStart));
  const isOwn = (cidr: string): boolean => isSettled(before.networks, 'address', cidr.replace(/\/32$/, ''));
  return strangers.filter((cidr) => !isOwn(cidr)).map((cidr) => ({ kind: 'distrusted', cidr }));
}

/** Episodes do not overlap: whatever is evidence from its first hour to its last is its own. */
const evidenceOf = (trx: StoreTransaction, finding: Finding): Promise<HourScore[]> =>
  readScores(trx, finding.credentialId, finding.episodeStart, hourOf(finding.lastEventAt));

/**
 * Of the addresses that the alert shows, which is what was decided on, the unfamiliar ones: an episode may hold
 * hours of the credential's own as well.
 */
export function strangersOf(finding: Finding, evidence: readonly HourScore[]): string[] {
  const strange = new Set(
    evidence
      .filter(({ signals }) => signals.some(({ signal }) => signal === 'unfamiliar_network'))
      .flatMap(({ sourceIps }) => sourceIps),
  );
  return finding.sourceIps.filter((address) => strange.has(address));
}

/** As networks are learnt: an IPv4 address, the /64 of an IPv6 one. */
const networksOf = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((address) => networkLevels(address).address)),
];

import { hash } from 'node:crypto';
import { bareEvent } from '../core/bare-event.ts';
import type { AccessEvent } from '../core/event.ts';
import { quotaOperation } from '../core/ledger/operation.ts';
import { type HourNumber, startOfHour, toIso } from '../core/time.ts';
import { credentialIdOf, hexToUuid, normaliseIdentifier } from '../ingest/identity.ts';

/** Whose limit, and since when its count was followed. */
interface Subject {
  readonly account: string;
  readonly label: string;
  readonly from: number;
}

/** What the hour was judged by. */
interface Figures {
  readonly counted: number;
  readonly seen: number;
  readonly unmarked: number;
  readonly pulls: number;
  readonly usual: number;
  readonly lossRate: number;
  readonly bits: number;
}

/** An hour in which a count fell too far, as an event of the account at the end of the hour. Its id is the hour's: told once. */
export function quotaEvent(
  { account, label, from }: Subject,
  hour: HourNumber,
  { counted, seen, unmarked, pulls, usual, lossRate, bits }: Figures,
): AccessEvent {
  const credential = normaliseIdentifier(`account:${account}`) ?? 'account:unknown';
  return bareEvent({
    credential,
    credentialId: credentialIdOf(credential),
    eventId: hexToUuid(hash('sha256', `quota\n${account}\n${label}\n${hour}`)),
    time: startOfHour(hour + 1) - 1,
    operation: quotaOperation(label),
    accountId: account === 'unknown' ? null : account,
    source: 'zoom-quota',
    extra: {
      record_of: 'zoom-quota',
      limit: label,
      from: toIso(from),
      to: toIso(startOfHour(hour + 1)),
      counted,
      ours: seen + unmarked + pulls,
      ours_without_header: unmarked,
      ours_pulled: pulls,
      unexplained: counted - seen - unmarked - pulls,
      unexplained_usually: usual,
      loss_rate: lossRate,
      evidence_bits: Math.round(bits * 10) / 10,
    },
  });
}

import { type Finding, SEVERITIES } from '../core/alert.ts';
import type { Receipt, TimedReceipt } from '../store/deliveries.ts';
import type { AlertLevel } from '../store/jobs.ts';
import { counted, listed, SEVERITY_WORDS, SIGNAL_WORDS, utc } from './words.ts';

const LISTED = 5;

/** Whether a message that told `told` leaves nothing of `level` untold. */
export function isTold(level: AlertLevel, told: Receipt): boolean {
  return (
    SEVERITIES.indexOf(told.severity) >= SEVERITIES.indexOf(level.severity) &&
    level.signals.every((signal) => told.signals.includes(signal)) &&
    told.eventCount >= level.eventCount &&
    told.scoreBits >= level.scoreBits
  );
}

/** What has come to an alert since people were last told of it, as sentences. */
export function whatIsNew(finding: Finding, told: TimedReceipt): string {
  const news: string[] = [];
  if (finding.severity !== told.severity) {
    news.push(
      `the severity went from ${SEVERITY_WORDS[told.severity]} to ${SEVERITY_WORDS[finding.severity]}`,
    );
  }
  for (const { signal, summary } of finding.signals) {
    if (!told.signals.includes(signal)) {
      news.push(`another kind of evidence, ${(SIGNAL_WORDS[signal] ?? signal).toLowerCase()}: ${summary}`);
    }
  }
  const calls = finding.eventCount - told.eventCount;
  if (calls > 0) news.push(counted(calls, 'more call'));
  const addresses = finding.sourceIps.filter((address) => !told.sourceIps.includes(address));
  if (addresses.length > 0) news.push(`from new addresses: ${listed(addresses, LISTED)}`);
  const operations = finding.operations.filter((operation) => !told.operations.includes(operation));
  if (operations.length > 0) news.push(`also called: ${listed(operations, LISTED)}`);
  return [`New since the last message (${utc(told.at.getTime())}):`, ...news.map((item) => `• ${item}`)].join(
    '\n',
  );
}

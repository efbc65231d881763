import type { Severity } from '../core/alert.ts';
import { count, list } from '../core/explain/numbers.ts';
import type { AlertView } from '../respond/alert-view.ts';

/** Severity by shape and word, so that it survives greyscale. */
export const MARKS: Readonly<Record<Severity, string>> = {
  critical: '▲▲ CRITICAL',
  high: '▲ HIGH',
  medium: '◆ MEDIUM',
  low: '· low',
  info: '· info',
};
const BAR = 24;

/** An alert as a terminal shows it: the sentence, the shares of each signal, the evidence. */
export function alertText(alert: AlertView, width = 100): string[] {
  const name = alert.credential_label ?? alert.credential;
  return [
    `${MARKS[alert.severity]}  ${name}  raised at ${alert.raised_at}`,
    ...wrap(alert.explanation, width - 2).map((line) => `  ${line}`),
    ...alert.signals.map((signal) => `  ${share(signal, alert.score_bits)}`),
    `  ${count(alert.event_count, 'call')} between ${alert.first_event_at} and ${alert.last_event_at}`,
    `  from  ${list(alert.source_ips, 5) || 'no address'}`,
    `  calls ${list(alert.operations, 5) || 'unknown'}`,
    ...wrap(alert.counterfactual, width - 2).map((line) => `  ${line}`),
  ];
}

function share({ signal, bits, observed, expected }: AlertView['signals'][number], total: number): string {
  const bar = '█'.repeat(Math.max(1, Math.round((bits / total) * BAR))).padEnd(BAR);
  return `${signal.padEnd(20)} ${bar} ${bits.toFixed(1).padStart(5)} bits   ${observed}; usual: ${expected}`;
}

/** Breaks at spaces; a word longer than a line stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

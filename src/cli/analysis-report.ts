import { readVersion } from '../config/version.ts';
import { type Finding, SEVERITIES } from '../core/alert.ts';
import type { Rejection } from '../core/event.ts';
import { count, number } from '../core/explain/numbers.ts';
import { isAlarm } from '../core/severity.ts';
import { toIso } from '../core/time.ts';
import { alertIdOf } from '../monitor/alert-id.ts';
import type { Analysis } from '../monitor/analyze.ts';
import { type AlertView, viewAlert } from '../respond/alert-view.ts';
import { alertText } from './alert-text.ts';

export interface AnalysisReport {
  readonly learnUntil: number;
  readonly oldest: number | null;
  readonly newest: number | null;
  readonly rejected: number;
  /** The first rejected lines, with their file. */
  readonly samples: (Rejection & { readonly file: string })[];
  readonly analysis: Analysis;
}

/** The contract's document of `analyze --json`. */
export function analysisJson({ learnUntil, rejected, analysis }: AnalysisReport): string {
  const lost = rejected + analysis.outOfOrder;
  return JSON.stringify({
    version: readVersion(),
    learn_until: toIso(learnUntil),
    events: {
      read: analysis.accepted + analysis.duplicate + lost,
      accepted: analysis.accepted,
      duplicate: analysis.duplicate,
      rejected: lost,
    },
    credentials: analysis.credentials,
    alerts: analysis.findings.map(viewOf),
  });
}

/** The report to read: what was read, the alarms, worst first, and what stayed below the budget. */
export function analysisText(report: AnalysisReport): string[] {
  const { analysis } = report;
  const alarms = analysis.findings.filter(isAlarm).sort(worstFirst);
  const quiet = analysis.findings.length - alarms.length;
  return [
    ...whatWasRead(report),
    '',
    ...(alarms.length === 0
      ? [`No alert. ${quiet === 0 ? 'Nothing came near your alert budget.' : ''}`.trim()]
      : alarms.flatMap((finding) => [...alertText(viewOf(finding)), ''])),
    ...(quiet === 0
      ? []
      : [`${count(quiet, 'episode')} stayed below your alert budget (severity low): see --json.`]),
  ];
}

function whatWasRead({ analysis, rejected, samples, oldest, newest, learnUntil }: AnalysisReport): string[] {
  const { accepted, duplicate, outOfOrder, credentials } = analysis;
  const span =
    oldest === null || newest === null
      ? 'no span of time'
      : `${toIso(oldest)} to ${toIso(newest)}, learnt until ${toIso(learnUntil)}`;
  return [
    `${count(accepted, 'event')} of ${count(credentials, 'credential')}, ${span}`,
    `${number(duplicate)} duplicates, ${number(rejected)} lines rejected` +
      (outOfOrder === 0 ? '' : `, ${number(outOfOrder)} more than 90 minutes out of order and left out`),
    ...samples.map(({ file, line, code, message }) => `  ${file}:${line} ${code}: ${message}`),
  ];
}

const viewOf = (finding: Finding): AlertView =>
  viewAlert({
    id: alertIdOf(finding.credentialId, finding.episodeStart),
    label: null,
    status: 'open',
    disposition: null,
    finding,
  });

const worstFirst = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.scoreBits - a.scoreBits;

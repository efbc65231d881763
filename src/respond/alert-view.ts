import type { AlertStatus, Disposition, Severity, SignalName } from '../core/alert.ts';
import { toIso } from '../core/time.ts';
import type { StoredAlert } from '../store/queries/alerts.ts';

/** An alert as every edge shows it (the contract's `Alert`). */
export interface AlertView {
  readonly id: string;
  readonly credential: string;
  readonly credential_id: string;
  readonly credential_label: string | null;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly disposition: Disposition | null;
  readonly signals: {
    readonly signal: SignalName;
    readonly bits: number;
    readonly observed: string;
    readonly expected: string;
    readonly summary: string;
  }[];
  readonly score_bits: number;
  readonly budget: string;
  readonly first_event_at: string;
  readonly last_event_at: string;
  readonly raised_at: string;
  readonly source_ips: string[];
  readonly operations: string[];
  readonly event_count: number;
  readonly explanation: string;
  readonly counterfactual: string;
  readonly late_by_seconds: number;
}

export function viewAlert(alert: Omit<StoredAlert, 'assignee'>): AlertView {
  const { finding } = alert;
  return {
    id: alert.id,
    credential: finding.credential,
    credential_id: finding.credentialId,
    credential_label: alert.label,
    severity: finding.severity,
    status: alert.status,
    disposition: alert.disposition,
    signals: finding.signals.map(({ signal, bits, observed, expected, summary }) => ({
      signal,
      bits,
      observed,
      expected,
      summary,
    })),
    score_bits: finding.scoreBits,
    budget: finding.budget,
    first_event_at: toIso(finding.firstEventAt),
    last_event_at: toIso(finding.lastEventAt),
    raised_at: toIso(finding.raisedAt),
    source_ips: [...finding.sourceIps],
    operations: [...finding.operations],
    event_count: finding.eventCount,
    explanation: finding.explanation,
    counterfactual: finding.counterfactual,
    late_by_seconds: finding.lateBySeconds,
  };
}

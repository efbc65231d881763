import type { AlertStatus, Disposition, Severity, SignalName } from '../core/alert.ts';
import { toIso } from '../core/time.ts';
import { redactText } from '../ingest/redact.ts';
import { changeAlert, type StoredAlert } from '../store/queries/alerts.ts';
import type { Store } from '../store/store.ts';
import { type Actor, auditEntry, redactLines } from './audit.ts';

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

/** The decision contradicts itself; nothing was changed. */
export class ContradictoryDecisionError extends Error {
  override readonly name = 'ContradictoryDecisionError';
  readonly code = 'contradictory';
}

/**
 * Records what a responder decided, with an audit entry. Null when there is no such alert.
 *
 * @throws {ContradictoryDecisionError}
 */
export async function decideAlert(
  store: Store,
  id: string,
  decision: AlertDecision,
  actor: Actor,
  now: number,
): Promise<StoredAlert | null> {
  refuseContradiction(decision, now);
  const { until, ...fields } = decision;
  const detail = { ...fields, until: until?.toISOString() };
  const change = {
    status: decision.status,
    disposition: decision.disposition,
    note: decision.note === undefined ? undefined : redactLines(decision.note),
    assignee: decision.assignee == null ? decision.assignee : redactText(decision.assignee),
  };
  return changeAlert(store, id, change, auditEntry(actor, 'alert.changed', alertSubject(id), detail, now));
}

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

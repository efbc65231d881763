import type { Severity } from '../../core/alert.ts';
import type { EntryKind } from '../../core/timeline-kinds.ts';

/** Ordered as entries of one moment are: what was called before what was made of it. */
export const TIMELINE_KINDS = ['access', 'alert', 'action'] as const;
export type TimelineSource = (typeof TIMELINE_KINDS)[number];

/** One line of the timeline. What a kind does not have is null. */
export interface TimelineEntry {
  /** Of an access event what it is a record of: a call, a delivery from Zoom, a sign-in, an admin's operation. */
  readonly kind: EntryKind;
  readonly time: Date;
  readonly id: string;
  readonly credential: string | null;
  readonly credential_id: string | null;
  readonly credential_label: string | null;
  readonly source_ip: string | null;
  readonly source_text: string | null;
  readonly method: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly operation: string | null;
  readonly status: number | null;
  readonly request_bytes: number | null;
  readonly response_bytes: number | null;
  readonly duration_ms: number | null;
  readonly user_agent: string | null;
  readonly tracking_id: string | null;
  readonly token_fingerprint: string | null;
  readonly token_issued_at: Date | null;
  readonly token_expires_at: Date | null;
  readonly account_id: string | null;
  readonly source: string | null;
  readonly asn: number | null;
  readonly country: string | null;
  readonly extra: Record<string, unknown> | null;
  /** Of an alert. */
  readonly severity: Severity | null;
  /** The sentence of an alert; what somebody did. */
  readonly summary: string | null;
  /** Who did it. */
  readonly actor: string | null;
}

/** An entry to fill in. */
export const NOTHING = {
  credential: null,
  credential_id: null,
  credential_label: null,
  source_ip: null,
  source_text: null,
  method: null,
  host: null,
  path: null,
  operation: null,
  status: null,
  request_bytes: null,
  response_bytes: null,
  duration_ms: null,
  user_agent: null,
  tracking_id: null,
  token_fingerprint: null,
  token_issued_at: null,
  token_expires_at: null,
  account_id: null,
  source: null,
  asn: null,
  country: null,
  extra: null,
  severity: null,
  summary: null,
  actor: null,
} as const;

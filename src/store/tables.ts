import type { ColumnType, Generated } from 'kysely';
import type { AlertStatus, Disposition, Finding, HourScore, Severity } from '../core/alert.ts';
import type { RollupJson } from '../core/rollup-json.ts';
import type { DirectiveKind, SaidStatement } from './said-statement.ts';

/** Written by hand, held true by test/store/schema.test.ts against the live catalogue. */
type Json<T> = ColumnType<T, string, string>;
type Time = ColumnType<Date, Date | string, Date | string>;

export interface CredentialTable {
  credential_id: string;
  external_id: string;
  account_id: string | null;
  label: string | null;
  owner: string | null;
  created_at: Generated<Date>;
}

export interface CredentialStateTable {
  credential_id: string;
  newest_event_at: Time | null;
  learn_until: Time | null;
  state: Generated<'active' | 'revoked'>;
  decoy: Generated<boolean>;
  budget: string | null;
  time_zone: string | null;
  history_version: Generated<number>;
  hours_version: Generated<number>;
  has_directives: Generated<boolean>;
}

export interface AccessEventTable {
  credential_id: string;
  occurred_at: Time;
  event_id: string;
  received_at: Generated<Date>;
  source_ip: string | null;
  source_text: string | null;
  method: string | null;
  host: string | null;
  path: string | null;
  operation: string | null;
  status: number | null;
  request_bytes: number | null;
  response_bytes: number | null;
  duration_ms: number | null;
  user_agent: string | null;
  tracking_id: string | null;
  token_fingerprint: string | null;
  token_issued_at: Time | null;
  token_expires_at: Time | null;
  account_id: string | null;
  source: string | null;
  sender_id: string | null;
  asn: number | null;
  country: string | null;
  extra: Json<Record<string, unknown>> | null;
}

export interface UsageHourTable {
  credential_id: string;
  hour: Time;
  calls: number;
  doc: Json<RollupJson>;
  bits: number | null;
  score: Json<HourScore> | null;
  late_by_ms: Generated<number>;
}

export interface ProfileTable {
  credential_id: string;
  through_hour: Time;
  doc: Json<unknown>;
}

export interface CalibrationDayTable {
  day: Time;
  used_days: number;
  moderate: number;
  excess: number;
}

export interface AlertTable {
  credential_id: string;
  alert_id: string;
  episode_start: Time;
  severity: Severity;
  status: Generated<AlertStatus>;
  disposition: Disposition | null;
  assignee: string | null;
  raised_at: Time;
  first_event_at: Time;
  last_event_at: Time;
  event_count: number;
  score_bits: number;
  finding: Json<Finding>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface AlertNoteTable {
  credential_id: string;
  alert_id: string;
  note_id: string;
  written_at: Generated<Date>;
  author: string;
  note: string;
}

export interface DirectiveTable {
  credential_id: string;
  directive_id: string;
  kind: DirectiveKind;
  statements: Json<readonly SaidStatement[]>;
  since: Time;
  until: Time | null;
  reason: string | null;
  alert_id: string | null;
  made_by: string;
  made_at: Time;
  withdrawn_by: string | null;
  withdrawn_at: Time | null;
}

export interface ApiKeyTable {
  key_id: string;
  name: string;
  role: 'ingest' | 'read' | 'respond' | 'admin';
  hash: Buffer;
  source: string | null;
  credential_pattern: string | null;
  new_credentials_per_hour: number | null;
  created_at: Generated<Date>;
  expires_at: Time | null;
  revoked_at: Time | null;
}

export interface UserAccountTable {
  user_id: string;
  email: string | null;
  name: string;
  role: 'read' | 'respond' | 'admin';
  password_hash: string | null;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: Generated<Date>;
  disabled_at: Time | null;
}

export interface SessionTable {
  token_hash: Buffer;
  session_id: string;
  user_id: string | null;
  key_id: string | null;
  created_at: Time;
  last_seen_at: Time;
  expires_at: Time;
  user_agent: string | null;
  address: string | null;
  revoked_at: Time | null;
}

export interface RejectedLineTable {
  rejection_id: string;
  received_at: Generated<Date>;
  source: string;
  code: string;
  message: string;
  line: number;
  length: number;
  hash: string;
  excerpt: string;
}

export interface RejectionCountTable {
  source: string;
  hour: Time;
  code: string;
  lines: number;
}

export interface FirstArrivalTable {
  body_hash: string;
  arrived_at: Generated<Date>;
}

export interface NoticeTable {
  kind: string;
  subject: string;
  message: string;
  count: Generated<number>;
  first_at: Generated<Date>;
  last_at: Generated<Date>;
}

export interface AuditTable {
  audit_id: string;
  at: Generated<Date>;
  actor: string;
  action: string;
  subject: string;
  detail: Json<Record<string, unknown>> | null;
}

export interface BacktestTable {
  backtest_id: string;
  status: 'running' | 'done' | 'failed';
  requested_by: string;
  requested_at: Generated<Date>;
  heartbeat_at: Generated<Date>;
  progress: Generated<number>;
  result: Json<unknown> | null;
  error: string | null;
}

export interface InstallationTable {
  name: string;
  value: string;
}

export interface ZoomPullTable {
  stream: string;
  since: Time;
  first_day: Time;
  settled_until: Time;
  read_at: Time | null;
  new_records: Generated<number>;
  problem_code: string | null;
  problem: string | null;
  problem_at: Time | null;
}

export interface ZoomQuotaTable {
  label: string;
  day: Time;
  used: number;
  paused_until: Time | null;
}

export interface ZoomAppTable {
  app_id: string;
  name: string;
  type: string | null;
  first_seen: Generated<Date>;
  last_seen: Generated<Date>;
  client_id: string | null;
  linked_by: string | null;
  linked_at: Time | null;
  suggestion: string | null;
  matched: number | null;
}

export interface CoverageHourTable {
  hour: Time;
  source: string;
  events: number;
  arrivals: number;
}

export interface SchemaNoteTable {
  migration: string;
  breaking: boolean;
}

export interface LedgerHourTable {
  app_id: string;
  hour: Time;
  client_id: string;
  zoom_side: number;
  matched: number;
  uncovered: number;
  operations: Json<Record<string, readonly [matched: number, zoomOnly: number]>>;
  told: boolean;
}

export interface QuotaHourTable {
  account: string;
  label: string;
  hour: Time;
  counted: number;
  ours: number;
  verdict: string;
  last_at: Time;
}

export interface ZoomCallHourTable {
  label: string;
  hour: Time;
  calls: number;
}

export interface TimelineHourTable {
  hour: Time;
  events: number;
  crowded: string;
}

export interface TimelineValueTable {
  kind: string;
  value_id: string;
  value: string;
  last_hour: Time;
}

export interface TimelineCountTable {
  kind: string;
  value_id: string;
  lane: number;
  hour: Time;
  calls: number;
  failed: number;
  slots: number[];
}

export interface Tables {
  credential: CredentialTable;
  credential_state: CredentialStateTable;
  access_event: AccessEventTable;
  usage_hour: UsageHourTable;
  profile: ProfileTable;
  calibration_day: CalibrationDayTable;
  alert: AlertTable;
  alert_note: AlertNoteTable;
  directive: DirectiveTable;
  api_key: ApiKeyTable;
  user_account: UserAccountTable;
  session: SessionTable;
  rejected_line: RejectedLineTable;
  rejection_count: RejectionCountTable;
  first_arrival: FirstArrivalTable;
  notice: NoticeTable;
  audit: AuditTable;
  backtest: BacktestTable;
  installation: InstallationTable;
  schema_note: SchemaNoteTable;
  zoom_pull: ZoomPullTable;
  zoom_quota: ZoomQuotaTable;
  zoom_app: ZoomAppTable;
  coverage_hour: CoverageHourTable;
  ledger_hour: LedgerHourTable;
  quota_hour: QuotaHourTable;
  zoom_call_hour: ZoomCallHourTable;
  timeline_hour: TimelineHourTable;
  timeline_value: TimelineValueTable;
  timeline_count: TimelineCountTable;
}

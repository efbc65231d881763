import type { Label } from './limits.ts';

/** A list of Zoom's that is read in windows of days. */
export interface Stream {
  /** Of its cursor in the database. */
  readonly name: string;
  /** For people: `sign-ins`. */
  readonly title: string;
  readonly path: string;
  /** The member of the answer that holds the records. */
  readonly list: string;
  /** The member of a record that holds its time. */
  readonly timeField: string;
  readonly label: Label;
  /** As in "Zoom does not give out …". */
  readonly what: string;
  /** Null: its name is not published, and Zoom's refusal will tell it. */
  readonly scope: string | null;
  /** Days that Zoom keeps, and the days that are read at once when catching up. */
  readonly keeps: number;
  readonly longest: number;
}

/** Zoom says "the last six months", without saying of how many days. */
const SIX_MONTHS = 180;
const WEEK = 7;

export const SIGN_INS: Stream = {
  name: 'activities',
  title: 'sign-ins',
  path: '/report/activities',
  list: 'activity_logs',
  timeField: 'time',
  label: 'Heavy',
  what: 'the sign-in report (/report/activities)',
  scope: 'report:read:user_activities:admin',
  keeps: SIX_MONTHS,
  longest: WEEK,
};

export const OPERATIONS: Stream = {
  name: 'operations',
  title: 'admin operations',
  path: '/report/operationlogs',
  list: 'operation_logs',
  timeField: 'time',
  label: 'Heavy',
  what: 'the admin operation log (/report/operationlogs)',
  scope: 'report:read:operation_logs:admin',
  keeps: SIX_MONTHS,
  longest: WEEK,
};

/**
 * Zoom states neither what its call log takes as parameters nor how long it is kept nor its label: all are found out by
 * reading it. The label here is the slowest that it can be.
 */
export const callLog = (appId: string, name: string): Stream => ({
  name: `calls/${appId}`,
  title: `API calls of ${name}`,
  path: `/marketplace/apps/${encodeURIComponent(appId)}/api_call_logs`,
  list: 'call_logs',
  timeField: 'time',
  label: 'Heavy',
  what: 'the API call log of an app (/marketplace/apps/…/api_call_logs)',
  scope: 'marketplace:read:list_api_logs:admin',
  keeps: SIX_MONTHS,
  longest: WEEK,
});

export const webhookLog = (appId: string, name: string): Stream => ({
  name: `webhooks/${appId}`,
  title: `webhooks of ${name}`,
  path: `/marketplace/apps/${encodeURIComponent(appId)}/webhook_logs`,
  list: 'webhook_logs',
  timeField: 'date_time',
  label: 'Medium',
  what: 'the webhook log of an app (/marketplace/apps/…/webhook_logs)',
  scope: null,
  // Zoom keeps seven days, today among them.
  keeps: WEEK - 1,
  longest: WEEK,
});

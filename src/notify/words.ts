import type { Severity, SignalName } from '../core/alert.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';

/** Severity by shape and word, so that it needs no colour. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  info: '○ Info',
  low: '△ Low',
  medium: '◆ Medium',
  high: '▲ High',
  critical: '■ Critical',
};

/** What a signal is about, for people. */
export const SIGNAL_WORDS: Readonly<Record<SignalName, string>> = {
  unfamiliar_network: 'Unfamiliar network',
  odd_hour: 'Unusual hour',
  usage_spike: 'More calls than usual',
  data_spike: 'More data than usual',
  unfamiliar_operation: 'Unfamiliar calls',
  unfamiliar_client: 'Unfamiliar client',
  failed_calls: 'Refused calls',
  concurrent_networks: 'Two networks at once',
  token_shared: 'Token in two places',
  dormant_awakes: 'Awake after a long silence',
  revoked_use: 'Used although revoked',
  decoy_use: 'Decoy used',
  admin_change: 'Guard lowered',
  zoom_side_only: 'Called past our network',
  quota_gap: 'Quota used up by others',
};

/** A call that recent means that it has not stopped. */
const ONGOING = 15 * MINUTE;

/** `1 call`, `41,200 calls`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `Tue 24 Nov 2026 03:12 UTC`. */
export function utc(time: number): string {
  const [weekday, day, month, year, clock] = new Date(time).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${day} ${month} ${year} ${clock?.slice(0, 5)} UTC`;
}

/** A length of time to one unit: `38 minutes`, `2 days`. */
export function span(milliseconds: number): string {
  if (milliseconds < MINUTE) return 'less than a minute';
  if (milliseconds < 2 * HOUR) return counted(Math.floor(milliseconds / MINUTE), 'minute');
  if (milliseconds < 2 * DAY) return counted(Math.floor(milliseconds / HOUR), 'hour');
  return counted(Math.floor(milliseconds / DAY), 'day');
}

/** `since Tue … (38 minutes ago), still going on`, or when it was last seen. */
export function sinceWhen(first: number, last: number, now: number): string {
  const quiet = now - last;
  const state =
    quiet <= ONGOING ? 'still going on' : `last call ${utc(last)} (${span(quiet)} ago), none seen since`;
  return `since ${utc(first)} (${span(Math.max(0, now - first))} ago), ${state}`;
}

/** The first few, and how many more there are. */
export function listed(values: readonly string[], most: number): string {
  const more = values.length - most;
  return values.slice(0, most).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en-US')} more` : '');
}

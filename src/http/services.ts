import type { OidcClient } from '../access/oidc.ts';
import type { SettingDescription } from '../config/describe.ts';
import type { Settings } from '../config/settings.ts';
import type { ReaderOptions } from '../ingest/read-stream.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { SlackSettings } from '../notify/alert-delivery.ts';
import type { Store } from '../store/store.ts';
import type { Authenticator } from './auth.ts';
import type { Metrics } from './metrics.ts';
import type { NoticeCounter } from './notice-counter.ts';
import type { Cookies } from './session-cookie.ts';

/** What of the settings the HTTP edge reads. */
export type HttpSettings = Pick<
  Settings,
  | 'adminKey'
  | 'alertBudget'
  | 'logLevel'
  | 'publicUrl'
  | 'rateLimitMax'
  | 'retentionDays'
  | 'timeZone'
  | 'trustedProxies'
  | 'webhookTokens'
> & {
  /** That of the installation. */
  readonly fingerprintKey: string;
};

/** What the routes work with; app.ts puts it together. */
export interface Services {
  readonly store: Store;
  readonly monitor: Monitor;
  readonly settings: HttpSettings;
  readonly auth: Authenticator;
  readonly cookies: Cookies;
  /** Null: people sign in with passwords and keys alone. */
  readonly oidc: OidcClient | null;
  /** Every setting as an operator may see it. */
  readonly described: readonly SettingDescription[];
  /** Where alerts are sent. */
  readonly slack: SlackSettings;
  readonly metrics: Metrics;
  readonly notices: NoticeCounter;
  /** Who owns an address, where the operator gave databases for it. */
  readonly geo: ReaderOptions['geo'];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

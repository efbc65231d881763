import { resolve } from 'node:path';
import { envSchema } from 'env-schema';
import { type Budget, parseBudget } from '../core/budget-text.ts';
import {
  aboutSetting,
  type RawSettings,
  SECRET_NAMES,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
} from './schema.ts';
import { resolveSecret } from './secret-reference.ts';
import { type SettingProblem, SettingsError } from './settings-error.ts';
import {
  checkKeyLength,
  type PersonRole,
  parseDatabaseUrl,
  parseIssuer,
  parseNetworks,
  parsePublicUrl,
  parseRoles,
  parseScopes,
  parseSlackUrl,
  parseTimeZone,
  parseWebhookTokens,
  parseZoomUrl,
  type WebhookToken,
} from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type { WebhookToken };

/** Every setting, read once at the start and passed down. Null is "not set". Secrets are resolved: never print it. */
export interface Settings {
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly adminKey: string | null;
  readonly fingerprintKey: string | null;
  readonly webhookTokens: readonly WebhookToken[];
  readonly zoomAccountId: string | null;
  readonly zoomClientId: string | null;
  readonly zoomClientSecret: string | null;
  /** Without a slash at its end. */
  readonly zoomApiUrl: string;
  readonly zoomOauthUrl: string;
  readonly zoomPullMinutes: number;
  readonly slackWebhookUrl: string | null;
  readonly alertBudget: Budget;
  /** IANA name. */
  readonly timeZone: string;
  /** Absolute path of an MMDB file. */
  readonly asnDb: string | null;
  readonly countryDb: string | null;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
  /** Requests a minute and key; 0: no limit. */
  readonly rateLimitMax: number;
  /** Null: events are kept for ever. */
  readonly retentionDays: number | null;
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  /** As it was given. */
  readonly oidcIssuer: string | null;
  readonly oidcClientId: string | null;
  readonly oidcClientSecret: string | null;
  readonly oidcLabel: string;
  readonly oidcScopes: string;
  readonly oidcRoleClaim: string | null;
  /** By the value of the claim. */
  readonly oidcRoles: ReadonlyMap<string, PersonRole>;
  /** Null: strangers are refused. */
  readonly oidcDefaultRole: PersonRole | null;
  readonly logLevel: RawSettings['LOG_LEVEL'];
}

/**
 * Reads the settings from an environment (`process.env` in main.ts, nowhere else). An empty variable counts as not
 * set, as compose files write it so. Throws SettingsError.
 */
export function readSettings(env: Environment): Settings {
  const problems: SettingProblem[] = [];
  const raw = readRaw(env, problems);
  /** Reads one setting; a failure is noted and the rest is read on. */
  const read = <T>(name: SettingName, parse: (text: string) => T): T | null => {
    const text = raw[name];
    if (text === undefined) return null;
    try {
      return parse(
        SECRET_NAMES.has(name) && name !== 'ZOOM_WEBHOOK_SECRET_TOKEN' ? resolveSecret(`${text}`) : `${text}`,
      );
    } catch (error) {
      problems.push(problem(name, error instanceof Error ? error.message : String(error)));
      return null;
    }
  };
  const asIs = (text: string): string => text;
  const absolute = (text: string): string => resolve(text);
  const settings = {
    databaseUrl: read('DATABASE_URL', parseDatabaseUrl),
    dataDir: resolve(raw.DATA_DIR),
    host: raw.HOST,
    port: raw.PORT,
    adminKey: read('ADMIN_KEY', checkKeyLength),
    fingerprintKey: read('FINGERPRINT_KEY', checkKeyLength),
    webhookTokens: read('ZOOM_WEBHOOK_SECRET_TOKEN', parseWebhookTokens) ?? [],
    zoomAccountId: read('ZOOM_ACCOUNT_ID', asIs),
    zoomClientId: read('ZOOM_CLIENT_ID', asIs),
    zoomClientSecret: read('ZOOM_CLIENT_SECRET', asIs),
    zoomApiUrl: read('ZOOM_API_URL', parseZoomUrl),
    zoomOauthUrl: read('ZOOM_OAUTH_URL', parseZoomUrl),
    zoomPullMinutes: raw.ZOOM_PULL_MINUTES,
    slackWebhookUrl: read('SLACK_WEBHOOK_URL', parseSlackUrl),
    alertBudget: read('ALERT_BUDGET', parseBudgetSetting),
    timeZone: read('TIME_ZONE', parseTimeZone),
    asnDb: read('ASN_DB', absolute),
    countryDb: read('COUNTRY_DB', absolute),
    trustedProxies: read('TRUSTED_PROXIES', parseNetworks) ?? [],
    rateLimitMax: raw.RATE_LIMIT_MAX,
    retentionDays: raw.RETENTION_DAYS ?? null,
    publicUrl: read('PUBLIC_URL', parsePublicUrl),
    oidcIssuer: read('OIDC_ISSUER', parseIssuer),
    oidcClientId: read('OIDC_CLIENT_ID', asIs),
    oidcClientSecret: read('OIDC_CLIENT_SECRET', asIs),
    oidcLabel: raw.OIDC_LABEL,
    oidcScopes: read('OIDC_SCOPES', parseScopes) ?? '',
    oidcRoleClaim: read('OIDC_ROLE_CLAIM', asIs),
    oidcRoles: read('OIDC_ROLES', parseRoles) ?? new Map(),
    oidcDefaultRole: raw.OIDC_DEFAULT_ROLE ?? null,
    logLevel: raw.LOG_LEVEL,
  };
  const { alertBudget, timeZone, zoomApiUrl, zoomOauthUrl } = settings;
  // A setting that has a default is null only when there is a problem with it.
  if (
    problems.length > 0 ||
    alertBudget === null ||
    timeZone === null ||
    zoomApiUrl === null ||
    zoomOauthUrl === null
  )
    throw new SettingsError(problems);
  return { ...settings, alertBudget, timeZone, zoomApiUrl, zoomOauthUrl };
}

/** The schema's part: types, ranges, defaults. What fails falls back to its default, so that the rest is checked too. */
function readRaw(env: Environment, problems: SettingProblem[]): RawSettings {
  const given = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  );
  const load = (data: Record<string, string>) =>
    envSchema<RawSettings>({ schema: structuredClone(SETTINGS), env: false, data });
  try {
    return load(given);
  } catch (error) {
    const failed = new Map(schemaFailures(error).map((failure) => [failure.name, failure.message]));
    if (failed.size === 0) throw error;
    for (const [name, message] of failed) problems.push(problem(name, `is "${given[name]}": it ${message}`));
    return load(
      Object.fromEntries(Object.entries(given).filter(([name]) => !failed.has(name as SettingName))),
    );
  }
}

function schemaFailures(error: unknown): { name: SettingName; message: string }[] {
  const errors =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return errors.flatMap((failure: { instancePath?: unknown; message?: unknown }) => {
    const name = SETTING_NAMES.find((known) => failure.instancePath === `/${known}`);
    return name === undefined ? [] : [{ name, message: String(failure.message) }];
  });
}

const parseBudgetSetting = (text: string): Budget => {
  try {
    return parseBudget(text);
  } catch (error) {
    throw new Error(`is "${text}": ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
};

function problem(name: SettingName, message: string): SettingProblem {
  const { description, example } = aboutSetting(name);
  return { name, message: `${name} ${message}. It must be ${description}. Example: ${name}=${example}` };
}

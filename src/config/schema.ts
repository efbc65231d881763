import { Type } from 'typebox';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A setting that is text of its own form: the form is checked in settings.ts, which can say more than a schema. */
const text = (description: string, example: string) =>
  Type.Optional(Type.String({ description, examples: [example] }));

/**
 * Every setting, by the name of its environment variable. `description` completes "NAME must be …" in errors and
 * explains the setting in `doctor`; the first of `examples` is shown beside it.
 */
export const SETTINGS = Type.Object({
  DATABASE_URL: text(
    'the address of a PostgreSQL 14 or newer; unset: an embedded PostgreSQL under DATA_DIR',
    'postgres://monitor:PASSWORD@db.example.com/monitor',
  ),
  DATA_DIR: Type.String({
    default: '.data',
    description: 'the folder for the embedded database and for keys that were made here',
    examples: ['/var/lib/zoom-monitor'],
  }),
  HOST: Type.String({
    default: '127.0.0.1',
    description: 'the address to listen on',
    examples: ['0.0.0.0'],
  }),
  PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65_535,
    description: 'the port to listen on, 0 to 65535 (0: any that is free)',
    examples: ['8080'],
  }),
  ADMIN_KEY: text('a key with the role admin, 32 characters or more', 'file:/run/secrets/admin-key'),
  FINGERPRINT_KEY: text(
    'the key of token fingerprints, 32 characters or more, the same in every replica',
    'file:/run/secrets/fingerprint-key',
  ),
  ZOOM_WEBHOOK_SECRET_TOKEN: text(
    'the secret tokens of Zoom apps that send webhooks, separated by commas, each TOKEN or APP=TOKEN',
    'reporting=OLD_TOKEN,reporting=NEW_TOKEN',
  ),
  ZOOM_ACCOUNT_ID: text('the Zoom account to pull logs from', 'aBcDeFgHiJkLmNoPqRsTuV'),
  ZOOM_CLIENT_ID: text('the client id of the Server-to-Server OAuth app for pulls', 'AbCdEfGhIjKlMnOpQrStUv'),
  ZOOM_CLIENT_SECRET: text('the client secret of that app', 'file:/run/secrets/zoom-client-secret'),
  ZOOM_API_URL: Type.String({
    default: 'https://api.zoom.us',
    description:
      "the address of Zoom's API: https, or http on this machine; another cloud of Zoom's, or a gateway of yours",
    examples: ['https://api.zoomgov.com'],
  }),
  ZOOM_OAUTH_URL: Type.String({
    default: 'https://zoom.us',
    description: 'the address that gives out access tokens: https, or http on this machine',
    examples: ['https://zoomgov.com'],
  }),
  ZOOM_PULL_MINUTES: Type.Integer({
    default: 5,
    minimum: 1,
    maximum: 1440,
    description: 'the minutes between two pulls, 1 to 1440',
    examples: ['5'],
  }),
  SLACK_WEBHOOK_URL: text(
    'the https address of a Slack incoming webhook, which alerts are sent to',
    'file:/run/secrets/slack-webhook-url',
  ),
  ALERT_BUDGET: Type.String({
    default: '1/365d',
    description: 'N/Dd or N/Dw: N false alarms per credential in D days or weeks',
    examples: ['1/365d'],
  }),
  TIME_ZONE: Type.String({
    default: 'UTC',
    description: 'an IANA time zone, for the local week',
    examples: ['Europe/Berlin'],
  }),
  ASN_DB: text('an MMDB file with GeoLite2-ASN field names', '/var/lib/GeoIP/GeoLite2-ASN.mmdb'),
  COUNTRY_DB: text('an MMDB file with GeoLite2-Country field names', '/var/lib/GeoIP/GeoLite2-Country.mmdb'),
  TRUSTED_PROXIES: text(
    'the networks of reverse proxies whose X-Forwarded-For counts, as CIDRs separated by commas',
    '192.0.2.0/24,2001:db8::/64',
  ),
  RATE_LIMIT_MAX: Type.Integer({
    default: 6000,
    minimum: 0,
    description: 'the requests allowed a minute and key, 0 or more (0: no limit)',
    examples: ['6000'],
  }),
  RETENTION_DAYS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 36_500,
      description: 'how many days of events to keep, 1 to 36500; unset: all',
      examples: ['400'],
    }),
  ),
  PUBLIC_URL: text(
    'the http or https address that people open, without a query; https makes cookies Secure',
    'https://monitor.example.com',
  ),
  OIDC_ISSUER: text(
    'the address of an OpenID Connect issuer that people sign in by: https, or http on this machine; it needs PUBLIC_URL',
    'https://login.example.com/realms/company',
  ),
  OIDC_CLIENT_ID: text('the client id that the issuer knows this service by', 'zoom-usage-monitor'),
  OIDC_CLIENT_SECRET: text(
    'the client secret at the issuer; unset: a public client',
    'file:/run/secrets/oidc',
  ),
  OIDC_LABEL: Type.String({
    default: 'single sign-on',
    maxLength: 60,
    description: 'what the sign-in page calls the issuer, 60 characters or fewer',
    examples: ['Example Login'],
  }),
  OIDC_SCOPES: Type.String({
    default: 'openid email profile',
    description: 'the scopes to ask the issuer for, openid among them',
    examples: ['openid email profile groups'],
  }),
  OIDC_ROLE_CLAIM: text('the claim of the issuer that OIDC_ROLES reads, such as groups', 'groups'),
  OIDC_ROLES: text(
    'the roles of people by the values of that claim, VALUE=ROLE separated by commas; roles are read, respond and admin',
    'zoom-admins=admin,soc=respond',
  ),
  OIDC_DEFAULT_ROLE: Type.Optional(
    Type.Enum(['read', 'respond', 'admin'], {
      description:
        'the role of whoever the issuer signs in and OIDC_ROLES does not name: read, respond or admin; unset: they are refused',
      examples: ['read'],
    }),
  ),
  LOG_LEVEL: Type.Enum(LEVELS, {
    default: 'info',
    description: `one of ${LEVELS.join(', ')}`,
    examples: ['info'],
  }),
});

export type RawSettings = Type.Static<typeof SETTINGS>;
export type SettingName = keyof typeof SETTINGS.properties;
export const SETTING_NAMES = Object.keys(SETTINGS.properties) as SettingName[];

/** Never printed, and may be given as a reference to where the secret is kept. */
export const SECRET_NAMES: ReadonlySet<SettingName> = new Set([
  'DATABASE_URL',
  'ADMIN_KEY',
  'FINGERPRINT_KEY',
  'ZOOM_WEBHOOK_SECRET_TOKEN',
  'ZOOM_CLIENT_SECRET',
  'SLACK_WEBHOOK_URL',
  'OIDC_CLIENT_SECRET',
]);

/** What the schema says of a setting, for errors and `doctor`. */
export function aboutSetting(name: SettingName): { description: string; example: string } {
  const { description, examples }: Record<string, unknown> = { ...SETTINGS.properties[name] };
  return { description: String(description), example: String(Array.isArray(examples) ? examples[0] : '') };
}

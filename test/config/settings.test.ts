import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeSettings, referencedFiles } from '../../src/config/describe.ts';
import { SECRET_NAMES, SETTING_NAMES } from '../../src/config/schema.ts';
import { readSettings, type Settings } from '../../src/config/settings.ts';
import { SettingsError } from '../../src/config/settings-error.ts';

const KEY = 'k'.repeat(32);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zm-settings-'));
  writeFileSync(join(folder, 'key'), `  ${KEY}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'tokens'), 'first-token\nbeta=second-token\n', { mode: 0o600 });
  writeFileSync(join(folder, 'empty'), ' \n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (env: Record<string, string>): SettingsError => {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(env)}`);
};

describe('settings that are not given', () => {
  test('have the defaults that the contract names', () => {
    expect(readSettings({})).toEqual({
      databaseUrl: null,
      dataDir: resolve('.data'),
      host: '127.0.0.1',
      port: 8080,
      adminKey: null,
      fingerprintKey: null,
      webhookTokens: [],
      zoomAccountId: null,
      zoomClientId: null,
      zoomClientSecret: null,
      zoomApiUrl: 'https://api.zoom.us',
      zoomOauthUrl: 'https://zoom.us',
      zoomPullMinutes: 5,
      slackWebhookUrl: null,
      alertBudget: { text: '1/365d', perDay: 1 / 365 },
      timeZone: 'UTC',
      asnDb: null,
      countryDb: null,
      trustedProxies: [],
      rateLimitMax: 6000,
      retentionDays: null,
      publicUrl: null,
      oidcIssuer: null,
      oidcClientId: null,
      oidcClientSecret: null,
      oidcLabel: 'single sign-on',
      oidcScopes: 'openid email profile',
      oidcRoleClaim: null,
      oidcRoles: new Map(),
      oidcDefaultRole: null,
      logLevel: 'info',
    } satisfies Settings);
  });

  test('an empty or blank variable counts as not given', () => {
    const blank = Object.fromEntries(SETTING_NAMES.map((name, index) => [name, index % 2 ? '' : '  ']));
    expect(readSettings(blank)).toEqual(readSettings({}));
  });

  test('other variables are left alone', () => {
    expect(readSettings({ PATH: '/bin', DATABASE: 'x' })).toEqual(readSettings({}));
  });
});

describe('good values', () => {
  const good: [string, string, Partial<Settings>][] = [
    ['PORT', '0', { port: 0 }],
    ['PORT', ' 65535 ', { port: 65_535 }],
    ['HOST', '::', { host: '::' }],
    ['DATA_DIR', '/srv/zoom', { dataDir: '/srv/zoom' }],
    ['DATABASE_URL', 'postgresql://a:b@127.0.0.1/c', { databaseUrl: 'postgresql://a:b@127.0.0.1/c' }],
    ['ADMIN_KEY', KEY, { adminKey: KEY }],
    ['FINGERPRINT_KEY', KEY, { fingerprintKey: KEY }],
    ['ALERT_BUDGET', '1/90d', { alertBudget: { text: '1/90d', perDay: 1 / 90 } }],
    ['ALERT_BUDGET', '2/52w', { alertBudget: { text: '2/52w', perDay: 2 / 364 } }],
    ['TIME_ZONE', 'Europe/Berlin', { timeZone: 'Europe/Berlin' }],
    ['TRUSTED_PROXIES', '192.0.2.0/24, 2001:DB8::/32', { trustedProxies: ['192.0.2.0/24', '2001:db8::/32'] }],
    ['TRUSTED_PROXIES', '127.0.0.1,::1', { trustedProxies: ['127.0.0.1/32', '::1/128'] }],
    ['RATE_LIMIT_MAX', '0', { rateLimitMax: 0 }],
    ['RETENTION_DAYS', '400', { retentionDays: 400 }],
    ['PUBLIC_URL', 'https://monitor.example.com/', { publicUrl: 'https://monitor.example.com' }],
    ['PUBLIC_URL', 'http://example.com:81/a/', { publicUrl: 'http://example.com:81/a' }],
    ['SLACK_WEBHOOK_URL', 'http://127.0.0.1:9/x', { slackWebhookUrl: 'http://127.0.0.1:9/x' }],
    ['SLACK_WEBHOOK_URL', 'https://example.com/x', { slackWebhookUrl: 'https://example.com/x' }],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
    ['ASN_DB', '/x/asn.mmdb', { asnDb: '/x/asn.mmdb' }],
  ];
  test.each(good)('%s=%s', (name, value, expected) => {
    expect(readSettings({ [name]: value })).toMatchObject(expected);
  });

  test('webhook tokens: one, several for rotation, by app, with base64 padding, from files', () => {
    const tokens = (value: string) => readSettings({ ZOOM_WEBHOOK_SECRET_TOKEN: value }).webhookTokens;
    expect(tokens('some-token')).toEqual([{ app: null, token: 'some-token' }]);
    expect(tokens('old-token-1, new-token-2')).toEqual([
      { app: null, token: 'old-token-1' },
      { app: null, token: 'new-token-2' },
    ]);
    expect(tokens('app.one=token-of-one,app.one=next-of-one,token-of-any==')).toEqual([
      { app: 'app.one', token: 'token-of-one' },
      { app: 'app.one', token: 'next-of-one' },
      { app: null, token: 'token-of-any==' },
    ]);
    expect(tokens(`file:${folder}/tokens`)).toEqual([
      { app: null, token: 'first-token' },
      { app: 'beta', token: 'second-token' },
    ]);
    expect(tokens(`gamma=file:${folder}/key,inline-token`)).toEqual([
      { app: 'gamma', token: KEY },
      { app: null, token: 'inline-token' },
    ]);
  });

  test('a secret is read from the file it refers to, without the white space around it', () => {
    expect(readSettings({ ADMIN_KEY: `file:${folder}/key` }).adminKey).toBe(KEY);
  });
});

describe('bad values', () => {
  const bad: [string, string, RegExp][] = [
    ['PORT', 'http', /^PORT is "http": it must be integer.*Example: PORT=8080$/],
    ['PORT', '65536', /must be <= 65535/],
    ['PORT', '-1', /must be >= 0/],
    ['PORT', '80.5', /must be integer/],
    ['RATE_LIMIT_MAX', 'NaN', /must be integer/],
    ['RETENTION_DAYS', '0', /must be >= 1/],
    ['LOG_LEVEL', 'verbose', /one of fatal, error, warn, info, debug, trace, silent/],
    ['ADMIN_KEY', 'short', /^ADMIN_KEY has 5 characters.*32/],
    ['FINGERPRINT_KEY', 'k'.repeat(31), /has 31 characters/],
    ['ADMIN_KEY', 'file:/nonexistent/key', /"\/nonexistent\/key", which cannot be read \(ENOENT\)/],
    ['ADMIN_KEY', 'vault:secret/zoom#key', /"vault:" reference, which is not supported yet/],
    ['SLACK_WEBHOOK_URL', 'aws-sm:name#field', /"aws-sm:" reference, which is not supported yet/],
    ['DATABASE_URL', 'conjur:id', /"conjur:" reference, which is not supported yet/],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', 'app=vault:x#y', /not supported yet/],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', 'short', /shorter than 8 characters/],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', ',', /holds no token/],
    ['DATABASE_URL', 'mysql://user:hunter2@example.com/x', /^DATABASE_URL is not a postgres:\/\/ address/],
    ['ALERT_BUDGET', 'one a year', /^ALERT_BUDGET is "one a year": a budget is written N\/Dd/],
    ['ALERT_BUDGET', '0/365d', /a budget is written/],
    ['TIME_ZONE', 'Mars/Olympus', /"Mars\/Olympus", which is not a time zone/],
    ['TRUSTED_PROXIES', '192.0.2.0/24,gateway', /holds "gateway", which is not a network/],
    ['TRUSTED_PROXIES', '192.0.2.0/33', /not a network/],
    ['TRUSTED_PROXIES', '10', /not a network/],
    ['PUBLIC_URL', 'monitor.example.com', /not an http or https address/],
    ['PUBLIC_URL', 'https://example.com/?a=b', /must not carry/],
    ['SLACK_WEBHOOK_URL', 'http://example.com/services/T0/B0/secret', /not an https address/],
  ];
  test.each(bad)('%s=%s', (name, value, expected) => {
    const error = problemsOf({ [name]: value });
    expect(error.problems).toHaveLength(1);
    expect(error.message).toMatch(expected);
    expect(error.message).toContain(`Example: ${name}=`);
  });

  test('an empty secret file', () => {
    expect(problemsOf({ ADMIN_KEY: `file:${folder}/empty` }).message).toMatch(/which is empty/);
  });

  test('all problems come at once', () => {
    const error = problemsOf({ PORT: 'x', LOG_LEVEL: 'y', TIME_ZONE: 'z', ADMIN_KEY: 'short' });
    expect(error.problems.map((problem) => problem.name).sort()).toEqual([
      'ADMIN_KEY',
      'LOG_LEVEL',
      'PORT',
      'TIME_ZONE',
    ]);
  });

  test('no error and no description shows what a secret setting holds', () => {
    const text = fc.stringMatching(/^[\w:/@=,.-]{12,40}$/).map((tail) => `Q${tail}`);
    fc.assert(
      fc.property(fc.constantFrom(...SECRET_NAMES), text, (name, value) => {
        const shown = [JSON.stringify(describeSettings({ [name]: value }))];
        try {
          readSettings({ [name]: value });
        } catch (error) {
          shown.push(String(error));
        }
        expect(shown.join('\n')).not.toContain(value);
      }),
      { numRuns: 200 },
    );
  });
});

describe('descriptions for doctor', () => {
  test('name every setting, its value and where it came from', () => {
    const described = describeSettings({
      PORT: '9000',
      ADMIN_KEY: KEY,
      FINGERPRINT_KEY: `file:${folder}/key`,
    });
    const by = new Map(described.map((entry) => [entry.name, entry]));
    expect([...by.keys()]).toEqual(SETTING_NAMES);
    expect(by.get('PORT')).toMatchObject({ value: '9000', origin: 'environment' });
    expect(by.get('HOST')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
    expect(by.get('ADMIN_KEY')).toMatchObject({ value: 'set, not shown', origin: 'environment' });
    expect(by.get('FINGERPRINT_KEY')).toMatchObject({
      value: 'set, not shown',
      origin: `file ${folder}/key`,
    });
    expect(by.get('RETENTION_DAYS')).toMatchObject({ value: 'not set', origin: 'default' });
  });

  test('list the files that secrets come from', () => {
    expect(
      referencedFiles({
        ADMIN_KEY: 'file:/a',
        ZOOM_WEBHOOK_SECRET_TOKEN: 'x=file:/b,file:/c',
        PORT: 'file:/d',
      }),
    ).toEqual([
      { name: 'ADMIN_KEY', path: '/a' },
      { name: 'ZOOM_WEBHOOK_SECRET_TOKEN', path: '/b' },
      { name: 'ZOOM_WEBHOOK_SECRET_TOKEN', path: '/c' },
    ]);
  });
});

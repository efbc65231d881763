import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { parseBudget } from '../../../src/core/budget-text.ts';
import { DAY } from '../../../src/core/time.ts';
import { type AppOptions, buildApp } from '../../../src/http/app.ts';
import { createMonitor, type Monitor } from '../../../src/monitor/monitor.ts';
import { createApiKey, type NewApiKey, ROLES, type Role } from '../../../src/store/queries/api-keys.ts';
import type { Store } from '../../../src/store/store.ts';
import { createTestDatabase } from '../../support/database.ts';

export const ADMIN_KEY = 'the-admin-key-of-the-tests-0123456789';

/** The whole service on a database of its own, listening on loopback. */
export interface TestService {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly monitor: Monitor;
  /** A key of each role. */
  readonly keys: Readonly<Record<Role, string>>;
  /** Everything that was logged. */
  logged(): string;
  makeKey(options: Partial<NewApiKey>): Promise<string>;
  call(path: string, init?: RequestInit & { key?: string | null }): Promise<Response>;
  /** Lines to /v1/events as the ingest key. */
  send(lines: readonly unknown[], path?: string, key?: string): Promise<Response>;
  close(): Promise<void>;
}

export async function startTestService(
  settings: Partial<AppOptions['settings']> = {},
  options: Partial<AppOptions> = {},
): Promise<TestService> {
  const database = await createTestDatabase();
  const { store } = database;
  const monitor = options.monitor ?? createMonitor(store, { budget: parseBudget('1/365d'), timeZone: 'UTC' });
  let log = '';
  const app = await buildApp({
    store,
    monitor,
    settings: {
      adminKey: ADMIN_KEY,
      alertBudget: parseBudget('1/365d'),
      fingerprintKey: 'the-fingerprint-key-of-the-tests-0123',
      logLevel: 'trace',
      publicUrl: null,
      rateLimitMax: 0,
      retentionDays: null,
      timeZone: 'UTC',
      trustedProxies: [],
      webhookTokens: [],
      ...settings,
    },
    logSink: {
      write: (line) => {
        log += line;
      },
    },
    ...options,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const makeKey = async (wanted: Partial<NewApiKey>): Promise<string> =>
    (await createApiKey(store, { name: 'a key', role: 'read', ...wanted })).key;
  const keys = Object.fromEntries(
    await Promise.all(ROLES.map(async (role) => [role, await makeKey({ role, name: `${role} key` })])),
  ) as Record<Role, string>;
  const call: TestService['call'] = (path, { key = keys.read, ...init } = {}) => {
    const headers = new Headers(init.headers);
    if (key !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    return fetch(`${url}${path}`, { ...init, headers });
  };
  return {
    url,
    app,
    store,
    monitor,
    keys,
    logged: () => log,
    makeKey,
    call,
    send: (lines, path = '/v1/events', key = keys.ingest) =>
      call(path, {
        key,
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
      }),
    close: async () => {
      await app.close();
      await monitor.close();
      await database.drop();
    },
  };
}

/** A line as a proxy would send it. */
export const eventLine = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  time: new Date(Date.now() - DAY / 24).toISOString(),
  credential: 'client-one',
  source_ip: '192.0.2.10',
  method: 'GET',
  path: '/v2/users',
  status: 200,
  id: crypto.randomUUID(),
  ...fields,
});

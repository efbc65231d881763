import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/store/embedded/embedded.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import { onOneConnection } from '../../src/store/one-connection.ts';
import { openStore } from '../../src/store/store.ts';
import { databaseIn } from './database-url.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's `postgres` database. */
    serverUrl: string;
    /** A migrated database to clone. */
    templateName: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated template in it. TEST_DATABASE_URL names another server to use. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer(process.env['TEST_DATABASE_URL']);
  const templateName = `template_${process.pid}_${Date.now().toString(36)}`;
  await onServer(server.url, `create database ${templateName}`);
  const store = openStore(databaseIn(server.url, templateName), { maxConnections: 2 });
  await migrateToLatest(store);
  await store.close();
  project.provide('serverUrl', server.url);
  project.provide('templateName', templateName);
  return async () => {
    await onServer(server.url, `drop database ${templateName} with (force)`);
    await server.stop();
  };
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

async function startServer(given: string | undefined): Promise<Server> {
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), 'zoom-monitor-test-'));
  const quiet = {
    info: () => {},
    warn: () => {},
    error: (message: string) => process.stderr.write(`${message}\n`),
  };
  const release = stopWhenWeEnd(dataDir);
  const embedded = await startEmbedded({ dataDir, log: quiet, settings: FAST_AND_FORGETFUL });
  return {
    url: databaseIn(embedded.connectionString, 'postgres'),
    stop: async () => {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
      release();
    },
  };
}

const FAST_AND_FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * However this run ends, by an interrupt or even kill -9, its server must end too. The guard waits for the end of a
 * pipe that only this process holds open.
 */
function stopWhenWeEnd(dataDir: string): () => void {
  const script =
    'cat >/dev/null; kill -QUIT "$(head -n 1 "$1/postgres/postmaster.pid")" 2>/dev/null && sleep 1; rm -rf "$1"';
  const guard = spawn('sh', ['-c', script, 'guard', dataDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return () => guard.stdin.end();
}

async function onServer(url: string, statement: string): Promise<void> {
  await onOneConnection(url, (client) => client.query(statement));
}

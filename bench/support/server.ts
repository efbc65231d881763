import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Embedded, startEmbedded } from '../../src/store/embedded/embedded.ts';
import type { StoreLog } from '../../src/store/log.ts';
import { onOneConnection } from '../../src/store/one-connection.ts';
import { CHECKOUT } from './checkout.ts';
import { tell } from './progress.ts';

/** The embedded PostgreSQL as the service starts it, fsync on, on the disk of this checkout. */
export interface Server {
  readonly folder: string;
  /** DATA_DIR of the services on it: beside the database in a folder that stays, as `npm start` has it. */
  readonly serviceFolder: string;
  readonly pid: number;
  /** An empty database of its own, so that no part measures what another one left. */
  newDatabase(name: string): Promise<Database>;
  /** The same, or, in a folder that stays, the one that `npm start` uses there, with what is in it. */
  database(name: string): Promise<Database>;
  /** A process that must not outlive the run, however that ends. */
  adopt(child: ChildProcess): void;
  close(): Promise<void>;
}

export interface Database {
  readonly url: string;
  /** One connection that stays open. */
  readonly client: pg.Client;
  close(): Promise<void>;
}

const LOG: StoreLog = { info: () => {}, warn: tell, error: tell };

/**
 * Not below the system's folder for temporary files: that may be in memory, where fsync costs nothing.
 *
 * @param kept a folder that stays, with what is in it; otherwise a new one that goes with the server
 */
export async function startServer(kept?: string): Promise<Server> {
  const folder = kept ?? join(CHECKOUT, '.data', `bench-${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const embedded = await startEmbedded({ dataDir: folder, log: LOG });
  const children = new Set<ChildProcess>();
  const close = async (): Promise<void> => {
    for (const child of children) await end(child);
    await embedded.stop();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(1)));
  }
  return {
    folder,
    serviceFolder: kept ?? join(folder, 'service'),
    pid: embedded.pid,
    newDatabase: (name) => newDatabase(embedded, name),
    database: async (name) =>
      kept === undefined ? newDatabase(embedded, name) : connect(embedded.connectionString, async () => {}),
    adopt: (child) => {
      children.add(child);
      child.once('exit', () => children.delete(child));
    },
    close,
  };
}

/** Lets a process finish what is in flight. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function newDatabase(embedded: Embedded, name: string): Promise<Database> {
  const url = new URL(embedded.connectionString);
  await onOneConnection(url.href, (client) => client.query(`create database ${name}`));
  url.pathname = `/${name}`;
  return connect(url.href, async () => {
    await onOneConnection(embedded.connectionString, (other) =>
      other.query(`drop database ${name} with (force)`),
    );
  });
}

async function connect(url: string, leave: () => Promise<void>): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  // What was asked on a connection that breaks fails anyhow.
  client.on('error', () => {});
  await client.connect();
  return {
    url,
    client,
    close: async () => {
      await client.end();
      await leave();
    },
  };
}

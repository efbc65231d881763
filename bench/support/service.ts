import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { TOOL } from './checkout.ts';
import { type Database, end, type Server } from './server.ts';

/** The service in a process of its own, as users run it, and connections to it that stay open. */
export interface Service {
  readonly pid: number;
  readonly address: string;
  readonly webhookSecret: string;
  /** An ingest key that may bring any number of credentials to life. */
  readonly ingestKey: string;
  /** Another one. */
  newIngestKey(name: string): Promise<string>;
  /** At most `connections` requests at a time; close it. */
  connect(connections: number): Pool;
  /** The body of `GET path`, parsed; throws when it is not 200. */
  get(path: string): Promise<unknown>;
  /** The body of `GET path` as this type; throws when it is not 200. */
  text(path: string, type: string): Promise<string>;
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Folder for a V8 profile of the process (`node --cpu-prof`). */
  readonly profileTo?: string | undefined;
}

/** A service on an empty database of its own. */
export interface Fresh {
  readonly database: Database;
  readonly service: Service;
  /** The service first. */
  close(): Promise<void>;
}

/** @param name of the database; none of the run has it yet */
export async function startFresh(server: Server, name: string, options: ServiceOptions): Promise<Fresh> {
  const database = await server.newDatabase(name);
  const service = await startService(server, database, options);
  return {
    database,
    service,
    close: async () => {
      await service.close();
      await database.close();
    },
  };
}

/** The service on a database; migrated when the promise resolves. */
export async function startService(
  server: Server,
  database: Database,
  options: ServiceOptions,
): Promise<Service> {
  const adminKey = randomBytes(32).toString('hex');
  const webhookSecret = randomBytes(16).toString('hex');
  const profile =
    options.profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileTo}`];
  const child = spawn(process.execPath, ['--max-semi-space-size=64', ...profile, TOOL, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      DATA_DIR: server.serviceFolder,
      ADMIN_KEY: adminKey,
      ZOOM_WEBHOOK_SECRET_TOKEN: webhookSecret,
      PORT: '0',
      RATE_LIMIT_MAX: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.adopt(child);
  const address = await listening(child);
  const reading = new Pool(address, { connections: 1, headersTimeout: 0, bodyTimeout: 0 });
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const answer = await reading.request({
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (answer.statusCode >= 300) {
      throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
    }
    return answer.body.json();
  };
  const newIngestKey = async (name: string): Promise<string> => {
    const wanted = { name, role: 'ingest', new_credentials_per_hour: 1_000_000 };
    return ((await ask('/v1/keys', wanted)) as { key: string }).key;
  };
  return {
    pid: child.pid ?? 0,
    address,
    webhookSecret,
    ingestKey: await newIngestKey('bench'),
    newIngestKey,
    connect: (connections) => new Pool(address, { connections, headersTimeout: 0, bodyTimeout: 0 }),
    get: (path) => ask(path),
    text: async (path, type) => {
      const headers = { authorization: `Bearer ${adminKey}`, accept: type };
      const answer = await reading.request({ path, method: 'GET', headers });
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
      return answer.body.text();
    },
    close: async () => {
      await reading.close();
      await end(child);
    },
  };
}

/** Resolves with the address that it says it listens on. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /Listening on (\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
  });
}

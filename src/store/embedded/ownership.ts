import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { StoreLog } from '../log.ts';
import { isConnectionLoss } from '../sql-state.ts';
import type { Embedded } from './embedded.ts';
import { messageOf } from './system-error.ts';

/** `serve` owns a DATA_DIR, and there is one at a time; any number of commands may use it beside. */
export type Purpose = 'serve' | 'command';

export interface Hold {
  readonly server: Embedded;
  /** Lets go, and stops the server if nobody else holds it; nobody can take hold meanwhile. Safe to call twice. */
  release(): Promise<void>;
}

/** Held by another `serve`, or let go by its last user, who is stopping it. */
export type Refusal = { readonly refused: 'owned'; readonly by: string } | { readonly refused: 'stopping' };

/**
 * Takes hold of the embedded server. Who holds it is written in the server itself, as advisory locks of a session that
 * lasts as long as the hold, so that the death of a process lets go too. Two locks: one for the owner, one that all
 * share, by which the last to leave knows that it is the last.
 *
 * @param reach starts or finds the server; called again when the session is lost
 */
export async function takeHold(
  reach: () => Promise<Embedded>,
  purpose: Purpose,
  log: StoreLog,
): Promise<Hold | Refusal> {
  let server = await reach();
  let session: pg.Client | undefined;
  let released: Promise<void> | undefined;

  const hold = async (): Promise<Refusal | undefined> => {
    const opened = await openSession(server.connectionString, purpose);
    if (!(opened instanceof pg.Client)) return opened;
    session = opened;
    opened.once('end', () => {
      session = undefined;
      if (released === undefined) void regain();
    });
    return undefined;
  };

  const regain = async (): Promise<void> => {
    log.warn('the connection that holds the embedded database was lost; taking hold again');
    while (released === undefined && session === undefined) {
      try {
        server = await reach();
        const refusal = await hold();
        if (refusal?.refused === 'owned') {
          log.error(
            `the embedded database is now held by another process (${refusal.by}): stop one of the two`,
          );
        }
      } catch (error) {
        log.error(`the embedded database cannot be reached: ${messageOf(error)}`);
      }
      if (session === undefined) await sleep(REGAIN_PAUSE_MS);
    }
  };

  const letGo = async (): Promise<void> => {
    // Without a session the server is gone; if it comes back, whoever uses it next finds it.
    const client = session;
    if (client === undefined) return;
    try {
      await client.query(`select pg_advisory_unlock_shared(${USERS})`);
      if (await got(client, `pg_try_advisory_lock(${USERS})`)) await server.stop();
    } finally {
      await client.end();
    }
  };

  let refusal: Refusal | undefined;
  try {
    refusal = await hold();
  } catch (error) {
    if (!server.adopted) await server.stop();
    throw error;
  }
  if (refusal !== undefined) return refusal;
  return {
    get server() {
      return server;
    },
    release: () => {
      released ??= letGo();
      return released;
    },
  };
}

/** Advisory lock numbers: the first is ours, the second says which. */
const OWNER = '7301846, 1';
const USERS = '7301846, 2';

const CONNECT_TIMEOUT_MS = 5_000;
const REGAIN_PAUSE_MS = 1_000;
/** The server needs a moment to see that a killed owner is gone. */
const OWNER_PATIENCE_MS = 2_000;
const OWNER_PAUSE_MS = 50;

async function openSession(connectionString: string, purpose: Purpose): Promise<pg.Client | Refusal> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: `zoom-monitor ${purpose}, process ${process.pid}`,
  });
  // The end of the session is what counts, and is told by 'end'.
  client.on('error', () => {});
  let held = false;
  try {
    await client.connect();
    const refusal = await lock(client, purpose);
    held = refusal === undefined;
    return refusal ?? client;
  } catch (error) {
    // It was there a moment ago: its last user is stopping it.
    if (isConnectionLoss(error)) return { refused: 'stopping' };
    throw error;
  } finally {
    if (!held) await client.end();
  }
}

async function lock(client: pg.Client, purpose: Purpose): Promise<Refusal | undefined> {
  if (!(await got(client, `pg_try_advisory_lock_shared(${USERS})`))) return { refused: 'stopping' };
  if (purpose === 'command') return undefined;
  const deadline = Date.now() + OWNER_PATIENCE_MS;
  while (!(await got(client, `pg_try_advisory_lock(${OWNER})`))) {
    if (Date.now() > deadline) return { refused: 'owned', by: await ownerOf(client) };
    await sleep(OWNER_PAUSE_MS);
  }
  return undefined;
}

async function got(client: pg.Client, call: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(`select ${call} as got`);
  return rows[0]?.got === true;
}

async function ownerOf(client: pg.Client): Promise<string> {
  const [classId, objectId] = OWNER.split(', ');
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name
     from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.classid = ${classId} and l.objid = ${objectId}`,
  );
  return rows[0]?.name ?? 'it has just left';
}

import type pg from 'pg';
import { copyOut } from './copy.ts';

/** The rows of a round as the service stored them, as the bytes that COPY reads and writes. */
export interface Rows {
  readonly chunks: readonly Buffer[];
  readonly count: number;
}

/** A table with the columns and the primary key of access_event, and nothing else: no other index, no partitions. */
export async function makeRawTable(client: pg.Client, name: string): Promise<void> {
  await client.query(`create table ${name} (like access_event including defaults)`);
  await client.query(`alter table ${name} add primary key (credential_id, occurred_at, event_id)`);
}

/** The moment on the server's clock, to tell the rows of one round from those of another. */
export async function serverTime(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  return rows[0]!.now;
}

export async function rowsSince(client: pg.Client, time: string): Promise<Rows> {
  const where = `where received_at >= '${time}'`;
  const { rows } = await client.query<{ count: string }>(`select count(*) from access_event ${where}`);
  const chunks = await copyOut(client, `copy (select * from access_event ${where}) to stdout`);
  // As the service's own sender gets them over: in pieces of some size, not one for each row.
  return { chunks: inPieces(chunks), count: Number(rows[0]!.count) };
}

const PIECE = 64 * 1024;

function inPieces(chunks: readonly Buffer[]): Buffer[] {
  const all = Buffer.concat(chunks);
  return Array.from({ length: Math.ceil(all.length / PIECE) }, (_, i) =>
    all.subarray(i * PIECE, (i + 1) * PIECE),
  );
}

import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { DATABASE_NOW } from './installation.ts';

/**
 * Takes a lease that its holder keeps renewing, unless somebody has it; true for the one that got it. When its holder dies
 * it runs out by itself. Works through any pooler and on any engine, where a lock of the session would not.
 *
 * @param owner names the holder: no two processes may use the same
 */
export async function claimLease(store: Store, name: string, owner: string, forMs: number): Promise<boolean> {
  const { rows } = await sql`
    insert into installation as lease (name, value) values (${keyOf(name)}, ${untilOf(owner, forMs)})
    on conflict (name) do update set value = excluded.value
      where split_part(lease.value, ' ', 1)::numeric <= ${DATABASE_NOW}
    returning name`.execute(store.db);
  return rows.length > 0;
}

/** False when the lease is not the owner's any more. One that ran out, and that nobody took, still is. */
export async function renewLease(store: Store, name: string, owner: string, forMs: number): Promise<boolean> {
  const { rows } = await sql`
    update installation set value = ${untilOf(owner, forMs)}
    where name = ${keyOf(name)} and split_part(value, ' ', 2) = ${owner}
    returning name`.execute(store.db);
  return rows.length > 0;
}

const untilOf = (owner: string, forMs: number) =>
  sql<string>`(${DATABASE_NOW} + ${forMs}::int)::text || ' ' || ${owner}::text`;

/** Gives the lease back, for others to take at once. */
export async function releaseLease(store: Store, name: string, owner: string): Promise<void> {
  await sql`
    delete from installation where name = ${keyOf(name)} and split_part(value, ' ', 2) = ${owner}`.execute(
    store.db,
  );
}

const keyOf = (name: string): string => `lease:${name}`;

/** A condition: the lease is in these hands, so that one who lost it without noticing writes nothing. */
export const heldBy = (name: string, owner: string) => sql<boolean>`exists (
  select 1 from installation
  where installation.name = ${keyOf(name)} and split_part(installation.value, ' ', 2) = ${owner})`;

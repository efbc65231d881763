import { sql } from 'kysely';
import type { Store } from '../store.ts';

/** Facts about the installation that its replicas share, such as the check value of the fingerprint key. */
export async function installationValue(store: Store, name: string): Promise<string | null> {
  const row = await store.db
    .selectFrom('installation')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

/** Writes the value unless there is one, and returns the one that is there now: the first of several processes wins. */
export async function settleInstallationValue(store: Store, name: string, value: string): Promise<string> {
  await store.db
    .insertInto('installation')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await installationValue(store, name)) ?? value;
}

/** Writes the value over the one that is there. */
export async function replaceInstallationValue(store: Store, name: string, value: string): Promise<void> {
  await store.db
    .insertInto('installation')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`excluded.value` }))
    .execute();
}

/** Milliseconds since the epoch by the database's clock, which all replicas share. */
export const DATABASE_NOW = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)`;

/**
 * Takes a lease that one process at a time may hold; true for the one that got it. It runs out by itself, so that
 * nothing is left undone when its holder dies.
 */
export async function takeLease(store: Store, name: string, forMs: number): Promise<boolean> {
  const until = sql<string>`(${DATABASE_NOW} + ${forMs}::int)::text`;
  const { rows } = await sql`
    insert into installation as lease (name, value) values (${`lease:${name}`}, ${until})
    on conflict (name) do update set value = excluded.value where lease.value::numeric <= ${DATABASE_NOW}
    returning name`.execute(store.db);
  return rows.length > 0;
}

import pg from 'pg';

/** Runs `work` on a connection of its own, beside any pool, and closes it. */
export async function onOneConnection<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // Without a listener a connection that breaks would end the process; what was asked on it fails anyhow.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

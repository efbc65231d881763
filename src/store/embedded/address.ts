import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { clusterPath } from './cluster.ts';
import { readIfThere } from './system-error.ts';

/** Where a server listens. */
export interface Address {
  /** The folder of its unix socket, or 127.0.0.1. */
  readonly host: string;
  readonly port: number;
}

export const LOOPBACK = '127.0.0.1';

/** With a unix socket the port is only part of a file name. */
const SOCKET_PORT = 5432;

/** The longest path that fits into sockaddr_un, without the closing NUL. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

/**
 * A unix socket in the cluster's folder, which nobody else may enter. Where that path is too long, a port of 127.0.0.1
 * that is free now; it is kept in `<dataDir>/postgres-port`, so that a restart does not change it.
 */
export async function chooseAddress(dataDir: string): Promise<Address> {
  const cluster = clusterPath(dataDir);
  const socket = join(cluster, `.s.PGSQL.${SOCKET_PORT}`);
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return { host: cluster, port: SOCKET_PORT };
  const file = join(dataDir, 'postgres-port');
  const port = (await freePort(Number(await readIfThere(file)) || 0)) ?? (await freePort(0)) ?? 0;
  await writeFile(file, `${port}\n`);
  return { host: LOOPBACK, port };
}

/** That port if it is free, or any free one for 0. */
async function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(wanted, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(port));
    });
  });
}

import { createServer } from 'node:net';
import { join } from 'node:path';

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

/** A unix socket in the cluster's folder, which nobody else may enter; where that path is too long, a free port on 127.0.0.1. */
export async function chooseAddress(cluster: string): Promise<Address> {
  const socket = join(cluster, `.s.PGSQL.${SOCKET_PORT}`);
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return { host: cluster, port: SOCKET_PORT };
  return { host: LOOPBACK, port: await freePort() };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

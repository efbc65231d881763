import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import { CHECKOUT } from './checkout.ts';

/** A server that reads and answers and does nothing else: what HTTP alone costs on this machine, with this sender. */
export interface BareServer {
  connect(connections: number): Pool;
  close(): Promise<void>;
}

export async function startBareServer(): Promise<BareServer> {
  const child = fork(join(CHECKOUT, 'bench', 'support', 'bare-server.mjs'), { stdio: 'inherit' });
  const [port] = (await once(child, 'message')) as [number];
  return {
    connect: (connections) => new Pool(`http://127.0.0.1:${port}`, { connections }),
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

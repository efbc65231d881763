import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What to do with a commit that is about to pass. */
export type Cut = 'none' | 'before' | 'after';

/** The simple query "commit" of PostgreSQL's protocol: type, length, text, NUL. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');

/**
 * A proxy between the service and PostgreSQL that cuts connections where it hurts: before a commit is passed on, when it
 * has not happened; and after, when it happens and the service never hears of it.
 */
export class CuttingProxy {
  readonly cuts = { before: 0, after: 0, anywhere: 0 };
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** Asked at each commit. */
  onCommit: () => Cut = () => 'none';

  private constructor(socketPath: string) {
    this.#server = createServer((service) => this.#join(service, connect(socketPath)));
  }

  static async start(socketPath: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(socketPath);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The same login, by way of this proxy. */
  urlFor(direct: string): string {
    const url = new URL(direct);
    url.search = '';
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Cuts every connection, wherever it is. */
  cutAll(): void {
    this.cuts.anywhere += this.#pairs.size;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(service: Socket, postgres: Socket): void {
    const pair = [service, postgres] as const;
    this.#pairs.add(pair);
    const cut = (): void => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', cut).on('close', cut);
    postgres.on('data', (bytes: Buffer) => service.write(bytes));
    service.on('data', (bytes: Buffer) => {
      const verdict = bytes.includes(COMMIT) ? this.onCommit() : 'none';
      if (verdict === 'before') {
        this.cuts.before += 1;
        cut();
        return;
      }
      if (verdict === 'after') {
        this.cuts.after += 1;
        // The answer shows that it happened; nobody is told.
        postgres.removeAllListeners('data');
        postgres.once('data', cut);
      }
      postgres.write(bytes);
    });
  }
}

import { Agent, request } from 'node:https';

/** A program that calls Zoom through the gateway from one address, with one credential. */
export interface Caller {
  /** Resolves with the status once the whole body has arrived. */
  call(method: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface CallerOptions {
  readonly port: number;
  /** PEM of the gateway's certificate. */
  readonly ca: string;
  /** Loopback address to call from: all of 127.0.0.0/8 is ours on Linux. */
  readonly from: string;
  readonly userAgent: string;
}

/** Opens connections as needed and keeps them, like a client library. */
export function createCaller(options: CallerOptions): Caller {
  const agent = new Agent({ keepAlive: true, ca: options.ca, servername: 'zoom-gateway.example.com' });
  return {
    call: (method, path, headers = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(
          {
            agent,
            host: '127.0.0.1',
            port: options.port,
            localAddress: options.from,
            method,
            path,
            headers: { host: 'zoom-gateway.example.com', 'user-agent': options.userAgent, ...headers },
          },
          (response) => {
            let body = '';
            response.setEncoding('utf8').on('data', (chunk: string) => {
              body += chunk;
            });
            response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
            response.on('error', reject);
          },
        );
        sent.on('error', reject);
        sent.end();
      }),
    close: () => agent.destroy(),
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stand-in treats one request. */
export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and says nothing. */
  | 'hang'
  /** Takes the request and cuts the connection. */
  | 'cut';

interface Post {
  readonly at: number;
  readonly path: string;
  readonly payload: { readonly text: string; readonly blocks: readonly { readonly type: string }[] };
  readonly raw: string;
  readonly status: number | null;
}

export interface SlackStandIn {
  /** Its path is a secret, as that of a real webhook is. */
  readonly webhookUrl: string;
  /** Every request, in order of arrival. */
  readonly posts: readonly Post[];
  /** Those answered with 200: what people in the channel see. */
  messages(): Post[];
  /** The answers to the next requests; afterwards all is well. */
  script(...answers: Answer[]): void;
  /** Holds every answer back until the returned function is called. */
  holdAnswers(): () => void;
  close(): Promise<void>;
}

export const WEBHOOK_SECRET = 'T0AAAAAAA/B0BBBBBBB/cCcCcCcCcCcCcCcCcCcCcCcC';

/** A real HTTP server on loopback that behaves as Slack's incoming webhooks do, or as they do on a bad day. */
export async function startSlackStandIn(): Promise<SlackStandIn> {
  const posts: Post[] = [];
  const script: Answer[] = [];
  let gate: Promise<void> = Promise.resolve();

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const answer = script.shift() ?? { status: 200, body: 'ok' };
    const status = typeof answer === 'string' ? null : answer.status;
    posts.push({ at: performance.now(), path: request.url ?? '', payload: JSON.parse(raw), raw, status });
    await gate;
    if (answer === 'hang') return;
    if (answer === 'cut') request.socket.destroy();
    else response.writeHead(answer.status, { ...answer.headers }).end(answer.body ?? '');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/services/${WEBHOOK_SECRET}`,
    posts,
    messages: () => posts.filter(({ status }) => status === 200),
    script: (...answers) => {
      script.push(...answers);
    },
    holdAnswers: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => open();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

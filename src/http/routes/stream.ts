import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Listener, openListener } from '../live/listener.ts';
import { createLiveFeed } from '../live/live-feed.ts';
import { HttpProblem, problems } from '../problem.ts';
import type { Services } from '../services.ts';

/** Streams of this process, and of one caller: a page holds one, and a browser opens six of one host at most. */
const MOST = 256;
const MOST_OF_ONE = 32;

/** Live updates as server-sent events (WHATWG HTML, section 9.2). */
export const streamRoutes =
  ({ store, auth, metrics }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const feed = createLiveFeed(store, {
      duplicates: async () => {
        const { values } = await metrics.lines.get();
        return values.find(({ labels }) => labels.outcome === 'duplicate')?.value ?? 0;
      },
      onError: (error) => app.log.warn({ err: error }, 'what is new cannot be read at the moment'),
    });
    const open = new Map<Listener, string>();
    // Before the server waits for connections to end: these would never end by themselves.
    app.addHook('preClose', async () => {
      feed.close();
      for (const listener of open.keys()) listener.end();
    });

    app.get(
      '/v1/stream',
      {
        config: { access: 'read' },
        exposeHeadRoute: false,
        schema: {
          summary: 'Live updates: server-sent events',
          description:
            '`alert` {id, credential_id, severity, status, raised_at, updated_at}: it is new or has changed, perhaps told twice. `ingest` {at, ' +
            'accepted, duplicate, rejected, per_second}: lines since the last such event, in all replicas (duplicates: in this one). With ' +
            'Last-Event-ID the alerts that changed meanwhile come first, within the last hour. Ends within 13 s of the session or key.',
          produces: ['text/event-stream'],
          response: problems(),
        },
      },
      async (request, reply) => {
        const caller = request.caller!;
        const own = [...open.values()].filter((id) => id === caller.id).length;
        if (open.size >= MOST || own >= MOST_OF_ONE) {
          throw new HttpProblem(
            'overloaded',
            `There are ${own >= MOST_OF_ONE ? own : open.size} open streams already. Close a page, or come back later.`,
            { headers: { 'retry-after': '30' } },
          );
        }
        const lastId = String(request.headers['last-event-id'] ?? '');
        const missed = /^\d{13}$/.test(lastId) ? await feed.since(Number(lastId)) : [];
        if (reply.raw.destroyed) return;
        reply.hijack();
        const listener = openListener(reply.raw, reply.getHeaders(), () => auth.mayGoOn(request, 'read'));
        open.set(listener, caller.id);
        for (const frame of missed) listener.send(frame);
        const unsubscribe = feed.subscribe((frame) => listener.send(frame));
        reply.raw.once('close', () => {
          unsubscribe();
          open.delete(listener);
        });
      },
    );
  };

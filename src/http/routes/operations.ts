import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SECOND } from '../../core/time.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { countOpenAlerts } from '../../store/queries/alerts.ts';
import { StoreError } from '../../store/store-error.ts';
import { describeApi } from '../openapi.ts';
import { HttpProblem, onlyProblems, problems } from '../problem.ts';
import type { Services } from '../services.ts';

/** Anybody may ask whether we are ready: the database is asked once a second at most. */
const READY_FOR = SECOND;

/** For load balancers, for Prometheus, for clients' code generators. */
export const operationRoutes =
  ({ store, metrics, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const Status = Type.Object({ status: Type.String() });
    let ready: { at: number; answer: Promise<void> } | null = null;

    app.get(
      '/healthz',
      {
        config: { access: 'none', rateLimit: false },
        schema: { summary: 'Whether the process runs', response: { 200: Status } },
      },
      async () => ({ status: 'ok' }),
    );

    app.get(
      '/readyz',
      {
        config: { access: 'none', rateLimit: false },
        schema: {
          summary: 'Whether the database can be reached and has the schema that this version needs',
          response: { 200: Status, ...onlyProblems(500, 503) },
        },
      },
      async () => {
        if (ready === null || now() - ready.at >= READY_FOR) ready = { at: now(), answer: checkSchema() };
        await ready.answer;
        return { status: 'ready' };
      },
    );

    app.get(
      '/metrics',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Metrics in the text format of Prometheus',
          response: {
            200: { description: 'Metrics', content: { 'text/plain': { schema: Type.String() } } },
            ...problems(),
          },
        },
      },
      async (request, reply) => {
        try {
          metrics.setOpenAlerts(await countOpenAlerts(store));
          metrics.setDatabaseUp(true);
        } catch (error) {
          // The scrape must go on, so that it can tell that the database is down.
          request.log.warn({ err: error }, 'open alerts could not be counted for /metrics');
          metrics.setDatabaseUp(false);
        }
        return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
      },
    );

    app.get('/openapi.json', { config: { access: 'none' }, schema: { hide: true } }, async () =>
      describeApi(app),
    );

    async function checkSchema(): Promise<void> {
      const pending = await pendingMigrations(store).catch((error: unknown) => {
        if (error instanceof StoreError) throw new HttpProblem('not_ready', error.message, { cause: error });
        throw error;
      });
      if (pending.length === 0) return;
      throw new HttpProblem(
        'not_ready',
        `The database lacks the migrations ${pending.join(', ')}. Run "zoom-monitor migrate", or restart the service.`,
        { headers: { 'retry-after': '10' } },
      );
    }
  };

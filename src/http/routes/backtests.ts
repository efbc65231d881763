import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { parseBudget } from '../../core/budget-text.ts';
import type { BacktestResult } from '../../monitor/backtest-result.ts';
import { createBacktestRunner } from '../../monitor/backtest-runner.ts';
import { actorName } from '../../respond/audit.ts';
import { findBacktest } from '../../store/queries/backtests.ts';
import { credentialExists } from '../../store/queries/credentials.ts';
import { Backtest, BacktestStatus } from '../backtest-schema.ts';
import { findCredentialId } from '../credential-parameter.ts';
import { HttpProblem, problems } from '../problem.ts';
import { invalid, parseTime, readField } from '../schemas.ts';
import type { Services } from '../services.ts';

const NewBacktest = Type.Object(
  {
    budget: Type.String({ maxLength: 20, description: 'Tried for every credential, such as 1/90d' }),
    from: Type.Optional(Type.String({ description: 'RFC 3339; alerts raised at this time or later' })),
    to: Type.Optional(Type.String({ description: 'RFC 3339; alerts raised before this time' })),
    credential: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 400,
        description: 'This one alone: the uuid, or the identifier; `external:ID` forces the identifier',
      }),
    ),
    rescore: Type.Optional(
      Type.Boolean({
        description: 'Score every hour anew, those that were only learnt included; takes longer',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Which alerts a budget would have raised on the stored history. */
export const backtestRoutes =
  ({ store, settings }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const detection = { budget: settings.alertBudget, timeZone: settings.timeZone };
    const runner = createBacktestRunner(store, detection, (error) =>
      app.log.error({ err: error }, 'a backtest failed'),
    );
    app.addHook('onClose', () => runner.close());

    app.post(
      '/v1/backtests',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Try a budget on the stored history, in the background',
          description:
            'One at a time in the whole installation: 429 `backtest_running` while another one runs. The newest 50 results ' +
            'are kept. Nothing is changed by it, and nobody is told of what it finds.',
          body: NewBacktest,
          response: {
            202: Type.Object({ id: Type.String({ format: 'uuid' }), status: BacktestStatus }),
            ...problems(404, 413, 415),
          },
        },
      },
      async (request, reply) => {
        const { budget, credential, rescore = false, ...given } = request.body;
        const from = parseTime('from', given.from)?.getTime() ?? null;
        const to = parseTime('to', given.to)?.getTime() ?? null;
        if (from !== null && to !== null && from >= to) throw invalid('to', 'must be later than "from"');
        const credentialId = credential === undefined ? null : await theCredential(credential);
        const wanted = {
          budget: readField('budget', () => parseBudget(budget)),
          from,
          to,
          credentialId,
          rescore,
        };
        const id = await runner.start(wanted, actorName(request.caller!));
        if (id === null) {
          throw new HttpProblem(
            'backtest_running',
            'Another backtest runs, and there is one at a time. Nothing was begun. Try again when it is done.',
            { headers: { 'retry-after': '30' } },
          );
        }
        return reply.code(202).send({ id, status: 'running' });
      },
    );

    app.get(
      '/v1/backtests/:id',
      {
        config: { access: 'read' },
        schema: {
          summary: 'How far a backtest is, and what it found',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 200: Backtest, ...problems(404) },
        },
      },
      async (request) => {
        const found = await findBacktest(store, request.params.id);
        if (found === null) {
          throw new HttpProblem('not_found', 'There is no such backtest. The newest 50 are kept.');
        }
        return {
          id: found.id,
          status: found.status,
          progress: found.progress,
          requested_by: found.requestedBy,
          requested_at: found.requestedAt.toISOString(),
          ...(found.status === 'done' ? { result: found.result as BacktestResult } : {}),
          ...(found.error === null ? {} : { error: found.error }),
        };
      },
    );

    async function theCredential(text: string): Promise<string> {
      const id = await findCredentialId(store, text);
      if (await credentialExists(store, id)) return id;
      throw new HttpProblem(
        'not_found',
        'No event of such a credential was ever accepted. GET /v1/credentials lists those that there are.',
      );
    }
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { stepsOf } from '../../notify/next-steps.ts';
import { describeAlert } from '../../respond/alert-context.ts';
import { viewAlert } from '../../respond/alert-view.ts';
import { viewIncident } from '../../respond/incident-view.ts';
import { previewLessons } from '../../respond/lesson-preview.ts';
import { findCredential } from '../../store/queries/credentials.ts';
import { AlertContextSchema } from '../alert-context-schema.ts';
import { viewExpectation } from '../expectation-schema.ts';
import { HttpProblem, problems } from '../problem.ts';
import type { Services } from '../services.ts';

/** An alert beside what was expected. */
export const alertContextRoutes =
  ({ store, settings, geo, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/alerts/:id/context',
      {
        config: { access: 'read' },
        schema: {
          summary: 'What was seen beside what was expected',
          description:
            'As it was known when the alert was judged: the profile is the fold of the hours that had ended 90 minutes ' +
            'before, not that of today.',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 200: AlertContextSchema, ...problems(404) },
        },
      },
      async (request) => {
        const context = await describeAlert(
          { store, timeZone: settings.timeZone, geo, now: now() },
          request.params.id,
        );
        if (context === null) {
          throw new HttpProblem(
            'not_found',
            'There is no alert with this id. GET /v1/alerts lists those that there are.',
          );
        }
        const { alert, similar, declared, ...rest } = context;
        const { finding } = alert;
        const [credential, teaches] = await Promise.all([
          findCredential(store, finding.credentialId, now()),
          previewLessons(store, finding, settings.timeZone),
        ]);
        const owner = credential?.owner ?? null;
        return {
          ...rest,
          alert: viewAlert(alert),
          threshold_bits: finding.thresholdBits,
          owner,
          similar: similar.map(({ alert: one, shared }) => ({ ...viewIncident(one), shared })),
          declared: declared.map((one) => viewExpectation(one, now())),
          teaches,
          next_steps: stepsOf(finding.credential, owner),
        };
      },
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { describeCredential } from '../../monitor/credential-context.ts';
import { viewIncident } from '../../respond/incident-view.ts';
import { listAlerts } from '../../store/queries/alerts.ts';
import { CredentialContextSchema } from '../credential-context-schema.ts';
import { findCredentialId } from '../credential-parameter.ts';
import { HttpProblem, problems } from '../problem.ts';
import type { Services } from '../services.ts';

const MOST_ALERTS = 20;

/** Who calls with a credential, and how. */
export const credentialContextRoutes =
  ({ store, settings, geo, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/credentials/:id/context',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Who calls with a credential, from where, when and how',
          description:
            'Callers of the 30 days, calls of the 14 days and tokens of the 7 days before its newest event.',
          params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 400 }) }),
          response: { 200: CredentialContextSchema, ...problems(404) },
        },
      },
      async (request) => {
        const id = await findCredentialId(store, request.params.id);
        const context = await describeCredential(store, id, settings.timeZone, geo, now());
        if (context === null) {
          throw new HttpProblem(
            'not_found',
            'No event of such a credential was ever accepted. GET /v1/credentials lists those that there are.',
          );
        }
        const alerts = await listAlerts(store, { credentialId: id }, { limit: MOST_ALERTS, after: null });
        return { ...context, incidents: alerts.map(viewIncident) };
      },
    );
  };

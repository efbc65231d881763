import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { declareExpectation, withdrawExpectation } from '../../respond/expectations.ts';
import { readNetwork } from '../../respond/network.ts';
import { listExpectations } from '../../store/queries/directives.ts';
import { findCredentialId } from '../credential-parameter.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Expectation, Schedule, viewExpectation } from '../expectation-schema.ts';
import { HttpProblem, problems } from '../problem.ts';
import { NextCursor, paging, parseTime, query, readField, written } from '../schemas.ts';
import type { Services } from '../services.ts';

const CredentialText = Type.String({
  minLength: 1,
  maxLength: 400,
  description: 'The uuid, or the identifier; `external:ID` forces the identifier',
});

const NewExpectation = Type.Object(
  {
    credential: CredentialText,
    cidr: Type.Optional(
      Type.String({ maxLength: 100, description: 'A network: at widest /8, or /16 in IPv6; or an address' }),
    ),
    asn: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295, description: 'A provider' })),
    schedule: Type.Optional(Schedule),
    volume: Type.Optional(
      Type.Number({
        exclusiveMinimum: 1,
        maximum: 1_000,
        description: 'So many times the usual volume is expected',
      }),
    ),
    from: Type.Optional(Type.String({ description: 'RFC 3339; absent: from now on' })),
    until: Type.String({ description: 'RFC 3339, at most a year ahead' }),
    reason: written(1_000),
  },
  { additionalProperties: false },
);

/** Changes that are announced: listed, made, taken back. */
export const expectationRoutes =
  ({ store, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/expectations',
      {
        config: { access: 'read' },
        schema: {
          summary: 'What is expected of credentials, the newest first',
          description: 'Also what decisions on alerts have made; those have an `alert_id`.',
          querystring: query({
            credential: Type.Optional(CredentialText),
            active: Type.Optional(
              Type.Boolean({ description: 'Only those that stand, or only those that do not' }),
            ),
            ...paging(50, 200),
          }),
          response: {
            200: Type.Object({ expectations: Type.Array(Expectation), next_cursor: NextCursor }),
            ...problems(),
          },
        },
      },
      async (request) => {
        const { limit = 50, cursor, credential, active } = request.query;
        const credentialId = credential === undefined ? undefined : await findCredentialId(store, credential);
        const [madeAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ['time', 'uuid']);
        const after =
          madeAt === undefined || id === undefined ? null : { madeAt: new Date(Number(madeAt)), id };
        const time = now();
        const page = { limit: limit + 1, after };
        const found = await listExpectations(store, { credentialId, active }, page, new Date(time));
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        return {
          expectations: shown.map((one) => viewExpectation(one, time)),
          next_cursor: last === undefined ? null : encodeCursor([last.madeAt.getTime(), last.id]),
        };
      },
    );

    app.post(
      '/v1/expectations',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Announce a change: a network, a provider, hours, a volume',
          description:
            'Each of them is expected by itself. It holds for hours that begin at `from` or later and before `until`; ' +
            'what happened before stays judged as it was.',
          body: NewExpectation,
          response: { 201: Expectation, ...problems(404, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { credential, cidr, from, until, ...said } = request.body;
        const declaration = {
          ...said,
          credentialId: await findCredentialId(store, credential),
          cidr: cidr === undefined ? undefined : readField('cidr', () => readNetwork(cidr)),
          from: parseTime('from', from),
          until: parseTime('until', until)!,
        };
        const made = await declareExpectation(store, declaration, request.caller!, now);
        if (made === null) {
          throw new HttpProblem(
            'not_found',
            'No event of such a credential was ever accepted, so there is nothing yet that a change could be measured by. ' +
              'Check the identifier (GET /v1/credentials lists them), or declare it after its first call.',
          );
        }
        return reply.code(201).send(viewExpectation(made, now()));
      },
    );

    app.delete(
      '/v1/expectations/:id',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Take an entry back: it no longer holds for hours that begin from now on',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 204: Type.Null({ description: 'Withdrawn, or over already' }), ...problems(404) },
        },
      },
      async (request, reply) => {
        if (!(await withdrawExpectation(store, request.params.id, request.caller!, now))) {
          throw new HttpProblem(
            'not_found',
            'There is no entry with this id. GET /v1/expectations lists those that there are.',
          );
        }
        return reply.code(204).send(null);
      },
    );
  };

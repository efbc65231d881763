import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { redactText } from '../../ingest/redact.ts';
import { auditEntry } from '../../respond/audit.ts';
import {
  type ApiKey,
  ApiKeyError,
  createApiKey,
  listApiKeys,
  ROLES,
  revokeApiKey,
} from '../../store/queries/api-keys.ts';
import { KeyView } from '../key-schema.ts';
import { HttpProblem, problems } from '../problem.ts';
import { parseTime } from '../schemas.ts';
import type { Services } from '../services.ts';

const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: Type.Enum(ROLES),
    source: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Ingest keys: their log source' }),
    ),
    credential_pattern: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Ingest keys: credentials they may report on, with *',
      }),
    ),
    new_credentials_per_hour: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: 'Ingest keys: new credentials an hour, at most',
      }),
    ),
    expires_at: Type.Optional(Type.String({ description: 'RFC 3339' })),
  },
  { additionalProperties: false },
);

/** Keys of the API: made, listed, revoked. */
export const keyRoutes =
  ({ store, auth, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Keys, the newest first',
          response: { 200: Type.Object({ keys: Type.Array(KeyView) }), ...problems() },
        },
      },
      async () => ({ keys: (await listApiKeys(store)).map(viewKey) }),
    );

    app.post(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Make a key; the answer is the only place where it is shown',
          body: NewKey,
          response: {
            201: Type.Object({ id: Type.String({ format: 'uuid' }), key: Type.String() }),
            ...problems(413, 415, 422),
          },
        },
      },
      async (request, reply) => {
        const { name, role, source, credential_pattern, new_credentials_per_hour, expires_at } = request.body;
        const options = {
          name: redactText(name),
          role,
          source: source === undefined ? null : redactText(source),
          credentialPattern: credential_pattern ?? null,
          newCredentialsPerHour: new_credentials_per_hour ?? null,
          expiresAt: parseTime('expires_at', expires_at) ?? null,
        };
        const audit = (id: string) =>
          auditEntry(request.caller!, 'key.created', `key:${id}`, { name: options.name, role }, now());
        const made = await createApiKey(store, options, audit).catch((error: unknown) => {
          if (error instanceof ApiKeyError)
            throw new HttpProblem('contradictory', error.message, { cause: error });
          throw error;
        });
        return reply.code(201).send(made);
      },
    );

    app.delete(
      '/v1/keys/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Revoke a key; other replicas stop taking it within 3 s',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 204: Type.Null({ description: 'Revoked' }), ...problems(404) },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const audit = auditEntry(request.caller!, 'key.revoked', `key:${id}`, {}, now());
        if (!(await revokeApiKey(store, id, audit))) {
          throw new HttpProblem(
            'not_found',
            'There is no key with this id. GET /v1/keys lists those that there are.',
          );
        }
        auth.forget(id);
        return reply.code(204).send(null);
      },
    );
  };

const viewKey = (key: ApiKey): KeyView => ({
  id: key.id,
  name: key.name,
  role: key.role,
  source: key.source,
  credential_pattern: key.credentialPattern,
  new_credentials_per_hour: key.newCredentialsPerHour,
  created_at: key.createdAt.toISOString(),
  expires_at: key.expiresAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
});

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { changeUser, createUser } from '../../access/users.ts';
import { listUsers, USER_ROLES, type User } from '../../store/queries/users.ts';
import { HttpProblem, problems } from '../problem.ts';
import type { Services } from '../services.ts';
import { Email, Password, PersonName, UserList, UserView } from '../user-schema.ts';

const NewUser = Type.Object(
  { name: PersonName, email: Email, role: Type.Enum(USER_ROLES), password: Password },
  { additionalProperties: false },
);

const UserPatch = Type.Object(
  {
    name: Type.Optional(PersonName),
    role: Type.Optional(Type.Enum(USER_ROLES)),
    disabled: Type.Optional(Type.Boolean({ description: 'True ends every session of the user' })),
    password: Type.Optional(Password),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** People who sign in: made, listed, changed. Nobody is deleted, as the audit trail names them. */
export const userRoutes =
  ({ store, auth, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/users',
      {
        config: { access: 'admin' },
        schema: { summary: 'Users, by name', response: { 200: UserList, ...problems() } },
      },
      async () => ({ users: (await listUsers(store)).map(viewUser) }),
    );

    app.post(
      '/v1/users',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Add a user, who signs in with this password',
          body: NewUser,
          response: { 201: UserView, ...problems(409, 413, 415, 422) },
        },
      },
      async (request, reply) =>
        reply.code(201).send(viewUser(await createUser(store, request.body, request.caller!, now()))),
    );

    app.patch(
      '/v1/users/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Change a user; a new password, or being disabled, ends their sessions',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          body: UserPatch,
          response: { 200: UserView, ...problems(404, 409, 413, 415, 422) },
        },
      },
      async (request) => {
        const { id } = request.params;
        const changed = await changeUser(store, id, request.body, request.caller!, now());
        if (changed === null) {
          throw new HttpProblem(
            'not_found',
            'There is no user with this id. GET /v1/users lists those that there are.',
          );
        }
        auth.forget(id);
        return viewUser(changed);
      },
    );
  };

const viewUser = (user: User): UserView => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  has_password: user.passwordHash !== null,
  issuer: user.issuer,
  created_at: user.createdAt.toISOString(),
  disabled_at: user.disabledAt?.toISOString() ?? null,
});

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../../access/people.ts';
import { adminKeyName, startSession } from '../../access/sessions.ts';
import { changeOwnPassword, findByPassword, setUp } from '../../access/users.ts';
import { readVersion } from '../../config/version.ts';
import { auditEntry } from '../../respond/audit.ts';
import { revokeSession, type Session } from '../../store/queries/sessions.ts';
import { anyUser, type User } from '../../store/queries/users.ts';
import { inTransaction } from '../../store/transaction.ts';
import { unauthorized } from '../auth.ts';
import { ADMIN, type Caller } from '../caller.ts';
import { limitPasswords } from '../password-attempts.ts';
import { HttpProblem, onlyProblems, problems } from '../problem.ts';
import { refuseOtherOrigins } from '../same-origin.ts';
import { invalid } from '../schemas.ts';
import type { Services } from '../services.ts';
import { callerOf, type SignedIn } from '../session-reader.ts';
import { SessionState, SIGNED_IN_ROLES } from '../session-schema.ts';
import { Email, Password, PersonName } from '../user-schema.ts';

const KeyText = Type.String({ minLength: 1, maxLength: 512, description: 'A key of the API' });

const SignIn = Type.Object(
  { email: Type.Optional(Email), password: Type.Optional(Password), key: Type.Optional(KeyText) },
  { additionalProperties: false, description: 'Either `email` and `password`, or `key`' },
);

const SetUp = Type.Object(
  { admin_key: KeyText, name: PersonName, email: Email, password: Password },
  { additionalProperties: false },
);

const NewPassword = Type.Object({ current: Password, password: Password }, { additionalProperties: false });

const opened = onlyProblems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503);

/** Signing in and out: the first user, sessions of users and of keys, the own password. */
export const sessionRoutes =
  ({ store, settings, auth, cookies, notices, oidc, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const version = readVersion();
    const passwords = limitPasswords(now);

    app.get(
      '/v1/session',
      {
        config: { access: 'none' },
        schema: {
          summary: 'Who is signed in, and how one signs in here',
          response: { 200: SessionState, ...onlyProblems(400, 429, 500, 503) },
        },
      },
      async (request, reply) => {
        const found = await auth.signedIn(request);
        if (found === null) cookies.clearSession(reply);
        return state(found);
      },
    );

    app.post(
      '/v1/session',
      {
        config: { access: 'none' },
        schema: {
          summary: 'Sign in: a session for 12 hours, 8 without use',
          description:
            'With a key the session acts as that key, and ends with it; keys of the role ingest cannot look at anything. ' +
            'The answer to a wrong password and to an unknown address is the same.',
          body: SignIn,
          response: { 200: SessionState, ...opened },
        },
      },
      async (request, reply) => {
        refuseOtherOrigins(request, settings.publicUrl);
        const { email, password, key } = request.body;
        if (key !== undefined) {
          if (email !== undefined || password !== undefined)
            throw invalid('key', 'goes without e-mail address and password');
          return signInByKey(key, request, reply);
        }
        if (email === undefined || password === undefined)
          throw invalid(email === undefined ? 'email' : 'password', 'is missing');
        const right = passwords.begin(request.ip, email);
        const user = await findByPassword(store, email, password);
        if (user === null) {
          notices.add(
            'sign_in_failed',
            'password',
            `A sign-in with a wrong e-mail address or password was refused; the last one came from ${request.ip}.`,
          );
          throw new HttpProblem(
            'sign_in_failed',
            'The e-mail address and the password do not go together, or the account is disabled.',
          );
        }
        right();
        return begin({ user, caller: callerOf(user) }, request, reply);
      },
    );

    app.delete(
      '/v1/session',
      {
        config: { access: 'none' },
        schema: {
          summary: 'Sign out',
          response: { 204: Type.Null({ description: 'Nobody is signed in' }), ...opened },
        },
      },
      async (request, reply) => {
        refuseOtherOrigins(request, settings.publicUrl);
        const found = await auth.signedIn(request);
        if (found !== null) await end(found);
        cookies.clearSession(reply);
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/v1/setup',
      {
        config: { access: 'none' },
        schema: {
          summary: 'Make the first user, an admin, and sign in; only while there is none',
          body: SetUp,
          response: { 200: SessionState, ...opened },
        },
      },
      async (request, reply) => {
        refuseOtherOrigins(request, settings.publicUrl);
        const { admin_key, ...person } = request.body;
        const key = await auth.identifyKey(admin_key, request);
        if (key.role !== 'admin') {
          throw new HttpProblem(
            'forbidden',
            `The first user is made with an admin key; this one is ${key.role}.`,
          );
        }
        const user = await setUp(store, person, key, now());
        return begin({ user, caller: callerOf(user) }, request, reply);
      },
    );

    app.post(
      '/v1/session/password',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Change the own password; every other session of the user ends',
          body: NewPassword,
          response: { 200: SessionState, ...problems(413, 415, 422) },
        },
      },
      async (request, reply) => {
        const found = await auth.signedIn(request);
        const user = found?.user ?? null;
        if (user?.email == null || user.passwordHash === null) {
          throw new HttpProblem(
            'contradictory',
            'Only a user who signed in with a password has one to change.',
          );
        }
        const right = passwords.begin(request.ip, user.email);
        const { current, password } = request.body;
        const changed = await changeOwnPassword(
          store,
          user,
          { current, next: password },
          now(),
          actorOf(user),
        );
        if (!changed) {
          throw new HttpProblem('sign_in_failed', 'The current password is not right. Nothing was changed.');
        }
        right();
        auth.forget(user.id);
        return begin({ user, caller: callerOf(user) }, request, reply);
      },
    );

    async function signInByKey(key: string, request: FastifyRequest, reply: FastifyReply) {
      const caller = await auth.identifyKey(key, request);
      if (caller.role === 'ingest') {
        throw new HttpProblem(
          'forbidden',
          'A key of the role ingest sends events and reads nothing. Sign in with one of read, respond or admin.',
        );
      }
      return begin({ user: null, caller }, request, reply);
    }

    /** Ends the session that there may be: one browser is one person at a time. */
    async function begin(
      { user, caller }: { user: User | null; caller: Caller },
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<SessionState> {
      const before = await auth.signedIn(request);
      if (before !== null) await end(before);
      const { session, token } = await startSession(
        store,
        user === null ? { userId: null, keyId: keyIdOf(caller) } : { userId: user.id, keyId: null },
        { userAgent: request.headers['user-agent'], address: request.ip },
        caller,
        now(),
      );
      cookies.setSession(reply, token);
      return state({ session, caller, user });
    }

    async function end({ session, caller }: SignedIn): Promise<void> {
      const entry = auditEntry(caller, 'session.ended', subjectOf(session), {}, now());
      await inTransaction(store, (trx) => revokeSession(trx, session.id, new Date(now()), entry));
      auth.forget(session.id);
    }

    function keyIdOf(caller: Caller): string {
      if (caller !== ADMIN) return caller.id;
      if (settings.adminKey === null) throw unauthorized('There is no admin key.');
      return adminKeyName(settings.adminKey);
    }

    async function state(found: SignedIn | null): Promise<SessionState> {
      const shared = {
        oidc: oidc === null ? null : { label: oidc.label },
        time_zone: settings.timeZone,
        version,
      };
      if (found !== null) {
        return {
          state: 'signed_in',
          user: viewUser(found),
          expires_at: found.session.expiresAt.toISOString(),
          ...shared,
        };
      }
      const known = await anyUser(store.db);
      return { state: known ? 'signed_out' : 'setup', user: null, expires_at: null, ...shared };
    }
  };

/** How the audit trail names a session that somebody ends. */
export const subjectOf = ({ owner, id }: Session): string =>
  owner.userId === null ? `session:${id}` : `user:${owner.userId}`;

function viewUser({ user, caller }: SignedIn): SessionState['user'] {
  const role = SIGNED_IN_ROLES.find((known) => known === caller.role);
  if (role === undefined) throw unauthorized('The session has ended. Sign in again.');
  return {
    id: user?.id ?? caller.id,
    name: caller.name,
    email: user?.email ?? null,
    role,
    by_key: user === null,
  };
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { adminKeyName, SESSION_IDLES } from '../../access/sessions.ts';
import { auditEntry } from '../../respond/audit.ts';
import { listApiKeys } from '../../store/queries/api-keys.ts';
import {
  findSessionById,
  listSessions,
  revokeSession,
  type Session,
  type SessionOwner,
} from '../../store/queries/sessions.ts';
import { listUsers } from '../../store/queries/users.ts';
import { inTransaction } from '../../store/transaction.ts';
import { ADMIN } from '../caller.ts';
import { HttpProblem, problems } from '../problem.ts';
import { query } from '../schemas.ts';
import type { Services } from '../services.ts';
import { SessionList } from '../session-schema.ts';
import { subjectOf } from './session.ts';

/** Where somebody is signed in; an admin sees and ends everybody's. */
export const sessionListRoutes =
  ({ store, settings, auth, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/sessions',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Sessions that may still be used: the own ones, for an admin those of all',
          querystring: query({
            all: Type.Optional(Type.Boolean({ default: false, description: 'Role admin: of everybody' })),
          }),
          response: { 200: SessionList, ...problems() },
        },
      },
      async (request) => {
        const all = request.query.all === true;
        if (all && request.caller!.role !== 'admin')
          throw new HttpProblem('forbidden', 'The sessions of everybody are for the role admin.');
        const current = (await auth.signedIn(request))?.session.id;
        const time = now();
        const owner = all ? undefined : await ownerOf(request);
        const found = await listSessions(
          store,
          { owner, now: new Date(time), seenAfter: new Date(time - SESSION_IDLES) },
          500,
        );
        const names = await namesOf();
        return { sessions: found.map((session) => viewSession(session, session.id === current, names)) };
      },
    );

    app.delete(
      '/v1/sessions/:id',
      {
        config: { access: 'read' },
        schema: {
          summary: 'End a session; other replicas stop taking it within 3 s',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 204: Type.Null({ description: 'Ended' }), ...problems(404) },
        },
      },
      async (request, reply) => {
        const caller = request.caller!;
        const session = await findSessionById(store, request.params.id);
        const own = session !== null && sameOwner(session.owner, await ownerOf(request));
        // Of somebody else's session one is not told even that it is there.
        if (session === null || !(own || caller.role === 'admin')) throw noSession();
        const entry = auditEntry(caller, 'session.revoked', subjectOf(session), {}, now());
        const ended = await inTransaction(store, (trx) =>
          revokeSession(trx, session.id, new Date(now()), entry),
        );
        if (!ended) throw noSession();
        auth.forget(session.id);
        return reply.code(204).send(null);
      },
    );

    /** Whose sessions are the caller's own: a user's, or those that were begun with the same key. */
    async function ownerOf(request: FastifyRequest): Promise<SessionOwner> {
      const byHeader = request.headers.authorization !== undefined && request.headers.authorization !== '';
      const found = byHeader ? null : await auth.signedIn(request);
      if (found !== null) return found.session.owner;
      const caller = request.caller!;
      return {
        userId: null,
        keyId: caller === ADMIN ? adminKeyName(settings.adminKey ?? '') : caller.id,
      };
    }

    async function namesOf(): Promise<Names> {
      const [users, keys] = await Promise.all([listUsers(store), listApiKeys(store)]);
      return {
        users: new Map(users.map((user) => [user.id, user])),
        keys: new Map(keys.map(({ id, name }) => [id, name])),
      };
    }
  };

interface Names {
  readonly users: ReadonlyMap<string, { readonly name: string; readonly email: string | null }>;
  readonly keys: ReadonlyMap<string, string>;
}

const sameOwner = (a: SessionOwner, b: SessionOwner): boolean => a.userId === b.userId && a.keyId === b.keyId;

const noSession = (): HttpProblem =>
  new HttpProblem(
    'not_found',
    'There is no such session, or it has ended. GET /v1/sessions lists the others.',
  );

function viewSession(
  session: Session,
  current: boolean,
  { users, keys }: Names,
): SessionList['sessions'][number] {
  const { owner } = session;
  const user = owner.userId === null ? undefined : users.get(owner.userId);
  return {
    id: session.id,
    current,
    who: user?.name ?? keys.get(owner.keyId ?? '') ?? ADMIN.name,
    email: user?.email ?? null,
    user_id: owner.userId,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    user_agent: session.userAgent,
    address: session.address,
  };
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { readAudit } from '../../store/queries/audit.ts';
import { AuditPage } from '../audit-schema.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { problems } from '../problem.ts';
import { paging, parseTime, query, range, written } from '../schemas.ts';
import type { Services } from '../services.ts';

const AuditQuery = query({
  actor: Type.Optional(written(200)),
  action: Type.Optional(
    Type.String({
      pattern: '^[a-z_]{1,40}(\\.[a-z_]{1,40})?$',
      description: '`user.created`, or `user` for all of a kind',
    }),
  ),
  subject: Type.Optional(written(200)),
  ...range('entries'),
  ...paging(50, 200),
});

/** Who did what. Entries are only ever added. */
export const auditRoutes =
  ({ store }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/audit',
      {
        config: { access: 'read' },
        schema: {
          summary: 'The audit trail, the newest first',
          querystring: AuditQuery,
          response: { 200: AuditPage, ...problems() },
        },
      },
      async (request) => {
        const { limit = 50, cursor, from, to, ...filter } = request.query;
        const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, ['time', 'uuid']);
        const after = at === undefined || id === undefined ? null : { at: new Date(Number(at)), id };
        const found = await readAudit(
          store,
          { ...filter, from: parseTime('from', from), to: parseTime('to', to) },
          { limit: limit + 1, after },
        );
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        return {
          entries: shown.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
          next_cursor: last === undefined ? null : encodeCursor([last.at.getTime(), last.id]),
        };
      },
    );
  };

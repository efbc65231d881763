import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { listNotices } from '../../store/queries/notices.ts';
import { countRejections, listRejections } from '../../store/queries/rejections.ts';
import { NoticeList, RejectionList } from '../notice-schema.ts';
import { problems } from '../problem.ts';
import { parseTime, query, range } from '../schemas.ts';
import type { Services } from '../services.ts';

const RejectionQuery = query({
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  ...range('rejected'),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
});

/** To the operator: what needs attention, and what could not be read. */
export const noticeRoutes =
  ({ store, notices }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/notices',
      {
        config: { access: 'read' },
        schema: {
          summary: 'What the operator should know, the newest first',
          querystring: query({
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
          }),
          response: { 200: NoticeList, ...problems() },
        },
      },
      async (request) => {
        await notices.flush();
        const found = await listNotices(store, request.query.limit ?? 100);
        return {
          notices: found.map(({ firstAt, lastAt, ...notice }) => ({
            ...notice,
            first_at: firstAt.toISOString(),
            last_at: lastAt.toISOString(),
          })),
        };
      },
    );

    app.get(
      '/v1/rejections',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Lines that could not be taken: counts, and some of them',
          querystring: RejectionQuery,
          response: { 200: RejectionList, ...problems() },
        },
      },
      async (request) => {
        const { limit = 100, source, from, to } = request.query;
        const filter = { source, from: parseTime('from', from), to: parseTime('to', to) };
        const [counts, samples] = await Promise.all([
          countRejections(store, filter, limit),
          listRejections(store, filter, limit),
        ]);
        return {
          counts: counts.map((count) => ({ ...count, hour: count.hour.toISOString() })),
          samples: samples.map(({ receivedAt, ...sample }) => ({
            ...sample,
            received_at: receivedAt.toISOString(),
          })),
        };
      },
    );
  };

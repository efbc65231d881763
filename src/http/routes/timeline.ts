import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { csvLine } from '../../core/csv.ts';
import { readTimeline, type TimelinePosition, timelinePositionOf } from '../../store/queries/timeline.ts';
import { TIMELINE_KINDS, type TimelineEntry } from '../../store/queries/timeline-entry.ts';
import type { Store } from '../../store/store.ts';
import type { TimelineFilter } from '../../store/timeline/filter.ts';
import { preferredType } from '../accept.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { problems } from '../problem.ts';
import { paging, query } from '../schemas.ts';
import type { Services } from '../services.ts';
import { EventPage, TIMELINE_COLUMNS } from '../timeline-event-schema.ts';
import { parseTimelineFilter, timelineFilterParameters } from '../timeline-query.ts';
import { viewEvent } from '../timeline-view.ts';

const TimelineQuery = query({
  ...timelineFilterParameters,
  ...paging(100, 1_000),
  format: Type.Optional(
    Type.Enum(['json', 'csv', 'ndjson'], { description: 'In place of `Accept`, for a link' }),
  ),
});

const TYPES = ['application/json', 'text/csv', 'application/x-ndjson'] as const;
const FORMATS = { json: TYPES[0], csv: TYPES[1], ndjson: TYPES[2] } as const;
const STREAMED_PAGE = 1_000;
const Streamed = Type.Unsafe<Readable>({ type: 'string', description: 'The whole range, the newest first' });

/** What happened, by page, or the whole range as a file. */
export const timelineRoutes =
  ({ store }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/timeline',
      {
        config: { access: 'read' },
        // The answer to HEAD would be made by reading the whole range.
        exposeHeadRoute: false,
        schema: {
          summary: 'Access events and everything else that happened, the newest first',
          description:
            'As JSON by page. With `Accept: text/csv` or `application/x-ndjson` the whole range as a stream; ' +
            'a stream that ends without its last chunk was cut short. Cells of the CSV that a spreadsheet would ' +
            "run as a formula begin with a quote (').",
          querystring: TimelineQuery,
          response: {
            200: {
              description: 'Entries, the newest first',
              content: {
                'application/json': { schema: EventPage },
                'text/csv': { schema: Streamed },
                'application/x-ndjson': { schema: Streamed },
              },
            },
            ...problems(),
          },
        },
      },
      async (request, reply) => {
        const { limit, cursor, format, ...given } = request.query;
        const filter = await parseTimelineFilter(store, given);
        const after = cursor === undefined ? null : parsePosition(cursor);
        const type = format === undefined ? preferredType(request.headers.accept, TYPES) : FORMATS[format];
        reply.header('vary', 'accept');
        if (type === 'application/json') {
          const size = limit ?? 100;
          const found = await readTimeline(store, filter, { limit: size + 1, after });
          const page = found.slice(0, size);
          const last = found.length > size ? page.at(-1) : undefined;
          return reply.send({
            events: page.map(viewEvent),
            next_cursor: last === undefined ? null : positionCursor(last),
          });
        }
        // The first page is read before the answer begins, so that a failure can still be told.
        const first = await readTimeline(store, filter, { limit: STREAMED_PAGE, after });
        const entries = wholeRange(store, filter, first);
        const lines = type === 'text/csv' ? csvLines(entries) : jsonLines(entries);
        const name = type === 'text/csv' ? 'timeline.csv' : 'timeline.ndjson';
        return reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(Readable.from(lines));
      },
    );
  };

/** Page after page, each in its own short transaction, as fast as the reader takes them. */
async function* wholeRange(
  store: Store,
  filter: TimelineFilter,
  first: TimelineEntry[],
): AsyncGenerator<TimelineEntry[]> {
  for (let page = first; page.length > 0; ) {
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < STREAMED_PAGE) return;
    page = await readTimeline(store, filter, { limit: STREAMED_PAGE, after: timelinePositionOf(last) });
  }
}

async function* csvLines(pages: AsyncIterable<TimelineEntry[]>): AsyncGenerator<string> {
  yield csvLine(TIMELINE_COLUMNS);
  for await (const page of pages) {
    yield page
      .map(viewEvent)
      .map((event) => csvLine(TIMELINE_COLUMNS.map((column) => event[column])))
      .join('');
  }
}

async function* jsonLines(pages: AsyncIterable<TimelineEntry[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((entry) => `${JSON.stringify(viewEvent(entry))}\n`).join('');
}

function positionCursor(entry: TimelineEntry): string {
  const { time, source, credentialId, id } = timelinePositionOf(entry);
  return encodeCursor([time.getTime(), TIMELINE_KINDS.indexOf(source), credentialId, id]);
}

function parsePosition(cursor: string): TimelinePosition {
  const [time, kind, credentialId = '', id = ''] = decodeCursor(cursor, ['time', 'number', 'uuid', 'uuid']);
  const source = TIMELINE_KINDS[Number(kind)] ?? 'action';
  return { time: new Date(Number(time)), source, credentialId, id };
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { DAY, HOUR, hourOf, startOfHour, toIso } from '../../core/time.ts';
import { readCoverage, type SourceHours } from '../../store/queries/coverage.ts';
import { problems } from '../problem.ts';
import { invalid, NullableTime, parseTime, query, range, Time } from '../schemas.ts';
import type { Services } from '../services.ts';

/** A year of a few sources is some hundred kilobytes. */
const LONGEST = 366 * DAY;
const USUAL = 7 * DAY;

const Coverage = Type.Object({
  from: Time,
  to: Time,
  hours: Type.Integer({ description: 'In the range' }),
  sources: Type.Array(
    Type.Object({
      source: Type.String(),
      events: Type.Integer(),
      covered_hours: Type.Integer({ description: 'With at least one event' }),
      first_hour: NullableTime,
      last_hour: NullableTime,
      counts: Type.Array(Type.Integer(), {
        description: 'Events that happened in each hour, from the first of the range on',
      }),
    }),
    { description: 'Those with an event in the range, by name' },
  ),
  hours_without_any: Type.Integer({ description: 'In which no source has an event' }),
});

/** Which hours have which log sources: what is not there cannot be judged. */
export const coverageRoutes =
  ({ store, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/coverage',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Hours × log sources, with and without logs',
          description: 'The last seven days unless said otherwise; whole hours, at most 366 days.',
          querystring: query({
            ...range('hours'),
            source: Type.Optional(
              Type.String({ minLength: 1, maxLength: 200, description: 'This one alone' }),
            ),
          }),
          response: { 200: Coverage, ...problems() },
        },
      },
      async ({ query: { from, to, source } }) => {
        const end = parseTime('to', to)?.getTime() ?? now();
        const start = parseTime('from', from)?.getTime() ?? end - USUAL;
        if (start >= end) throw invalid('from', 'must be before "to"');
        if (end - start > LONGEST) throw invalid('from', 'must be at most 366 days before "to"');
        const span = { from: hourOf(start), to: hourOf(end - 1) + 1 };
        const sources = await readCoverage(store, { ...span, source });
        const hours = span.to - span.from;
        const isBare = (hour: number): boolean => sources.every(({ counts }) => counts[hour] === 0);
        return {
          from: toIso(startOfHour(span.from)),
          to: toIso(startOfHour(span.to)),
          hours,
          sources: sources.map((each) => view(each, startOfHour(span.from))),
          hours_without_any: Array.from({ length: hours }, (_, hour) => hour).filter(isBare).length,
        };
      },
    );
  };

function view({ source, counts }: SourceHours, start: number) {
  const timeOf = (hour: number): string | null => (hour === -1 ? null : toIso(start + hour * HOUR));
  return {
    source,
    events: counts.reduce((sum, each) => sum + each, 0),
    covered_hours: counts.filter((each) => each > 0).length,
    first_hour: timeOf(counts.findIndex((each) => each > 0)),
    last_hour: timeOf(counts.findLastIndex((each) => each > 0)),
    counts: [...counts],
  };
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { DAY, startOfHour, toIso } from '../../core/time.ts';
import { COUNTED_FIELDS, EVENT_LANES, type EventLane } from '../../core/timeline-kinds.ts';
import { type Histogram, readHistogram } from '../../store/timeline/histogram.ts';
import { knownValues } from '../../store/timeline/known-values.ts';
import { problems } from '../problem.ts';
import { invalid, NullableText, query } from '../schemas.ts';
import type { Services } from '../services.ts';
import { TimelineHistogram, type TimelineHistogramView } from '../timeline-histogram-schema.ts';
import { parseTimelineFilter, timelineFilterParameters } from '../timeline-query.ts';

const MOST_BUCKETS = 1_000;
/** In weeks, which is the widest bucket, no more than these many come of it. */
const LONGEST = 20 * 366 * DAY;

const KnownValues = Type.Object({
  values: Type.Array(Type.Object({ value: Type.String(), label: NullableText })),
});

/** The timeline drawn small, and the values that its filter may ask for. */
export const timelineHistogramRoutes =
  ({ store, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/timeline/histogram',
      {
        config: { access: 'read' },
        schema: {
          summary:
            'How much happened when: counts by bucket and lane, and everything else on the same line of time',
          description:
            'Takes the filter of `GET /v1/timeline`; the range is all that there is unless `from` and `to` say otherwise. ' +
            'Buckets lie on round times of UTC, so that panning does not move them; the counts are of the range alone. ' +
            'Where a filter would have to read too many events, a sample is counted, and `share` says how large it was.',
          querystring: query({
            ...timelineFilterParameters,
            buckets: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: MOST_BUCKETS,
                default: 200,
                description: 'At most so many',
              }),
            ),
          }),
          response: { 200: TimelineHistogram, ...problems() },
        },
      },
      async (request) => {
        const { buckets = 200, ...given } = request.query;
        const filter = await parseTimelineFilter(store, given);
        const [from, to] = [filter.from?.getTime(), filter.to?.getTime() ?? now()];
        if (from !== undefined && from >= to) throw invalid('from', 'must be before "to"');
        if (from !== undefined && to - from > LONGEST)
          throw invalid('from', 'must be at most 20 years before "to"');
        return view(await readHistogram(store, filter, buckets, now()));
      },
    );

    app.get(
      '/v1/timeline/values',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Values of a field that were seen, for a filter to ask for',
          description: 'Those seen last come first. Values of the hour that runs may be missing.',
          querystring: query({
            field: Type.Enum([...COUNTED_FIELDS, 'credential']),
            contains: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^\\u0000]*$' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
          }),
          response: { 200: KnownValues, ...problems() },
        },
      },
      async ({ query: { field, contains = '', limit = 20 } }) => ({
        values: await knownValues(store, field, contains, limit),
      }),
    );
  };

const view = ({ grid, events, ...rest }: Histogram): TimelineHistogramView => ({
  from: toIso(grid.from),
  to: toIso(grid.to),
  step_ms: grid.step,
  first_bucket: toIso(grid.start),
  buckets: grid.buckets,
  share: events.share,
  total: rest.total,
  lanes: Object.fromEntries(
    EVENT_LANES.map((lane) => {
      const { calls, failed } = events.lane(lane);
      return [lane, { count: [...calls], failed: [...failed] }];
    }),
  ) as Record<EventLane, { count: number[]; failed: number[] }>,
  alerts: {
    count: [...rest.alerts.counts],
    too_many: rest.alerts.tooMany,
    spans: rest.alerts.listed.map(({ label, raisedAt, from, to, ...alert }) => ({
      ...alert,
      credential_label: label,
      raised_at: raisedAt.toISOString(),
      from: from.toISOString(),
      to: to.toISOString(),
    })),
  },
  actions: {
    count: [...rest.actions.counts],
    too_many: rest.actions.tooMany,
    marks: rest.actions.listed.map((action) => ({ ...action, time: action.time.toISOString() })),
  },
  declared: {
    too_many: rest.declared.tooMany,
    spans: rest.declared.listed.map(({ from, to, ...said }) => ({
      ...said,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
    })),
  },
  gaps: rest.gaps.map(({ from, to }) => ({ from: toIso(startOfHour(from)), to: toIso(startOfHour(to)) })),
  data: {
    from: rest.data === null ? null : toIso(rest.data.from),
    to: rest.data === null ? null : toIso(rest.data.to),
  },
});

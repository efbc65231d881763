import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DAY, HOUR, hourOf, startOfHour, toIso } from '../../core/time.ts';
import { lastHeard, readCoverage } from '../../store/queries/coverage.ts';
import { listNotices } from '../../store/queries/notices.ts';
import { sumRejections } from '../../store/queries/rejections.ts';
import { listPulls, type PullState } from '../../store/queries/zoom-pulls.ts';
import { problems } from '../problem.ts';
import type { Services } from '../services.ts';
import { SourceList } from '../sources-schema.ts';

const SHOWN = 7 * DAY;
const HEARD_OF = 90 * DAY;
/** The watch looks once an hour: a notice that it has not renewed for this long is of a silence that is over. */
const RENEWED = 2.5 * HOUR;

/** Where logs come from, and whether they do. */
export const sourceRoutes =
  ({ store, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/sources',
      {
        config: { access: 'read' },
        schema: {
          summary:
            'Log sources: what came of each in the last seven days, what could not be read, what is pulled',
          response: { 200: SourceList, ...problems() },
        },
      },
      async () => {
        const time = now();
        const span = { from: hourOf(time - SHOWN) + 1, to: hourOf(time) + 1 };
        const [heard, coverage, rejected, notices, pulls] = await Promise.all([
          lastHeard(store, hourOf(time - HEARD_OF)),
          readCoverage(store, span),
          sumRejections(store, new Date(startOfHour(span.from))),
          listNotices(store, 500),
          listPulls(store),
        ]);
        const counts = new Map(coverage.map((one) => [one.source, one.counts]));
        const silent = new Set(
          notices
            .filter(({ kind, lastAt }) => kind === 'source_silent' && lastAt.getTime() > time - RENEWED)
            .map(({ subject }) => subject),
        );
        const names = [...new Set([...heard.keys(), ...rejected.map(({ source }) => source)])].sort();
        return {
          from: toIso(startOfHour(span.from)),
          to: toIso(startOfHour(span.to)),
          sources: names.map((source) => {
            const last = heard.get(source);
            // Heard of again in an hour after the one that the silence was counted from: it is over.
            const quiet = silent.has(source) && (last?.arrival?.getTime() ?? 0) < time - RENEWED;
            return {
              source,
              last_event_hour: last?.event?.toISOString() ?? null,
              last_arrival_hour: last?.arrival?.toISOString() ?? null,
              silent_since: quiet && last?.arrival != null ? toIso(last.arrival.getTime() + HOUR) : null,
              counts: [...(counts.get(source) ?? new Array<number>(span.to - span.from).fill(0))],
              rejected: rejected
                .filter((one) => one.source === source)
                .map(({ code, lines }) => ({ code, lines })),
            };
          }),
          pulls: pulls.map(viewPull),
        };
      },
    );
  };

const viewPull = (pull: PullState): SourceList['pulls'][number] => ({
  stream: pull.stream,
  read_at: pull.readAt === null ? null : toIso(pull.readAt),
  new_records: pull.newRecords,
  problem: pull.problem === null ? null : `${pull.problem.message} (${pull.problem.code})`,
});

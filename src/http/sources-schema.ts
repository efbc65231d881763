import { Type } from 'typebox';
import { NullableText, NullableTime, Time } from './schemas.ts';

export const SourceList = Type.Object({
  from: Time,
  to: Time,
  sources: Type.Array(
    Type.Object({
      source: Type.String(),
      last_event_hour: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'The newest hour with an event, within 90 days',
      }),
      last_arrival_hour: NullableTime,
      silent_since: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'Set: nothing comes, for longer than chance explains (notice `source_silent`)',
      }),
      counts: Type.Array(Type.Integer(), { description: 'Events that happened in each hour from `from` on' }),
      rejected: Type.Array(Type.Object({ code: Type.String(), lines: Type.Integer() }), {
        description: 'In the range, by reason',
      }),
    }),
    { description: 'Those heard of in the last 90 days, by name' },
  ),
  pulls: Type.Array(
    Type.Object({
      stream: Type.String(),
      read_at: NullableTime,
      new_records: Type.Integer(),
      problem: NullableText,
    }),
    { description: "Zoom's lists that are pulled" },
  ),
});
export type SourceList = Type.Static<typeof SourceList>;

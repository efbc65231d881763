import { type Static, Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import { NullableText, NullableTime, Time } from './schemas.ts';

const Counts = Type.Array(Type.Integer(), { description: 'One count for each bucket' });
const TooMany = Type.Boolean({ description: 'There were too many to list all of them: see the counts' });

const Lane = Type.Object({ count: Counts, failed: Counts });

/** The answer of `GET /v1/timeline/histogram`. */
export const TimelineHistogram = Type.Object(
  {
    from: Time,
    to: Time,
    step_ms: Type.Integer({ description: 'Width of a bucket: of one second up to seven days' }),
    first_bucket: Time,
    buckets: Type.Integer(),
    share: Type.Number({
      description:
        'Share of the events that was read: 1, and the counts are exact; less, and they are an estimate from a sample',
    }),
    total: Type.Integer({
      description: 'Entries that the listing and the export have; an estimate when share < 1',
    }),
    lanes: Type.Object(
      { access: Lane, webhook: Lane, sign_in: Lane, admin_change: Lane },
      { description: 'Access events by what they are a record of' },
    ),
    alerts: Type.Object({
      count: Counts,
      too_many: TooMany,
      spans: Type.Array(
        Type.Object({
          id: Type.String(),
          credential: Type.String(),
          credential_label: NullableText,
          severity: Type.Enum([...SEVERITIES]),
          status: Type.Enum(['open', 'acknowledged', 'resolved']),
          raised_at: Time,
          from: Time,
          to: Time,
        }),
        { description: 'From the first event to the last' },
      ),
    }),
    actions: Type.Object({
      count: Counts,
      too_many: TooMany,
      marks: Type.Array(
        Type.Object({
          id: Type.String(),
          time: Time,
          actor: Type.String(),
          action: Type.String(),
          credential: NullableText,
        }),
        { description: 'What responders did' },
      ),
    }),
    declared: Type.Object({
      too_many: TooMany,
      spans: Type.Array(
        Type.Object({
          id: Type.String(),
          credential: Type.String(),
          kind: Type.Enum(['expected', 'distrusted', 'revoked', 'decoy']),
          reason: NullableText,
          from: Time,
          to: NullableTime,
        }),
        { description: 'What was said of credentials; `to` is null until further notice' },
      ),
    }),
    gaps: Type.Array(Type.Object({ from: Time, to: Time }), {
      description:
        'Whole hours in which no log source has an event, or none of those asked for; the 500 longest',
    }),
    data: Type.Object(
      { from: NullableTime, to: NullableTime },
      { description: 'From the first to the last hour of which there is any event' },
    ),
  },
  { title: 'TimelineHistogram' },
);

export type TimelineHistogramView = Static<typeof TimelineHistogram>;

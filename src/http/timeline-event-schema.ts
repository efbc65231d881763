import { Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import { ENTRY_KINDS } from '../core/timeline-kinds.ts';
import { NextCursor, NullableEnum, NullableInteger, NullableText, NullableTime, Time } from './schemas.ts';

/** One entry of the timeline, as JSON, NDJSON and CSV give it: one flat shape for every kind. */
const TimelineEvent = Type.Object(
  {
    time: Time,
    kind: Type.Enum([...ENTRY_KINDS], {
      description:
        "A call, a delivery from Zoom, a user's sign-in or sign-out, an admin's operation in Zoom, an alert when it was " +
        'raised, or what a responder did',
    }),
    id: Type.String(),
    credential: NullableText,
    credential_id: NullableText,
    credential_label: NullableText,
    source_ip: NullableText,
    source_text: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'What the log said in place of an address',
    }),
    method: NullableText,
    host: NullableText,
    path: NullableText,
    operation: NullableText,
    status: NullableInteger,
    request_bytes: NullableInteger,
    response_bytes: NullableInteger,
    duration_ms: NullableInteger,
    user_agent: NullableText,
    tracking_id: NullableText,
    token_fingerprint: NullableText,
    token_issued_at: NullableTime,
    token_expires_at: NullableTime,
    account_id: NullableText,
    source: NullableText,
    asn: NullableInteger,
    country: NullableText,
    severity: NullableEnum(SEVERITIES),
    summary: NullableText,
    actor: NullableText,
    extra: Type.Unsafe<Record<string, unknown> | null>({
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'Fields of the log that have no place of their own',
    }),
  },
  { title: 'TimelineEvent' },
);

export type TimelineEventView = Type.Static<typeof TimelineEvent>;

/** Columns of the CSV, in this order. */
export const TIMELINE_COLUMNS = Object.keys(TimelineEvent.properties) as (keyof TimelineEventView)[];

export const EventPage = Type.Object({ events: Type.Array(TimelineEvent), next_cursor: NextCursor });

export type EventPageView = Type.Static<typeof EventPage>;

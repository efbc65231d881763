import { Type } from 'typebox';
import {
  CallSeriesSchema,
  ClientUses,
  Incident,
  NetworkTreeSchema,
  OperationUses,
  TokenPostureSchema,
  WeekSchema,
} from './incident-schema.ts';
import { NullableInteger, NullableText, NullableTime, Time } from './schemas.ts';

/** What the credential page draws. */
export const CredentialContextSchema = Type.Object(
  {
    newest_event_at: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'All of it ends here; null: it never called',
    }),
    learning: Type.Object({
      since: NullableTime,
      days: Type.Number(),
      active_hours: Type.Integer(),
      is_learning: Type.Boolean({ description: 'Known for fewer than 7 days or 24 active hours' }),
    }),
    callers: Type.Array(
      Type.Object({
        network: Type.String({ description: 'Provider; the network where none is known' }),
        name: NullableText,
        asn: NullableInteger,
        country: NullableText,
        kind: Type.Unsafe<'hosting' | 'anonymiser' | null>({
          type: ['string', 'null'],
          enum: ['hosting', 'anonymiser', null],
        }),
        settled: Type.Boolean(),
        first_seen: Time,
        last_seen: Time,
        calls: Type.Integer(),
        failed: Type.Integer(),
        addresses: Type.Array(Type.Object({ address: Type.String(), calls: Type.Integer() })),
        address_count: Type.Integer(),
        operations: Type.Array(Type.Object({ operation: Type.String(), calls: Type.Integer() })),
        operation_count: Type.Integer(),
        clients: Type.Array(Type.String(), { description: 'Of its first calls in its last hour' }),
        daily: Type.Array(Type.Integer(), { description: 'Calls by day, the oldest first' }),
      }),
      { description: 'Of the last 30 days, at most 20' },
    ),
    left_out: Type.Object({ callers: Type.Integer(), calls: Type.Integer() }),
    series: CallSeriesSchema,
    week: Type.Object({
      zone: Type.String(),
      clock: WeekSchema.properties.clock,
      utc: WeekSchema.properties.utc,
      local: WeekSchema.properties.local,
    }),
    networks: NetworkTreeSchema,
    operations: OperationUses,
    clients: ClientUses,
    tokens: TokenPostureSchema,
    incidents: Type.Array(Incident, { description: 'The newest 20 alerts of it' }),
  },
  { title: 'CredentialContext' },
);
export type CredentialContextView = Type.Static<typeof CredentialContextSchema>;

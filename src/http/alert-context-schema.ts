import { Type } from 'typebox';
import { Alert } from './alert-schema.ts';
import { Expectation } from './expectation-schema.ts';
import {
  CallSeriesSchema,
  ClientUses,
  Incident,
  NetworkTreeSchema,
  OperationUses,
  TokenPostureSchema,
  WeekSchema,
} from './incident-schema.ts';
import { NullableText, Time } from './schemas.ts';

/** What the incident page draws. */
export const AlertContextSchema = Type.Object(
  {
    alert: Alert,
    headline: Type.String({ description: 'The first sentence of the explanation, with the label of today' }),
    facts: Type.Array(Type.String(), { description: 'The sentences after it' }),
    threshold_bits: Type.Number(),
    owner: NullableText,
    rarity: Type.Object({
      days: Type.Number({ description: 'Between two innocent episodes this unusual, of one credential' }),
      words: Type.String(),
      fleet_days: Type.Number({ description: 'The same over all credentials' }),
      fleet_words: Type.String(),
      credentials: Type.Integer(),
    }),
    hours: Type.Array(Type.Object({ start: Time, bits: Type.Number() }), {
      description: 'Hours of evidence',
    }),
    peak: Type.String({ format: 'date-time', description: 'Start of the hour that scored the most' }),
    known_until: Type.String({
      format: 'date-time',
      description: 'The profile that judged that hour knows the hours before this time',
    }),
    still_going_on: Type.Boolean({
      description: 'Its last call is less than an hour ago',
    }),
    series: CallSeriesSchema,
    week: WeekSchema,
    networks: NetworkTreeSchema,
    operations: OperationUses,
    clients: ClientUses,
    evidence: Type.Object({
      calls: Type.Integer({ description: 'That were looked at, at most 10,000' }),
      user_agents: Type.Array(Type.Object({ user_agent: NullableText, calls: Type.Integer() })),
      statuses: Type.Array(
        Type.Object({
          hundreds: Type.Integer({ description: '2: 200 to 299; 0: not in the log' }),
          calls: Type.Integer(),
        }),
      ),
    }),
    tokens: TokenPostureSchema,
    unseen: Type.Object({
      sources: Type.Array(
        Type.Object({
          source: Type.String(),
          usual_share: Type.Number({ description: 'Share of the two weeks before that had logs of it' }),
          gaps: Type.Array(Type.Object({ from: Time, to: Time })),
        }),
      ),
      hours_without_any: Type.Integer({ description: 'Hours of the incident' }),
      bare_hours: Type.Array(Type.Integer(), {
        description: 'Hours of the series without logs of any source, 0 is its first',
      }),
      missing_fields: Type.Array(
        Type.Enum(['address', 'provider', 'country', 'client', 'token', 'bytes'], {
          description: 'What no log of this credential carries',
        }),
      ),
    }),
    similar: Type.Array(
      Type.Object({
        ...Incident.properties,
        shared: Type.Array(Type.String(), { description: 'Addresses and signals that it has in common' }),
      }),
    ),
    declared: Type.Array(Expectation, { description: 'What was said of the credential, the newest first' }),
    teaches: Type.Object(
      {
        networks: Type.Array(Type.String(), { description: 'Expected with the scope "network"' }),
        hours: Type.Array(Type.Integer(), {
          description: 'Hours of the week that are expected with the scope "schedule", 0 = Monday 00:00',
        }),
        zone: Type.String(),
        distrusted: Type.Array(Type.String(), {
          description: 'Distrusted with the disposition "compromised"',
        }),
      },
      { description: 'What a decision would teach' },
    ),
    next_steps: Type.Array(Type.String()),
  },
  { title: 'AlertContext' },
);
export type AlertContextView = Type.Static<typeof AlertContextSchema>;

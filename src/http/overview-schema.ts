import { Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import { Incident } from './incident-schema.ts';
import { NullableText, NullableTime, Time } from './schemas.ts';

const named = {
  id: Type.String({ format: 'uuid' }),
  credential: Type.String(),
  label: NullableText,
};

/** What the overview draws. */
export const OverviewSchema = Type.Object(
  {
    now: Time,
    counts: Type.Array(
      Type.Object({
        severity: Type.Enum(SEVERITIES),
        open: Type.Integer(),
        acknowledged: Type.Integer(),
      }),
      { description: 'Alerts that are not resolved; every severity, the worst first' },
    ),
    alerts: Type.Array(Incident, {
      description: 'Of them the first 50: open before acknowledged, the worst first, then the newest',
    }),
    budget: Type.Object({
      budget: Type.String(),
      window: Type.Object({ from: Time, to: Time }),
      promised: Type.Number({ description: 'False alarms in the window' }),
      realised: Type.Integer(),
      interval: Type.Array(Type.Number()),
      kept: Type.Unsafe<boolean | null>({
        type: ['boolean', 'null'],
        description: 'Null: too early to tell',
      }),
      by_rule: Type.Integer({ description: 'Alerts of a broken rule, outside the budget' }),
      compromised: Type.Integer(),
      credentials: Type.Integer({ description: 'That could raise an alert' }),
    }),
    ingest: Type.Object({
      from: Type.String({ format: 'date-time', description: 'Start of the first of 24 hours' }),
      events: Type.Array(Type.Integer(), { description: 'By the hour that they happened in' }),
      arrivals: Type.Array(Type.Integer(), { description: 'By the hour that they came in' }),
      per_minute: Type.Number({ description: 'In the hour that runs and the one before' }),
    }),
    coverage: Type.Object({
      from: Time,
      hours: Type.Integer(),
      hours_without_any: Type.Integer(),
      source_count: Type.Integer(),
      sources: Type.Array(
        Type.Object({
          source: Type.String(),
          last_event_hour: NullableTime,
          last_heard_hour: NullableTime,
          events: Type.Integer({ description: 'In the seven days' }),
          covered: Type.Array(Type.Integer(), {
            description: 'Hours with logs in each six of the seven days',
          }),
        }),
        { description: 'Heard of in 90 days, the one longest silent first, at most 40' },
      ),
    }),
    risk: Type.Object({
      open_alerts: Type.Array(
        Type.Object({
          ...named,
          state: Type.Enum(['active', 'revoked']),
          decoy: Type.Boolean(),
          open: Type.Integer(),
          worst: Type.Enum(SEVERITIES),
          last_event_at: Time,
        }),
      ),
      long_tokens: Type.Array(
        Type.Object({
          ...named,
          seconds: Type.Number({ description: 'Longest life of a token among its newest calls' }),
          expires_at: Time,
        }),
        { description: 'Tokens that live longer than a day' },
      ),
      looked_at: Type.Integer({ description: 'Credentials that called last, whose tokens were looked at' }),
    }),
    learning: Type.Object({
      count: Type.Integer(),
      looked_at: Type.Integer(),
      credentials: Type.Array(
        Type.Object({
          ...named,
          first_seen_at: Time,
          days_left: Type.Number(),
          active_hours_left: Type.Integer(),
        }),
      ),
    }),
    notices: Type.Array(
      Type.Object({
        kind: Type.String(),
        subject: Type.String(),
        message: Type.String(),
        count: Type.Integer(),
        first_at: Time,
        last_at: Time,
      }),
      { description: 'Of the last seven days' },
    ),
  },
  { title: 'Overview' },
);
export type OverviewView = Type.Static<typeof OverviewSchema>;

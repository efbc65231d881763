import { Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import type { BacktestResult } from '../monitor/backtest-result.ts';
import { NullableEnum, NullableText, NullableTime, Time } from './schemas.ts';

const Counts = Type.Object(
  Object.fromEntries(SEVERITIES.map((severity) => [severity, Type.Integer()])) as Record<
    (typeof SEVERITIES)[number],
    ReturnType<typeof Type.Integer>
  >,
);

const NullableNumber = Type.Unsafe<number | null>({ type: ['number', 'null'] });

const BacktestAlert = Type.Object({
  episode: Type.String({ description: 'The id that the alert of this episode has, or would have' }),
  credential: Type.String(),
  credential_id: Type.String(),
  credential_label: NullableText,
  severity: Type.Enum(SEVERITIES),
  score_bits: Type.Number(),
  threshold_bits: Type.Number({ description: 'What an alert of medium needs under this budget' }),
  raised_at: Time,
  explanation: Type.String({ description: 'The first sentence' }),
  otherwise: NullableEnum(SEVERITIES),
  now: Type.Boolean({ description: 'Whether an alert of this episode exists at present' }),
});

const Result = Type.Unsafe<BacktestResult>(
  Type.Object(
    {
      budget: NullableText,
      budget_in_force: Type.String({ description: 'Of the installation; credentials may have their own' }),
      from: NullableTime,
      to: NullableTime,
      scores: Type.Enum(['stored', 'rescored']),
      hours_scored: Type.Integer(),
      hours_not_scored: Type.Integer({ description: 'Only learnt, so no alert could come of them' }),
      credentials: Type.Integer(),
      credential_months: Type.Number({
        description: 'Of 30 days, each since its first hour that was scored',
      }),
      tried: Counts,
      in_force: Counts,
      per_credential_month: Type.Object(
        { tried: NullableNumber, in_force: NullableNumber },
        { description: 'Alerts of medium or more' },
      ),
      new: Type.Integer({ description: 'Alerts of medium or more that only the tried budget raises' }),
      gone: Type.Integer({ description: '… that only the budget in force raises' }),
      alerts: Type.Array(BacktestAlert, {
        description: 'The 200 worst; `otherwise`: under the budget in force',
      }),
      gone_alerts: Type.Array(BacktestAlert, {
        description:
          'The 200 worst that are gone, as the budget in force has them; `otherwise`: under the tried one',
      }),
    },
    { title: 'BacktestResult' },
  ),
);

export const BacktestStatus = Type.Enum(['running', 'done', 'failed']);

/** How far a backtest is, and what it found. */
export const Backtest = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    status: BacktestStatus,
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    requested_by: Type.String(),
    requested_at: Time,
    result: Type.Optional(Result),
    error: Type.Optional(Type.String({ description: 'Why it failed' })),
  },
  { title: 'Backtest' },
);
export type Backtest = Type.Static<typeof Backtest>;

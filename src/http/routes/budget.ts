import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  type BudgetFigures,
  type CredentialFigures,
  reportBudget,
  reportBudgetByCredential,
} from '../../monitor/budget-report.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { problems } from '../problem.ts';
import { NextCursor, NullableText, paging, query, Time } from '../schemas.ts';
import type { Services } from '../services.ts';

const figures = {
  credential_days: Type.Object({
    used: Type.Integer({ description: 'Days (UTC) on which a credential was used and scored' }),
    calendar: Type.Number({ description: 'Days since the first hour that was scored' }),
  }),
  promised: Type.Number({ description: 'False alarms: the budget times the calendar days' }),
  realised: Type.Integer({
    description: 'Alerts of medium or more that are neither of a rule nor marked as compromised',
  }),
  apart: Type.Object({
    rule: Type.Integer({ description: 'Alerts of a broken rule, outside the budget' }),
    compromised: Type.Integer({ description: 'Alerts that were marked as compromised: true ones' }),
  }),
  interval: Type.Array(Type.Number(), {
    minItems: 2,
    maxItems: 2,
    description: 'Exact Poisson interval of 90 % for the mean behind `realised`',
  }),
  kept: Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description: 'Null: too early to tell' }),
};

const BudgetOfCredential = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    credential: Type.String(),
    label: NullableText,
    budget: Type.String({ description: 'In force for it' }),
    own_budget: Type.Boolean({ description: 'Whether it is its own, and not that of the installation' }),
    threshold_bits: Type.Number(),
    learning: Type.Boolean({ description: 'Used for fewer than 7 days or 24 active hours' }),
    ...figures,
  },
  { title: 'BudgetOfCredential' },
);

const BudgetReport = Type.Object(
  {
    window: Type.Object({ from: Time, to: Time }, { description: '90 days (UTC), today included' }),
    budget: Type.String({ description: 'Of the installation' }),
    threshold_bits: Type.Number({
      description: 'The score from which an episode is an alert of medium, today',
    }),
    calibration: Type.Object({
      reference_version: Type.Integer(),
      own_used_days: Type.Integer({ description: 'Used days of this installation behind the threshold' }),
      reference_share: Type.Number({
        description: 'What the built-in reference counts for beside them, 0 to 1',
      }),
    }),
    credential_count: Type.Integer({ description: 'Credentials that could raise an alert' }),
    ...figures,
    credentials: Type.Array(BudgetOfCredential),
    next_cursor: NextCursor,
  },
  { title: 'BudgetReport' },
);

/** Whether the alert budget is kept. */
export const budgetRoutes =
  ({ store, settings, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/budget',
      {
        config: { access: 'read' },
        schema: {
          summary: 'The alert budget: promised and realised in the last 90 days',
          description: 'Over all credentials, and of each; the credential seen last comes first.',
          querystring: query(paging(50, 200)),
          response: { 200: BudgetReport, ...problems() },
        },
      },
      async (request) => {
        const { limit = 50, cursor } = request.query;
        const [seenAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ['time', 'uuid']);
        const after =
          seenAt === undefined || id === undefined ? null : { seenAt: new Date(Number(seenAt)), id };
        const time = now();
        const budget = settings.alertBudget;
        const totals = await reportBudget(store, budget, time);
        const page = { limit: limit + 1, after };
        const found = await reportBudgetByCredential(store, budget, totals.calibration, time, page);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1)?.credential : undefined;
        return {
          window: { from: totals.window.from.toISOString(), to: totals.window.to.toISOString() },
          budget: budget.text,
          threshold_bits: totals.thresholdBits,
          calibration: {
            reference_version: totals.calibration.reference,
            own_used_days: totals.calibration.ownDays,
            reference_share: totals.referenceShare,
          },
          credential_count: totals.credentials,
          ...viewFigures(totals),
          credentials: shown.map(viewCredential),
          next_cursor: last === undefined ? null : encodeCursor([last.seenAt.getTime(), last.id]),
        };
      },
    );
  };

const viewCredential = (one: CredentialFigures) => ({
  id: one.credential.id,
  credential: one.credential.externalId,
  label: one.credential.label,
  budget: one.budget.text,
  own_budget: one.credential.budget !== null,
  threshold_bits: one.thresholdBits,
  learning: one.learning,
  ...viewFigures(one),
});

const viewFigures = ({
  usedDays,
  calendarDays,
  promised,
  realised,
  alerts,
  interval,
  kept,
}: BudgetFigures) => ({
  credential_days: { used: usedDays, calendar: calendarDays },
  promised,
  realised,
  apart: { rule: alerts.byRule, compromised: alerts.compromised },
  interval: [...interval],
  kept,
});

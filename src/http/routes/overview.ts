import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SEVERITIES } from '../../core/alert.ts';
import { reportBudget } from '../../monitor/budget-report.ts';
import { surveyOverview } from '../../monitor/overview.ts';
import { viewIncident } from '../../respond/incident-view.ts';
import { OverviewSchema } from '../overview-schema.ts';
import { problems } from '../problem.ts';
import { remembered } from '../remembered.ts';
import type { Services } from '../services.ts';

/** Everything at a glance. */
export const overviewRoutes =
  ({ store, settings, notices, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const budgetTotals = remembered(() => reportBudget(store, settings.alertBudget, now()));
    // A large installation should not make its first reader wait for it; whoever asks is told what fails.
    app.addHook('onListen', async () => {
      budgetTotals().catch(() => undefined);
    });

    app.get(
      '/v1/overview',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Everything at a glance: incidents, the budget, logs, credentials at risk',
          response: { 200: OverviewSchema, ...problems() },
        },
      },
      async () => {
        await notices.flush();
        const time = now();
        const survey = await surveyOverview(store, budgetTotals(), time);
        const { budget } = survey;
        const countOf = (severity: string, status: string): number =>
          survey.counts.find((one) => one.severity === severity && one.status === status)?.count ?? 0;
        return {
          ...survey,
          now: new Date(time).toISOString(),
          counts: SEVERITIES.toReversed().map((severity) => ({
            severity,
            open: countOf(severity, 'open'),
            acknowledged: countOf(severity, 'acknowledged'),
          })),
          alerts: survey.alerts.map(viewIncident),
          budget: {
            budget: settings.alertBudget.text,
            window: { from: budget.window.from.toISOString(), to: budget.window.to.toISOString() },
            promised: budget.promised,
            realised: budget.realised,
            interval: [...budget.interval],
            kept: budget.kept,
            by_rule: budget.alerts.byRule,
            compromised: budget.alerts.compromised,
            credentials: budget.credentials,
          },
          notices: survey.notices.map(({ firstAt, lastAt, ...notice }) => ({
            ...notice,
            first_at: firstAt.toISOString(),
            last_at: lastAt.toISOString(),
          })),
        };
      },
    );
  };

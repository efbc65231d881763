import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sendTestMessage } from '../../notify/test-message.ts';
import { auditEntry } from '../../respond/audit.ts';
import { insertAudit } from '../../store/queries/audit.ts';
import { HttpProblem, problems } from '../problem.ts';
import type { Services } from '../services.ts';
import { SettingList, SlackTest } from '../settings-schema.ts';

/** What is set, never a secret; whether it works. Settings are changed where they are kept, not here. */
export const settingRoutes =
  ({ store, settings, described, slack, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/settings',
      {
        config: { access: 'admin' },
        schema: { summary: 'Settings, without secrets', response: { 200: SettingList, ...problems() } },
      },
      async () => ({
        settings: described.map((one) => ({ ...one })),
        slack: slack.slackWebhookUrl !== undefined,
        alert_budget: settings.alertBudget.text,
      }),
    );

    app.post(
      '/v1/settings/slack/test',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Send a test message to Slack, as alerts are sent, and say what came of it',
          response: { 200: SlackTest, ...problems(422) },
        },
      },
      async (request) => {
        const caller = request.caller!;
        const outcome = await sendTestMessage(store, slack, caller.name);
        if (outcome === null) {
          throw new HttpProblem(
            'contradictory',
            'No Slack webhook is set. Set SLACK_WEBHOOK_URL to the address of an incoming webhook, and restart.',
          );
        }
        const delivered = outcome.kind === 'delivered';
        await insertAudit(store.db, auditEntry(caller, 'slack.tested', 'slack', { delivered }, now()));
        return {
          delivered,
          error: delivered ? null : outcome.error,
          advice: delivered ? null : outcome.advice,
        };
      },
    );
  };

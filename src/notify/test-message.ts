import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../core/time.ts';
import { holdTurns, takeTurn } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import { CHANNEL, type SlackSettings, TURN } from './alert-delivery.ts';
import { postToSlack, type SlackOutcome } from './slack-delivery.ts';
import { oneLine, plainText } from './slack-text.ts';

/**
 * Posts a message that says it is a test, as alerts are posted: in their turn, through the same client. Null: no webhook is set.
 *
 * @param by who asks for it, for those who read it
 */
export async function sendTestMessage(
  store: Store,
  { slackWebhookUrl, allowPrivate }: SlackSettings,
  by: string,
): Promise<SlackOutcome | null> {
  if (slackWebhookUrl === undefined) return null;
  const turn = await takeTurn(store, CHANNEL, TURN);
  if ('heldForMs' in turn) {
    const seconds = Math.ceil(turn.heldForMs / SECOND);
    return {
      kind: 'retry',
      error: `Slack takes no message for ${seconds} s`,
      afterMs: turn.heldForMs,
      advice: null,
    };
  }
  await setTimeout(turn.waitMs);
  const text = plainText(`A test of zoom-usage-monitor, sent by ${oneLine(by)}. Alerts arrive here.`, 400);
  const outcome = await postToSlack(
    slackWebhookUrl,
    {
      text: text.text,
      mrkdwn: false,
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
      blocks: [{ type: 'section', text }],
    },
    { allowPrivate: allowPrivate ?? false },
  );
  if (outcome.kind === 'retry' && outcome.afterMs !== null) await holdTurns(store, CHANNEL, outcome.afterMs);
  return outcome;
}

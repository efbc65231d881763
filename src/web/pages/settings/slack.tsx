import { useState } from 'preact/hooks';
import type { SettingList, SlackTest } from '../../../http/settings-schema.ts';
import { send } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useForm } from '../../parts/use-form.ts';

/** Where alerts go, and whether they would arrive. */
export function Slack() {
  const { data, problem, reload } = useData<SettingList>('/v1/settings');
  const [result, setResult] = useState<SlackTest | null>(null);
  const test = useForm(async () => {
    setResult(null);
    setResult(await send<SlackTest>('POST', '/v1/settings/slack/test'));
  });
  return (
    <Section title="Slack">
      <ProblemNote problem={problem ?? test.problem} retry={reload} />
      {data === null && problem === null && <Skeleton height={48} />}
      {data?.slack === false && (
        <p class="prose">
          Alerts are shown here and sent nowhere. Make an incoming webhook in Slack, set{' '}
          <code>SLACK_WEBHOOK_URL</code> to its address and restart the service.
        </p>
      )}
      {data?.slack === true && (
        <form onSubmit={test.onSubmit}>
          <p>Alerts of medium or more go to the channel of the webhook in SLACK_WEBHOOK_URL.</p>
          <button type="submit" class="button" disabled={test.busy}>
            {test.busy ? 'Sending …' : 'Send a test message'}
          </button>
          <div role="status">
            {result?.delivered === true && <p>Slack took the message. Look for it in the channel.</p>}
            {result?.delivered === false && (
              <p class="note bad">
                {result.error}. {result.advice}
              </p>
            )}
          </div>
        </form>
      )}
    </Section>
  );
}

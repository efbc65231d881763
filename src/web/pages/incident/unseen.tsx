import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { Section } from '../../parts/section.tsx';
import { shortTime } from '../../parts/time-text.ts';
import { shownZone } from '../../state/clock.ts';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  address: 'No log of it names the caller’s address: networks cannot be judged.',
  provider: 'No provider is known for its addresses (set ASN_DB): only addresses and networks were compared.',
  country: 'No country is known for its addresses (set COUNTRY_DB).',
  client: 'No log of it carries the user agent: programs cannot be told apart.',
  token: 'No log of it carries a token fingerprint: a shared or stolen token would not show.',
  bytes: 'No log of it carries the size of answers: how much was taken is not known.',
};

/** What the logs do not show: "cannot tell" is an answer. */
export function Unseen({ context }: { context: AlertContextView }) {
  const { unseen } = context;
  const zone = shownZone.value;
  const usual = unseen.sources.filter(({ gaps, usual_share: share }) => gaps.length > 0 && share > 0);
  const isComplete = usual.length === 0 && unseen.hours_without_any === 0;
  return (
    <Section title="What we could not see">
      <ul class="plain-list">
        {isComplete && (
          <li>
            {unseen.sources.length === 0
              ? 'It is not known which log sources there were.'
              : 'Every source that usually has logs had some in every hour of it.'}
          </li>
        )}
        {unseen.hours_without_any > 0 && (
          <li>
            <strong>
              {unseen.hours_without_any} {unseen.hours_without_any === 1 ? 'hour' : 'hours'} of it without any
              logs.
            </strong>
          </li>
        )}
        {usual.map(({ source, gaps, usual_share: share }) => (
          <li key={source}>
            No logs of <strong>{source}</strong>{' '}
            {gaps
              .slice(0, 4)
              .map(
                ({ from, to }) =>
                  `between ${shortTime(Date.parse(from), zone)} and ${shortTime(Date.parse(to), zone)}`,
              )
              .join(', ')}
            {gaps.length > 4 && ` and ${gaps.length - 4} more times`}; it has logs in{' '}
            {Math.round(share * 100)} % of hours.
          </li>
        ))}
        {unseen.missing_fields.map((field) => (
          <li key={field}>{FIELD_WORDS[field]}</li>
        ))}
        <li class="quiet">
          Calls that never crossed your own network show only in Zoom’s own log (
          <a href="/sources">sources</a>).
        </li>
      </ul>
    </Section>
  );
}

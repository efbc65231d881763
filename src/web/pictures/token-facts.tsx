import type { TokenPostureView } from '../../http/incident-schema.ts';
import { Moment } from '../parts/moment.tsx';
import { counted, figure, lifeText } from './numbers.ts';

/** How its access tokens are handled: who steals one that lives for years has it for years. */
export function TokenFacts({ tokens }: { tokens: TokenPostureView }) {
  if (tokens.calls === 0) return <p class="quiet">It did not call in the week that is looked at.</p>;
  if (tokens.calls_with_token === 0) {
    return (
      <p>
        No log of its {counted(tokens.calls, 'call')} carries the Authorization header or a token fingerprint,
        so nothing is known of its tokens: not how long they live, nor whether one is shared.
      </p>
    );
  }
  const isLong = tokens.long_lived > 0;
  return (
    <dl class="facts">
      <dt>Access tokens</dt>
      <dd>
        {counted(tokens.tokens, 'token')} in a week, {figure(tokens.live)} of them still valid at its last
        call
      </dd>
      <dt>They live for</dt>
      <dd class={isLong ? 'token-long' : ''}>
        {tokens.lifetimes.length === 0
          ? 'not in the logs'
          : tokens.lifetimes
              .map(({ seconds, tokens: n }) => `${lifeText(seconds)} (${figure(n)})`)
              .join(', ')}
        {isLong && ' ▲ whoever holds one holds it that long: replace them, and ask for shorter ones'}
      </dd>
      {tokens.last_expires_at !== null && (
        <>
          <dt>The last one expires</dt>
          <dd>
            <Moment at={tokens.last_expires_at} />
          </dd>
        </>
      )}
    </dl>
  );
}

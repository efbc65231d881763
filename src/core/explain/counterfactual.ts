import type { Finding, SignalEvidence } from '../alert.ts';
import { list } from './numbers.ts';

type Draft = Pick<Finding, 'signals' | 'scoreBits' | 'thresholdBits' | 'severity'>;

/** Which single fact, had it been expected, would have kept the alert silent. */
export function counterfactualOf({ signals, scoreBits, thresholdBits, severity }: Draft): string {
  if (severity === 'low') return 'It is below your alert budget already: nobody was told.';
  const enough = signals.filter(({ bits }) => scoreBits - bits < thresholdBits).map(conditionOf);
  if (enough.length > 0)
    return `It would be silent if ${list(enough, 3).replace(/ and (?=[^,]*$)/, ', or if ')}.`;
  return `No single fact would have kept it silent: it needs ${list(signals.map(conditionOf), 3)} together.`;
}

function conditionOf({ signal, inputs, observed }: SignalEvidence): string {
  if (signal === 'unfamiliar_network') return `${inputs['value']} were an expected network`;
  if (signal === 'odd_hour') return `${observed} were an expected hour`;
  return `${observed} were an expected volume`;
}

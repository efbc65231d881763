import type { Finding, SignalEvidence } from '../alert.ts';
import { list } from './numbers.ts';

type Draft = Pick<Finding, 'signals' | 'scoreBits' | 'thresholdBits' | 'severity'>;

/** Which single fact, had it been expected, would have kept the alert silent. */
export function counterfactualOf({ signals, scoreBits, thresholdBits, severity }: Draft): string {
  if (severity === 'low') return 'It is below your alert budget already: nobody was told.';
  const facts = signals.map((signal) => ({
    fact: factOf(signal),
    enough: scoreBits - signal.bits < thresholdBits,
  }));
  const enough = facts.filter((fact) => fact.enough).map(({ fact }) => fact);
  if (enough.length > 0) {
    return `It would be silent if you expected ${enough.slice(0, 3).join(', or ')}.`;
  }
  const all = list(
    facts.map(({ fact }) => fact),
    3,
  );
  return `No single fact would have kept it silent: you would have to expect ${all}.`;
}

function factOf({ signal, inputs, observed }: SignalEvidence): string {
  if (signal === 'unfamiliar_network') return `calls from ${inputs['value']}`;
  if (signal === 'odd_hour') return `work on ${observed}`;
  return observed;
}

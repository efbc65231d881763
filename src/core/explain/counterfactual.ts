import type { Finding, SignalEvidence } from '../alert.ts';
import { sharesOf } from '../combine.ts';
import { maturityOf } from '../maturity.ts';
import { factsOf } from './fact.ts';
import { list } from './numbers.ts';

type Draft = Pick<Finding, 'signals' | 'scoreBits' | 'thresholdBits' | 'severity' | 'known'>;

/**
 * Which single fact, had it been expected, would have kept the alert silent. What a fact explains is taken away and
 * the rest is added up anew, since the discounts (combine.ts) depend on what is left.
 */
export function counterfactualOf({ signals, scoreBits, thresholdBits, severity, known }: Draft): string {
  const rule = signals.map(({ signal }) => RULES[signal]).find((words) => words !== undefined);
  if (rule !== undefined) return `No alert budget silences it: ${rule}`;
  if (severity === 'low') return 'It is below your alert budget already: nobody was told.';
  const facts = factsOf(signals);
  const maturity = maturityOf(known.days);
  const before = scoreOf(signals, maturity);
  const enough = facts.filter(
    ({ explains }) => scoreBits - before + scoreOf(signals.map(explains), maturity) < thresholdBits,
  );
  if (enough.length > 0) {
    return `It would be silent if you expected ${enough
      .slice(0, 3)
      .map(({ words }) => words)
      .join(', or ')}.`;
  }
  const all = list(
    facts.map(({ words }) => words),
    3,
  );
  return `No single fact would have kept it silent: you would have to expect ${all}.`;
}

const RULES: Readonly<Partial<Record<SignalEvidence['signal'], string>>> = {
  revoked_use:
    'nobody should be using a revoked credential. If it is in use again, set its state back to active.',
  decoy_use: 'nobody should ever use a decoy. If it is none any more, take the mark away.',
  admin_change: 'a change like this is always told of. If it was meant, mark it as expected.',
  zoom_side_only: 'a log of ours that has these calls would have kept it silent.',
  quota_gap: 'a log of ours that has these calls would have kept it silent.',
};

function scoreOf(signals: readonly SignalEvidence[], maturity: number): number {
  const strange = signals.some(({ inputs }) => inputs['strange'] === true);
  const parts = signals.map(({ signal, bits, inputs }) => ({
    signal,
    bits: typeof inputs['raw_bits'] === 'number' ? inputs['raw_bits'] : bits,
  }));
  return sharesOf(parts, strange, maturity).reduce((sum, share) => sum + share, 0);
}

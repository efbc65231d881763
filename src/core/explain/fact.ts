import type { SignalEvidence, SignalName } from '../alert.ts';
import { describeOperation } from '../operation.ts';

/** Something that could have been expected. */
export interface Fact {
  /** What follows `if you expected`. */
  readonly words: string;
  /** What is left of a signal's evidence, had it been expected. */
  readonly explains: (evidence: SignalEvidence) => SignalEvidence;
}

const VOLUME: readonly SignalName[] = ['usage_spike', 'data_spike'];

/** The facts behind an alert's signals, each once, in their order. */
export function factsOf(signals: readonly SignalEvidence[]): Fact[] {
  const facts = new Map<string, Fact>();
  for (const evidence of signals) {
    const address = addressOf(evidence);
    const key = address ?? (VOLUME.includes(evidence.signal) ? 'volume' : evidence.signal);
    if (facts.has(key)) continue;
    const network = signals.find((one) => one.signal === 'unfamiliar_network' && addressOf(one) === address);
    facts.set(key, {
      words: wordsOf(network ?? evidence),
      explains: (one) => {
        if (address !== null) return addressOf(one) === address ? withoutNetwork(one) : one;
        return key === (VOLUME.includes(one.signal) ? 'volume' : one.signal) ? nothing(one) : one;
      },
    });
  }
  return [...facts.values()];
}

/** The address that a signal is about: had its network been expected, none of them would have spoken. */
function addressOf({ signal, inputs }: SignalEvidence): string | null {
  const address = signal === 'token_shared' ? inputs['stranger'] : inputs['address'];
  return typeof address === 'string' ? address : null;
}

/** Strangers of other networks stay. */
function withoutNetwork(evidence: SignalEvidence): SignalEvidence {
  const left = evidence.inputs['other_networks_bits'];
  if (typeof left !== 'number' || left === 0) return nothing(evidence);
  return { ...evidence, bits: left, inputs: { ...evidence.inputs, raw_bits: left } };
}

const nothing = (evidence: SignalEvidence): SignalEvidence => ({
  ...evidence,
  bits: 0,
  inputs: { ...evidence.inputs, raw_bits: 0, strange: false },
});

function wordsOf({ signal, inputs, observed }: SignalEvidence): string {
  switch (signal) {
    case 'unfamiliar_network':
      return inputs['level'] === 'country'
        ? `calls from the country ${inputs['value']}`
        : `calls from ${inputs['value']}`;
    case 'concurrent_networks':
    case 'failed_calls':
      return `calls from ${inputs['address']}`;
    case 'token_shared':
      return `calls from ${inputs['stranger']}`;
    case 'odd_hour':
      return `work on ${observed}`;
    case 'dormant_awakes':
      return `work after ${observed.replace(' before', '')}`;
    case 'unfamiliar_operation':
      return typeof inputs['gravest'] === 'string'
        ? `it to ${describeOperation(inputs['gravest'])}`
        : observed;
    case 'unfamiliar_client':
      return `calls by ${inputs['client']}`;
    default:
      return observed;
  }
}

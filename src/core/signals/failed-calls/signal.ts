import { count, list } from '../../explain/numbers.ts';
import { graver } from '../../gravity.ts';
import { describeOperation } from '../../operation.ts';
import { isStranger } from '../../profile/networks.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Each doubling of a stranger's refused calls is worth this much, up to so many bits. */
const DOUBLING_BITS = 1.2;
const MAX_BITS = 7;
/** Trying doors and then getting in is worse than either. */
const SUCCESS_BITS = 3;
const SUCCESS_AFTER = 5;

export interface FailureReading extends Reading {
  readonly refused: number;
  readonly address: string;
  /** Whether the address with the most refusals was let in for something, too. */
  readonly succeeded: boolean;
  readonly strangers: readonly { readonly address: string }[];
}

/**
 * Asks for calls of strangers that were refused (400, 401, 403): whoever holds a stolen key finds out what it opens.
 * bits = min(7, 1.2·log2(1 + refused)), and 3 more when at least five were refused and others were not. An owner's
 * own refused calls are everyday life (expired tokens, a missing scope) and say nothing.
 */
export const failedCalls: Signal<FailureReading> = {
  name: 'failed_calls',

  measure({ profile, rollup, standing, from }: Scene): FailureReading | null {
    if (profile.networks.address.values.size === 0) return null;
    let best: FailureReading | null = null;
    for (const [address, sighting] of rollup.addresses) {
      if (sighting.refused === 0 || sighting.first < from) continue;
      if (!isStranger(profile.networks, address, sighting, standing)) continue;
      const succeeded = sighting.refused >= SUCCESS_AFTER && sighting.calls > sighting.refused;
      const bits = bitsOfRefusals(sighting.refused) + (succeeded ? SUCCESS_BITS : 0);
      if (bits < MIN_BITS || bits < (best?.bits ?? 0)) continue;
      if (best === null || bits > best.bits || address < best.address) {
        best = { bits, refused: sighting.refused, address, succeeded, strangers: [{ address }] };
      }
    }
    return best;
  },

  growth({ rollup }: Scene, { address, refused, succeeded, bits }: FailureReading): Step[] {
    // Refusals are not kept by minute: they are taken to come evenly.
    const { first, last } = rollup.addresses.get(address)!;
    const steps: Step[] = [];
    for (let n = 1; n < refused; n *= 2) {
      const soFar = bitsOfRefusals(n);
      const at = Math.round(first + ((last - first) * (n - 1)) / refused);
      if (soFar >= MIN_BITS && soFar < bits) steps.push([at, soFar]);
    }
    steps.push([succeeded ? last : Math.round(first + ((last - first) * (refused - 1)) / refused), bits]);
    return steps;
  },

  describe({ rollup }: Scene, { address, refused, succeeded }: FailureReading): Words {
    const sighting = rollup.addresses.get(address)!;
    const others = sighting.calls - refused;
    const tried = list([...new Set(gravestOf(sighting.operations).map(describeOperation))], 3);
    return {
      observed: `${count(refused, 'refused call')} from ${address}${succeeded ? `, and ${count(others, 'other')} from there` : ''}`,
      expected: 'no refused calls from strangers',
      summary:
        `${count(refused, 'call')} from ${address}, a stranger, ${refused === 1 ? 'was' : 'were'} refused` +
        `${others === 0 ? '' : `, ${count(others, 'other')} ${others === 1 ? 'was' : 'were'} not`}.` +
        (tried === '' ? '' : ` What was called from there: ${tried}.`),
      inputs: { address, refused, calls: sighting.calls, succeeded },
    };
  },
};

const bitsOfRefusals = (refused: number): number =>
  Math.min(MAX_BITS, DOUBLING_BITS * Math.log2(1 + refused));

const gravestOf = (operations: ReadonlyMap<string, number>): string[] =>
  [...operations.keys()].sort((a, b) => graver(a, b) || (a < b ? -1 : 1));

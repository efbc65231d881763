import { count, list, oneIn } from '../../explain/numbers.ts';
import { graver } from '../../gravity.ts';
import { calledBy, isQuotaOperation } from '../../ledger/operation.ts';
import { describeOperation, type Impact, operationFamily, operationImpact } from '../../operation.ts';
import { wasLetIn } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import { ageOf, type Novelty, noveltyInputs, noveltyOf } from '../novelty.ts';
import { MIN_BITS, type Reading, rise, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Prior rate of hours that bring a new operation, and most bits for that alone: programs do learn new things. */
const PRIOR_RATE = 0.02;
const MAX_NOVELTY_BITS = 6;
/** A new feature touches one or two product areas, a thief sweeps four: the chance of each further one. */
const FURTHER_AREA = 1 / 4;
const MAX_AREAS = 5;
/** What the gravest of them gives a thief, in bits. */
const IMPACT_BITS: Readonly<Record<Impact, number>> = {
  none: 0,
  recon: 0.5,
  exfiltration: 1.5,
  persistence: 3,
  destruction: 3,
};

interface Unfamiliar {
  readonly operation: string;
  readonly impactBits: number;
  readonly area: string;
  readonly first: number;
  readonly novelty: Novelty;
}

export interface OperationReading extends Reading {
  /** Those that its bits are about, the gravest first, and the weight that they count with. */
  readonly operations: readonly Unfamiliar[];
  readonly weight: number;
  /** All, in order of their first call. */
  readonly all: readonly Unfamiliar[];
}

/**
 * Asks for calls that this credential never makes: bits = min(6, −w·log2 m) + w·(2·(areas − 1) + impact), where m is
 * the chance that an hour brings a new operation, and areas are the product areas that the new ones touch. Of those
 * made for the first time, and of those with the ones on probation, the choice that says more counts.
 */
export const unfamiliarOperation: Signal<OperationReading> = {
  name: 'unfamiliar_operation',

  measure(scene: Scene): OperationReading | null {
    const { profile, rollup, from } = scene;
    const found: Unfamiliar[] = [];
    for (const [operation, sighting] of rollup.operations) {
      if (!wasLetIn(sighting) || sighting.first < from || isQuotaOperation(operation)) continue;
      // What the owner calls through our network is no news past it; `zoom_side_only` tells of that.
      const novelty = noveltyOf(profile.operations, calledBy(operation), ageOf(scene), PRIOR_RATE);
      if (novelty === null || novelty.bits === 0) continue;
      found.push({
        operation,
        impactBits: IMPACT_BITS[operationImpact(operation)],
        area: operationFamily(operation),
        first: sighting.first,
        novelty,
      });
    }
    if (found.length === 0) return null;
    found.sort((a, b) => a.first - b.first || (a.operation < b.operation ? -1 : 1));
    const { bits, weight, operations } = strongest(found);
    if (bits < MIN_BITS) return null;
    const gravest = [...operations].sort((a, b) => graver(a.operation, b.operation));
    return { bits, weight, operations: gravest, all: found };
  },

  growth(_scene: Scene, { all }: OperationReading): Step[] {
    const steps: Step[] = [];
    all.forEach(({ first }, index) => {
      rise(steps, first, strongest(all.slice(0, index + 1)).bits);
    });
    return steps;
  },

  describe({ profile }: Scene, { operations, weight }: OperationReading): Words {
    const { operation: gravest, impactBits, novelty } = operations[0]!;
    const words = list([...new Set(operations.map(({ operation }) => describeOperation(operation)))], 3);
    const areas = [...new Set(operations.map(({ area }) => area))];
    const when = weight === 1 ? 'never did before' : 'began to do only lately';
    return {
      observed: list(
        operations.map(({ operation }) => operation),
        4,
      ),
      expected: `the ${count(profile.operations.values.size, 'operation')} that it knows`,
      summary:
        `it was used to ${words}, which it ${when}; something new comes in ${oneIn(novelty.chance)} of its active hours` +
        (areas.length > 2
          ? `, and hardly ever in ${areas.length} product areas at once (${list(areas, 5)}).`
          : '.'),
      inputs: {
        operations: operations.length,
        gravest,
        impact_bits: impactBits,
        areas: areas.length,
        ...noveltyInputs(novelty),
        weight,
      },
    };
  },
};

interface Choice {
  readonly bits: number;
  readonly weight: number;
  readonly operations: readonly Unfamiliar[];
}

/**
 * The bits of the fresh ones, and of all at the weight of an echo: whichever is more. Adding one to either can only
 * raise its bits, so that more calls never lower the evidence.
 */
function strongest(found: readonly Unfamiliar[]): Choice {
  let best: Choice = { bits: 0, weight: 1, operations: [] };
  for (const weight of new Set(found.map(({ novelty }) => novelty.weight))) {
    const operations = found.filter(({ novelty }) => novelty.weight >= weight);
    const bits = bitsOfOperations(operations, weight);
    if (bits > best.bits) best = { bits, weight, operations };
  }
  return best;
}

function bitsOfOperations(operations: readonly Unfamiliar[], weight: number): number {
  const novelty = weight * bitsOf(operations[0]!.novelty.chance);
  const areas = new Set(operations.map(({ area }) => area)).size;
  const breadth = (Math.min(areas, MAX_AREAS) - 1) * bitsOf(FURTHER_AREA);
  const impact = Math.max(...operations.map(({ impactBits }) => impactBits));
  return Math.min(MAX_NOVELTY_BITS, novelty) + weight * (breadth + impact);
}

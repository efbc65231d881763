import { list, oneIn } from '../../explain/numbers.ts';
import { describeOperation, type Impact, operationFamily, operationImpact } from '../../operation.ts';
import { wasLetIn } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import { ageOf, type Novelty, noveltyOf } from '../novelty.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

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
  readonly area: string;
  readonly first: number;
  readonly novelty: Novelty;
}

export interface OperationReading extends Reading {
  /** In order of their first call. */
  readonly operations: readonly Unfamiliar[];
}

/**
 * Asks for calls that this credential never makes: bits = min(6, w·−log2 m) + 2·(areas − 1) + impact, where m is the
 * chance that an hour brings a new operation, and areas are the product areas that the new ones touch.
 */
export const unfamiliarOperation: Signal<OperationReading> = {
  name: 'unfamiliar_operation',

  measure(scene: Scene): OperationReading | null {
    const { profile, rollup, from } = scene;
    const found: Unfamiliar[] = [];
    for (const [operation, sighting] of rollup.operations) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      const novelty = noveltyOf(profile.operations, operation, ageOf(scene), PRIOR_RATE);
      if (novelty === null || novelty.bits === 0) continue;
      found.push({ operation, area: operationFamily(operation), first: sighting.first, novelty });
    }
    found.sort((a, b) => a.first - b.first || (a.operation < b.operation ? -1 : 1));
    const bits = bitsOfOperations(found);
    return bits < MIN_BITS ? null : { bits, operations: found };
  },

  growth(_scene: Scene, { operations }: OperationReading): Step[] {
    const steps: Step[] = [];
    operations.forEach(({ first }, index) => {
      const bits = bitsOfOperations(operations.slice(0, index + 1));
      if (bits >= MIN_BITS && bits > (steps.at(-1)?.[1] ?? 0)) steps.push([first, bits]);
    });
    return steps;
  },

  describe({ profile }: Scene, { operations, bits }: OperationReading): Words {
    const strongest = operations.reduce((best, one) => (one.novelty.bits > best.novelty.bits ? one : best));
    const words = list([...new Set(operations.map(({ operation }) => describeOperation(operation)))], 3);
    const areas = [...new Set(operations.map(({ area }) => area))];
    const often = oneIn(strongest.novelty.chance);
    const when = strongest.novelty.weight === 1 ? 'never did before' : 'began to do only lately';
    return {
      observed: list(
        operations.map(({ operation }) => operation),
        4,
      ),
      expected: `${profile.operations.values.size} other operations`,
      summary:
        `it was used to ${words}, which it ${when}; something new comes in ${often} of its active hours` +
        (areas.length > 2
          ? `, and hardly ever in ${areas.length} product areas at once (${list(areas, 5)}).`
          : '.'),
      inputs: {
        operations: operations.length,
        areas: areas.length,
        chance: strongest.novelty.chance,
        weight: strongest.novelty.weight,
        observed_hours: strongest.novelty.observedHours,
        novel_hours: strongest.novelty.novelHours,
        impact: gravest(operations),
        raw_bits: bits,
      },
    };
  },
};

function bitsOfOperations(found: readonly Unfamiliar[]): number {
  if (found.length === 0) return 0;
  const novelty = Math.max(...found.map((one) => one.novelty.bits));
  const weights = found.map((one) => one.novelty.weight);
  const weight = Math.max(...weights);
  const areas = new Set(found.filter((one) => one.novelty.weight === weight).map(({ area }) => area)).size;
  const breadth = (Math.min(areas, MAX_AREAS) - 1) * bitsOf(FURTHER_AREA);
  return Math.min(MAX_NOVELTY_BITS, novelty) + weight * (breadth + IMPACT_BITS[gravest(found)]);
}

function gravest(found: readonly Unfamiliar[]): Impact {
  return found
    .map(({ operation }) => operationImpact(operation))
    .reduce((worst, impact) => (IMPACT_BITS[impact] > IMPACT_BITS[worst] ? impact : worst), 'none' as Impact);
}

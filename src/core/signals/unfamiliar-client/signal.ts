import { list, oneIn } from '../../explain/numbers.ts';
import { settledValues } from '../../profile/value-memory.ts';
import { wasLetIn } from '../../rollup.ts';
import { ageOf, type Novelty, noveltyInputs, noveltyOf } from '../novelty.ts';
import { MIN_BITS, type Reading, rise, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Prior rate of hours that bring a new client, and most bits for it: a user agent is easily changed, by anybody. */
const PRIOR_RATE = 0.01;
const MAX_BITS = 6;

interface Unfamiliar {
  readonly client: string;
  readonly bits: number;
  readonly first: number;
  readonly novelty: Novelty;
}

export interface ClientReading extends Reading {
  readonly client: string;
  readonly novelty: Novelty;
  /** All, in order of their first call. */
  readonly all: readonly Unfamiliar[];
}

/** Asks for a user agent family that this credential never used: bits = min(6, w·−log2 (½ + V)/(½/π + N)). */
export const unfamiliarClient: Signal<ClientReading> = {
  name: 'unfamiliar_client',

  measure(scene: Scene): ClientReading | null {
    const { profile, rollup, from } = scene;
    const all: Unfamiliar[] = [];
    for (const [client, sighting] of rollup.clients) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      const novelty = noveltyOf(profile.clients, client, ageOf(scene), PRIOR_RATE);
      if (novelty === null || novelty.bits < MIN_BITS) continue;
      all.push({ client, bits: Math.min(MAX_BITS, novelty.bits), first: sighting.first, novelty });
    }
    if (all.length === 0) return null;
    all.sort((a, b) => a.first - b.first || (a.client < b.client ? -1 : 1));
    const { bits, client, novelty } = all.reduce((best, one) => (one.bits > best.bits ? one : best));
    return { bits, client, novelty, all };
  },

  growth(_scene: Scene, { all }: ClientReading): Step[] {
    const steps: Step[] = [];
    for (const { first, bits } of all) rise(steps, first, bits);
    return steps;
  },

  describe({ profile }: Scene, { client, novelty }: ClientReading): Words {
    const known = settledValues(profile.clients);
    const when = novelty.weight === 1 ? 'never used before' : 'began to use only lately';
    return {
      observed: client,
      expected: known.length === 0 ? 'nothing settled yet' : list(known, 4),
      summary:
        `the client was ${client}, which it ${when}` +
        `${known.length === 0 ? '' : `; it uses ${list(known, 3)}`} (a new client comes in ${oneIn(novelty.chance)} of its active hours).`,
      inputs: {
        client,
        ...noveltyInputs(novelty),
      },
    };
  },
};

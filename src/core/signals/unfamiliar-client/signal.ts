import { list, oneIn } from '../../explain/numbers.ts';
import { settledValues } from '../../profile/value-memory.ts';
import { type Sighting, wasLetIn } from '../../rollup.ts';
import { ageOf, type Novelty, noveltyInputs, noveltyOf } from '../novelty.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Prior rate of hours that bring a new client, and most bits for it: a user agent is easily changed, by anybody. */
const PRIOR_RATE = 0.01;
const MAX_BITS = 6;

export interface ClientReading extends Reading {
  readonly client: string;
  readonly first: number;
  readonly novelty: Novelty;
}

/** Asks for a user agent family that this credential never used: bits = min(6, w·−log2 (½ + V)/(½/π + N)). */
export const unfamiliarClient: Signal<ClientReading> = {
  name: 'unfamiliar_client',

  measure(scene: Scene): ClientReading | null {
    const { profile, rollup, from } = scene;
    let best: ClientReading | null = null;
    for (const [client, sighting] of rollup.clients) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      const novelty = noveltyOf(profile.clients, client, ageOf(scene), PRIOR_RATE);
      const bits = Math.min(MAX_BITS, novelty?.bits ?? 0);
      if (novelty === null || bits < MIN_BITS || bits < (best?.bits ?? 0)) continue;
      if (best === null || bits > best.bits || isEarlier(client, sighting, best)) {
        best = { bits, client, first: sighting.first, novelty };
      }
    }
    return best;
  },

  growth(scene: Scene, reading: ClientReading): Step[] {
    const { profile, rollup, from } = scene;
    const steps: Step[] = [];
    for (const [client, sighting] of [...rollup.clients].sort(([, a], [, b]) => a.first - b.first)) {
      if (!wasLetIn(sighting) || sighting.first < from) continue;
      const novelty = noveltyOf(profile.clients, client, ageOf(scene), PRIOR_RATE);
      const bits = Math.min(reading.bits, novelty?.bits ?? 0);
      if (bits >= MIN_BITS && bits > (steps.at(-1)?.[1] ?? 0)) steps.push([sighting.first, bits]);
    }
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

const isEarlier = (client: string, { first }: Sighting, than: ClientReading): boolean =>
  first < than.first || (first === than.first && client < than.client);

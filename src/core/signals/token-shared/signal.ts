import { oneIn } from '../../explain/numbers.ts';
import { chanceOf } from '../../profile/habit.ts';
import { type SharedToken, sharedTokensOf } from '../../profile/sharing.ts';
import { bitsOf } from '../../stats/bits.ts';
import { ageOf, newbornNovelty } from '../novelty.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Prior rate of hours in which one token comes from unrelated networks, and most bits for it. */
const PRIOR_RATE = 0.001;
const MAX_BITS = 9;
/** Machines of one cloud share tokens; without an ASN database nobody can tell whether two networks are one cloud's. */
const MAX_UNSURE_BITS = 4;

export interface SharingReading extends Reading, SharedToken {
  readonly chance: number;
  readonly strangers: readonly { readonly address: string }[];
}

/**
 * Asks whether one access token, known by its fingerprint, came from an established network and from a stranger in
 * the same hour: whoever copies a token shows himself so, even where the owner's programs never do.
 * bits = min(9, −log2 (½ + V)/(½/π + N)), 4 at most where their providers are not known.
 */
export const tokenShared: Signal<SharingReading> = {
  name: 'token_shared',

  measure(scene: Scene): SharingReading | null {
    const { profile, rollup, standing, from } = scene;
    const [earliest] = sharedTokensOf(profile.networks, rollup, standing).filter((one) => one.from >= from);
    if (earliest === undefined) return null;
    const { happenedHours, observedHours } = profile.sharing;
    const chance = chanceOf(happenedHours + newbornNovelty(ageOf(scene)), observedHours, PRIOR_RATE);
    const bits = Math.min(earliest.unrelated ? MAX_BITS : MAX_UNSURE_BITS, bitsOf(chance));
    return bits < MIN_BITS
      ? null
      : { ...earliest, chance, bits, strangers: [{ address: earliest.stranger }] };
  },

  growth: (_scene: Scene, { from, bits }: SharingReading): Step[] => [[from, bits]],

  describe(scene: Scene, { token, established, stranger, unrelated, chance }: SharingReading): Words {
    const { happenedHours, observedHours } = scene.profile.sharing;
    return {
      observed: `one access token from ${established} and from ${stranger}`,
      expected: 'each access token from one network',
      summary:
        `the same access token was used from ${established}, which this credential always uses, and from ${stranger}, a stranger ` +
        `${unrelated ? 'at another provider' : 'whose provider is not known to be another'} ` +
        `(that happens in ${oneIn(chance)} of its active hours).`,
      inputs: {
        token_fingerprint: token,
        established,
        stranger,
        other_provider: unrelated,
        chance,
        observed_hours: observedHours,
        happened_hours: happenedHours,
        lent_hours: newbornNovelty(ageOf(scene)),
        prior_rate: PRIOR_RATE,
      },
    };
  },
};

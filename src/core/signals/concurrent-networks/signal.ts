import { count, oneIn } from '../../explain/numbers.ts';
import { type Newcomer, newcomersOf } from '../../profile/company.ts';
import { chanceOf } from '../../profile/habit.ts';
import { SLOT } from '../../rollup.ts';
import { bitsOf } from '../../stats/bits.ts';
import { ageOf, echoOf, newbornNovelty } from '../novelty.ts';
import { MIN_BITS, type Reading, type Scene, type Signal, type Step, type Words } from '../signal.ts';

/** Prior rate of hours in which a new address joins the established ones. */
const PRIOR_RATE = 0.01;
/** A machine that was added looks the same, so this alone must never raise an alarm. */
const MAX_BITS = 5;
/** Five-minute slots side by side for the whole weight: machines that are replaced overlap for some minutes. */
const FULL_SLOTS = 5;

export interface CompanyReading extends Reading {
  readonly address: string;
  readonly shared: readonly number[];
  readonly chance: number;
  readonly weight: number;
  readonly strangers: readonly { readonly address: string }[];
}

/**
 * Asks whether a new address works beside the established ones, who go on working: a redeployment replaces, a thief
 * works beside the owner. bits = w · min(1, slots/5) · min(5, −log2 m), slots = five-minute slots side by side, m =
 * chance that an hour brings a new address beside the established ones.
 */
export const concurrentNetworks: Signal<CompanyReading> = {
  name: 'concurrent_networks',

  measure(scene: Scene): CompanyReading | null {
    const newcomers = newcomersOf(scene.profile.networks, scene.rollup, scene.standing);
    if (newcomers.length === 0) return null;
    let best: CompanyReading | null = null;
    const { happenedHours, observedHours } = scene.profile.company;
    const chance = chanceOf(happenedHours + newbornNovelty(ageOf(scene)), observedHours, PRIOR_RATE);
    for (const newcomer of newcomers) {
      if (newcomer.sighting.first < scene.from) continue;
      const { weight, bits } = weigh(scene, newcomer, chance, newcomer.shared.length);
      if (bits < MIN_BITS || bits < (best?.bits ?? 0)) continue;
      if (best === null || bits > best.bits || newcomer.address < best.address) {
        const { address, shared } = newcomer;
        best = { bits, address, shared, chance, weight, strangers: [{ address }] };
      }
    }
    return best;
  },

  growth({ rollup }: Scene, { shared, chance, weight, address }: CompanyReading): Step[] {
    const first = rollup.addresses.get(address)!.first;
    return shared.flatMap((slot, index): Step[] => {
      const bits = weight * shareOf(index + 1) * Math.min(MAX_BITS, bitsOf(chance));
      return bits < MIN_BITS || index >= FULL_SLOTS ? [] : [[Math.max(first, slot * SLOT), bits]];
    });
  },

  describe(scene: Scene, { address, shared, chance, weight }: CompanyReading): Words {
    const { happenedHours, observedHours } = scene.profile.company;
    return {
      observed: `${address} beside the established addresses for ${count(shared.length * 5, 'minute')}`,
      expected: 'the established addresses alone, or replaced',
      summary:
        `${address} did not take the place of the addresses that this credential always uses: they went on calling beside it ` +
        `in ${count(shared.length, 'span')} of five minutes (a new address joins them in ${oneIn(chance)} of its active hours).`,
      inputs: {
        address,
        slots: shared.length,
        chance,
        weight,
        observed_hours: observedHours,
        happened_hours: happenedHours,
        lent_hours: newbornNovelty(ageOf(scene)),
        prior_rate: PRIOR_RATE,
      },
    };
  },
};

const shareOf = (slots: number): number => Math.min(1, slots / FULL_SLOTS);

function weigh(
  scene: Scene,
  { since }: Newcomer,
  chance: number,
  slots: number,
): { weight: number; bits: number } {
  const weight = echoOf(since, scene.hour);
  return { weight, bits: weight * shareOf(slots) * Math.min(MAX_BITS, bitsOf(chance)) };
}

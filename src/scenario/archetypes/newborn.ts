import { DAY } from '../../core/time.ts';
import { atWork } from '../changes/change.ts';
import { makeClient, PEOPLE_FAMILIES } from '../clients.ts';
import { clientMix, type Owner } from '../owner.ts';
import type { Random } from '../random.ts';

/** A credential that is first used in the middle of the span: tried by hand at first, slow at first, or neither. */
export function newborn(owner: Owner, random: Random, start: number, end: number): Owner {
  const born = Math.floor(random.uniform(start + DAY, end - 3 * DAY));
  if (random.chance(0.5)) {
    const office = random.pick(owner.organisation.offices);
    const clients = clientMix([[makeClient(random.weighted(PEOPLE_FAMILIES), born, end, random), 1]]);
    const address = random.pick(office.addresses);
    let at = born;
    for (let left = random.integer(1, 4); left > 0; left -= 1) {
      at = atWork(owner, at, random);
      const length = random.uniform(5, 60) * 60_000;
      owner.bursts.push({ start: at, length, calls: random.integer(3, 40), egress: () => address, clients });
      at += length;
    }
  }
  if (random.chance(0.5)) {
    owner.volume.push({
      from: born,
      until: born + random.uniform(2, 8) * DAY,
      factor: random.uniform(0.1, 0.6),
      growth: 0,
    });
  }
  return { ...owner, from: born, info: { ...owner.info, newborn: born } };
}

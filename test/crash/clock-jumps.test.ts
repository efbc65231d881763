import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chanceOf } from './support/chance.ts';
import { crashFleet } from './support/crash-fleet.ts';
import { FakeClock } from './support/fake-clock.ts';
import { Fixture } from './support/fixture.ts';
import { Load } from './support/load.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

/** To be sure of each, the first ones are looked at. */
const LOOKED_AT = 4;
const LEAST_JUMPS = 10;
const DAY_S = 86_400;
const events = crashFleet();

let clock: FakeClock;
let fixture: Fixture;
beforeEach(async () => {
  clock = new FakeClock();
  fixture = await Fixture.start(1, async () => clock.env);
});
afterEach(async () => {
  await fixture.remove();
  clock.remove();
});

/** What the service takes for the present time, to the second. */
async function serviceTime(address: string): Promise<number> {
  const { headers } = await fetch(`${address}/healthz`);
  return Date.parse(headers.get('date') ?? '');
}

it('finds the same while its clock jumps a day ahead and back', async () => {
  const chance = chanceOf('clock-jumps');
  const { service } = fixture;
  const load = new Load({ events, senders: 3, batch: 60, target: () => service.client });
  let jumps = 0;
  for (; load.sending; jumps += 1) {
    const offset = [DAY_S, 0, -DAY_S, 0][jumps % 4]!;
    clock.set(offset);
    if (jumps < LOOKED_AT && offset !== 0) {
      // The server keeps the text of this header for a second.
      await sleep(1_100);
      const off = (await serviceTime(service.address)) - Date.now();
      expect(Math.abs(off - offset * 1_000), 'the clock did jump').toBeLessThan(5_000);
    } else await sleep(chance.between(20, 250));
  }
  clock.set(0);
  await load.done;
  expect(jumps).toBeGreaterThan(LEAST_JUMPS);
  expect(service.alive).toBe(true);
  expect(load.refusals).toEqual(new Map());
  await expectNothingLost(service, load, await alertsOfFile(events));
});

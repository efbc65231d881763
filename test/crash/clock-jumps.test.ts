import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallFleet } from '../support/small-fleet.ts';
import { chanceOf } from './support/chance.ts';
import { FakeClock } from './support/fake-clock.ts';
import { Fixture } from './support/fixture.ts';
import { Load } from './support/load.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

const JUMPS = 12;
const DAY_S = 86_400;
const events = smallFleet('crash', 8, 24);

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
  for (let jump = 0; jump < JUMPS; jump += 1) {
    await load.until((jump + 1) / (JUMPS + 1));
    await sleep(chance.between(0, 60));
    expect(load.sending).toBe(true);
    const offset = [DAY_S, 0, -DAY_S, 0][jump % 4]!;
    clock.set(offset);
    // Node keeps the text of this header for a second.
    if (jump < 4) {
      await sleep(1_100);
      const off = (await serviceTime(service.address)) - Date.now();
      expect(Math.abs(off - offset * 1_000), 'the clock did jump').toBeLessThan(5_000);
    }
  }
  await load.done;
  expect(service.alive).toBe(true);
  expect(load.refusals).toEqual(new Map());
  await expectNothingLost(service, load, await alertsOfFile(events));
});

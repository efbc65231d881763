import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chanceOf } from './support/chance.ts';
import { crashFleet } from './support/crash-fleet.ts';
import { Fixture } from './support/fixture.ts';
import { Load } from './support/load.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

const KILLS = 10;
const events = crashFleet();

let fixture: Fixture;
beforeEach(async () => {
  fixture = await Fixture.start(2);
});
afterEach(() => fixture.remove());

it('two replicas on one database, killed in turn, find what one finds that nothing happens to', async () => {
  const chance = chanceOf('two-replicas');
  const { services } = fixture;
  const load = new Load({ events, senders: 4, batch: 40, target: () => chance.pick(services).client });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.until((kill + 1) / (KILLS + 1));
    await sleep(chance.between(0, 60));
    expect(load.sending).toBe(true);
    const victim = services[kill % services.length]!;
    await victim.kill();
    await sleep(chance.between(0, 300));
    await victim.start();
  }
  await load.done;
  for (const service of services) expect(service.alive).toBe(true);
  await expectNothingLost(fixture.service, load, await alertsOfFile(events));
});

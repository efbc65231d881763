import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chanceOf } from './support/chance.ts';
import { crashFleet } from './support/crash-fleet.ts';
import { Fixture } from './support/fixture.ts';
import { Load } from './support/load.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

const RESTARTS = 6;
const events = crashFleet();

let fixture: Fixture;
beforeEach(async () => {
  fixture = await Fixture.start();
});
afterEach(() => fixture.remove());

it('goes on after restarts of PostgreSQL, fast and immediate ones', async () => {
  const chance = chanceOf('postgres-restarted');
  const { postgres, service } = fixture;
  const load = new Load({ events, senders: 3, batch: 60, target: () => service.client });
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await load.until((restart + 1) / (RESTARTS + 1));
    await sleep(chance.between(0, 60));
    expect(load.sending).toBe(true);
    await postgres.end(restart % 2 === 0 ? 'SIGINT' : 'SIGQUIT');
    await sleep(chance.between(0, 1_000));
    await postgres.startAgain();
  }
  await load.done;
  expect(service.alive).toBe(true);
  // Short enough an outage passes unnoticed: a transaction that lost its connection is tried again.
  expect([...load.refusals.keys()].filter((status) => status !== 503)).toEqual([]);
  await expectNothingLost(service, load, await alertsOfFile(events));
});

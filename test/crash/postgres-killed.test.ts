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
  fixture = await Fixture.start();
});
afterEach(() => fixture.remove());

it('outlives kill -9 of PostgreSQL, answers 503 meanwhile, and goes on', async () => {
  const chance = chanceOf('postgres-killed');
  const { postgres, service } = fixture;
  const load = new Load({ events, senders: 3, batch: 60, target: () => service.client });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.until((kill + 1) / (KILLS + 1));
    await sleep(chance.between(0, 60));
    expect(load.sending).toBe(true);
    if (kill % 2 === 0) {
      await postgres.end('SIGKILL');
      // The first time longer than a transaction is tried again, so that the senders hear of it.
      await sleep(kill === 0 ? 4_000 : chance.between(0, 500));
      await postgres.startAgain();
    } else {
      // Whichever it is, a session in a commit or the writer of the log: the server recovers by itself.
      expect(postgres.killOne((pids) => chance.pick(pids))).toBe(true);
    }
  }
  await load.done;
  expect(service.alive).toBe(true);
  expect([...load.refusals.keys()]).toEqual([503]);
  await expectNothingLost(service, load, await alertsOfFile(events));
});

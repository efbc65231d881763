import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chanceOf } from './support/chance.ts';
import { crashFleet } from './support/crash-fleet.ts';
import { CuttingProxy } from './support/cutting-proxy.ts';
import { Fixture } from './support/fixture.ts';
import { Load } from './support/load.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

const events = crashFleet();

let fixture: Fixture;
let proxy: CuttingProxy;
beforeEach(async () => {
  fixture = await Fixture.start(1, async (postgres) => {
    proxy = await CuttingProxy.start(postgres.socket);
    return { DATABASE_URL: proxy.urlFor(postgres.url) };
  });
});
afterEach(async () => {
  await fixture.remove();
  await proxy.close();
});

it('does everything once when connections are cut, before a commit, after it, and anywhere', async () => {
  const chance = chanceOf('connections-cut');
  const { service } = fixture;
  proxy.onCommit = () => {
    if (!chance.happens(0.2)) return 'none';
    return chance.happens(0.5) ? 'before' : 'after';
  };
  const load = new Load({ events, senders: 3, batch: 60, target: () => service.client });
  while (load.sending) {
    await sleep(chance.between(100, 600));
    proxy.cutAll();
  }
  await load.done;
  proxy.onCommit = () => 'none';
  expect(service.alive).toBe(true);
  expect(proxy.cuts.before).toBeGreaterThan(10);
  expect(proxy.cuts.after).toBeGreaterThan(10);
  expect(proxy.cuts.anywhere).toBeGreaterThan(10);
  expect([...load.refusals.keys()].filter((status) => status !== 503)).toEqual([]);
  await expectNothingLost(service, load, await alertsOfFile(events));
});

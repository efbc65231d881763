import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY } from '../../src/core/time.ts';
import { emptyDir, removeDataDir } from '../support/data-dir.ts';
import type { AlertJson } from '../support/service-client.ts';
import { chanceOf } from './support/chance.ts';
import { crashFleet, DAYS } from './support/crash-fleet.ts';
import { Load } from './support/load.ts';
import { CrashingService } from './support/service.ts';
import { signIns } from './support/sign-ins.ts';
import { expectNothingLost } from './support/verdict.ts';

const KILLS = 32;

const events = crashFleet();
const webhooks = signIns(Math.floor(events[0]!.time / DAY) * DAY, DAYS);

let dataDirs: string[];
let services: CrashingService[];

beforeEach(() => {
  dataDirs = [];
  services = [];
});
afterEach(async () => {
  for (const service of services) await service.stop();
  for (const dataDir of dataDirs) await removeDataDir(dataDir);
});

async function startFresh(): Promise<CrashingService> {
  const dataDir = emptyDir();
  dataDirs.push(dataDir);
  const service = new CrashingService({ DATA_DIR: dataDir });
  services.push(service);
  await service.start();
  return service;
}

const sendTo = ({ client }: CrashingService): Load =>
  new Load({ events, webhooks, senders: 3, batch: 60, target: () => client });

/** The same calls and deliveries, taken in by a service that nothing happens to. */
async function undisturbedAlerts(): Promise<AlertJson[]> {
  const service = await startFresh();
  const load = sendTo(service);
  await load.done;
  expect(load.refusals).toEqual(new Map());
  const alerts = await service.client.alerts();
  await service.stop();
  return alerts;
}

it(`loses nothing and doubles nothing when it is killed ${KILLS} times in the middle of ingest`, async () => {
  const undisturbed = await undisturbedAlerts();
  const chance = chanceOf('kill-nine');
  const service = await startFresh();
  const load = sendTo(service);
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Each kill comes at a moment of its own, spread over the whole of the sending.
    await load.until((kill + 1) / (KILLS + 1));
    await sleep(chance.between(0, 60));
    expect(load.sending, `kill ${kill + 1} of ${KILLS} comes while it works`).toBe(true);
    await service.kill();
    await service.start();
  }
  await load.done;
  expect(undisturbed.some(({ credential }) => credential === 'person-0@example.com')).toBe(true);
  await expectNothingLost(service, load, undisturbed);
});

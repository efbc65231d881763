import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { removeDataDir } from '../support/data-dir.ts';
import { chanceOf } from './support/chance.ts';
import { crashFleet } from './support/crash-fleet.ts';
import { Load } from './support/load.ts';
import { CrashingService } from './support/service.ts';
import { SmallDisk } from './support/small-disk.ts';
import { alertsOfFile, expectNothingLost } from './support/verdict.ts';

const FILLS = 3;
const FULL_MS = 4_000;
const MEGABYTES = 256;
const events = crashFleet();

const disk = SmallDisk.mount(MEGABYTES);
const possible = disk instanceof SmallDisk;
if (!possible) {
  process.stdout.write(`DISK FULL IS NOT TESTED: no tmpfs can be mounted (${disk}). Run it as root.\n`);
}

let service: CrashingService;
afterEach(async () => {
  if (!(disk instanceof SmallDisk)) return;
  await service.stop();
  await removeDataDir(`${disk.path}/data`);
  disk.unmount();
});

/** What is freed meanwhile is taken, too, as whatever fills a disk does. */
async function stayFull(full: SmallDisk, ms: number): Promise<void> {
  for (const until = Date.now() + ms; Date.now() < until; await sleep(50)) full.fill();
}

function killServer({ path }: SmallDisk): void {
  process.kill(Number.parseInt(readFileSync(`${path}/data/postgres/postmaster.pid`, 'utf8'), 10), 'SIGKILL');
}

// Where everything must be tested, not being able to is a failure.
it.skipIf(!possible && process.env['CI'] === undefined)(
  'refuses while the disk of its database is full, and goes on when it is not',
  async () => {
    if (!(disk instanceof SmallDisk)) throw new Error(`no tmpfs can be mounted: ${disk}`);
    const chance = chanceOf('disk-full');
    service = new CrashingService({ DATA_DIR: `${disk.path}/data` });
    await service.start();
    const load = new Load({ events, senders: 3, batch: 60, target: () => service.client });
    for (let fill = 0; fill < FILLS; fill += 1) {
      await load.until((fill + 1) / (FILLS + 1));
      await sleep(chance.between(0, 60));
      expect(load.sending).toBe(true);
      await stayFull(disk, FULL_MS / 2);
      // A server that dies then cannot even start: the service has to bring it back when there is room again.
      if (fill === 1) killServer(disk);
      const before = load.acknowledged;
      await stayFull(disk, FULL_MS / 2);
      expect(load.acknowledged, 'nothing more fits').toBe(before);
      disk.empty();
    }
    await load.done;
    expect(service.alive).toBe(true);
    expect([...load.refusals.keys()]).toEqual([503]);
    expect(service.log()).toContain('No space left on device');
    await expectNothingLost(service, load, await alertsOfFile(events));
  },
);

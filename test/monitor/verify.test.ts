import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../src/core/event.ts';
import { emptyRollup } from '../../src/core/rollup.ts';
import { DAY, HOUR, type HourNumber, hourOf } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { webhookToEvent } from '../../src/ingest/zoom-webhook.ts';
import { createMonitor, type Monitor } from '../../src/monitor/monitor.ts';
import { repairCredential, type VerifiedCredential, verifyAll } from '../../src/monitor/verify/verify.ts';
import { readUsageHours } from '../../src/store/accept/usage-hours.ts';
import { dropPartitionsBefore } from '../../src/store/partitions.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeEvent } from '../support/event.ts';
import { readOne } from '../support/read.ts';
import { Tamperer } from '../support/tamper.ts';
import { detection, disorder, monday, seeded, story } from './support/traffic.ts';

const sender = { sender: 'test' };
let database: TestDatabase;
let monitor: Monitor;

beforeEach(async () => {
  database = await createTestDatabase();
  monitor = createMonitor(database.store, detection);
});
afterEach(async () => {
  await monitor.close();
  await database.drop();
});

async function send(events: readonly AccessEvent[], size = 200): Promise<void> {
  for (let i = 0; i < events.length; i += size) {
    await monitor.accept(events.slice(i, i + size), 'bulk', sender);
  }
}

async function verify(): Promise<VerifiedCredential[]> {
  const found: VerifiedCredential[] = [];
  for await (const verified of verifyAll(database.store, detection.timeZone)) found.push(verified);
  return found;
}

const differencesIn = (found: readonly VerifiedCredential[]): { what: string; message: string }[] =>
  found.flatMap(({ differences }) => differences.map(({ what, message }) => ({ what, message })));

describe('a recount', () => {
  const events = story(3, 40);
  const { credentialId } = events[0]!;
  const office: HourNumber = hourOf(monday + 20 * DAY + 9 * HOUR);

  it('finds what is stored right, checkpoints too, whatever the order in which it came', async () => {
    await send(disorder(events, 80 * 60_000, seeded(3)), 150);
    const found = await verify();
    expect(differencesIn(found)).toEqual([]);
    expect(found).toHaveLength(3);
    expect(found.reduce((sum, { hours }) => sum + hours, 0)).toBe(
      new Set(events.map((event) => `${event.credentialId} ${hourOf(event.time)}`)).size,
    );
    for (const { checkpoints, unverifiableHours } of found) {
      expect(checkpoints).toBeGreaterThan(5);
      expect(unverifiableHours).toBe(0);
    }
  });

  it('says what differs, mends it, and is satisfied then', async () => {
    await send(events);
    const tamperer = new Tamperer(database.store, credentialId);
    await tamperer.changeRollup(office, (rollup) => {
      rollup.calls += 1;
    });
    await tamperer.changeRollup(office + 1, (rollup) => {
      rollup.responseBytes += 1;
    });
    await tamperer.removeRollup(office + 2);
    await tamperer.breakRollup(office + 3);
    await tamperer.addRollup(Object.assign(emptyRollup(office + 14), { calls: 7 }));
    await tamperer.moveNewestEvent(new Date(monday + 99 * DAY));
    const found = await verify();
    expect(differencesIn(found)).toEqual([
      { what: 'hour_differs', message: expect.stringMatching(/^stored (\d+) calls, events say \d+$/) },
      {
        what: 'hour_differs',
        message: expect.stringMatching(/^stored \d+ calls as the events say, but other response bytes$/),
      },
      {
        what: 'hour_missing',
        message: expect.stringMatching(/^no roll-up is stored, events say \d+ calls$/),
      },
      {
        what: 'hour_unreadable',
        message: expect.stringMatching(/^the stored roll-up cannot be read, events say \d+ calls$/),
      },
      { what: 'hour_unfounded', message: 'stored 7 calls, there are no events' },
      {
        what: 'newest_event_differs',
        message: 'stored the newest event at 2026-05-12T00:00:00.000Z, events say 2026-03-13T17:44:00.039Z',
      },
    ]);
    const mended = await repairCredential(database.store, credentialId, detection.timeZone);
    expect(mended).toMatchObject({ differenceCount: 6, repairableCount: 6 });
    expect(differencesIn(await verify())).toEqual([]);
  });

  it('finds a checkpoint that is no fold of the hours, and drops it', async () => {
    await send(events);
    await new Tamperer(database.store, credentialId).changeCheckpoints();
    const found = differencesIn(await verify());
    expect(found.length).toBeGreaterThan(5);
    expect(found[0]).toMatchObject({
      what: 'checkpoint_differs',
      message: expect.stringMatching(/^the checkpoint stands on 1 call, a fold of the hours on [\d,]+$/),
    });
    await repairCredential(database.store, credentialId, detection.timeZone);
    expect(differencesIn(await verify())).toEqual([]);
  });

  it('makes a running service forget what it has cached', async () => {
    const early = events.filter(({ time }) => time < monday + 39 * DAY);
    await send(early);
    await new Tamperer(database.store, credentialId).changeRollup(office, (rollup) => {
      rollup.calls += 1_000;
    });
    await repairCredential(database.store, credentialId, detection.timeZone);
    await send(events);
    expect(differencesIn(await verify())).toEqual([]);
  });

  it('is not disturbed by ingest', async () => {
    let sending = true;
    const ingest = send(events, 40).finally(() => {
      sending = false;
    });
    let rounds = 0;
    for (; sending; rounds += 1) expect(differencesIn(await verify())).toEqual([]);
    await ingest;
    expect(rounds).toBeGreaterThan(2);
  });

  it('says how many hours are older than the events that are kept, and folds them as they are', async () => {
    await send(events);
    await dropPartitionsBefore(database.store, Date.UTC(2026, 2, 1));
    const found = await verify();
    expect(differencesIn(found)).toEqual([]);
    for (const { unverifiableHours, hours, checkpoints } of found) {
      expect(unverifiableHours).toBeGreaterThan(200);
      expect(hours).toBeGreaterThan(100);
      expect(checkpoints).toBeGreaterThan(5);
    }
    await new Tamperer(database.store, credentialId).breakRollup(hourOf(monday + 3 * DAY + 9 * HOUR));
    expect(differencesIn(await verify())).toEqual([
      {
        what: 'hour_unreadable',
        message: 'the stored roll-up cannot be read, and its events are no longer kept',
      },
    ]);
  });
});

describe('a recount reads of an event what the roll-up took from it', () => {
  it.each([
    ['IPv4', { source_ip: '198.51.100.7', response_bytes: 12, status: 403 }],
    ['IPv6 that the database writes in another way', { source_ip: '::c633:6407', user_agent: 'curl/8.1' }],
    ['no address', { source_ip: 'AWS Internal', user_agent: 'Mozilla/5.0 (X11) Firefox/120.0' }],
    ['a token', { source_ip: '2001:db8:0:0:1::1', token_fingerprint: 'a'.repeat(32), request_bytes: 5 }],
  ])('%s', async (_name, fields) => {
    const call = { time: '2026-01-14T12:00:00Z', credential: 'abc', method: 'GET', path: '/v2/users' };
    await send([await readOne({ ...call, ...fields })]);
    expect(differencesIn(await verify())).toEqual([]);
  });

  it('a sign-in that Zoom delivered', async () => {
    const object = {
      email: 'a@example.com',
      client_type: 'Zoom Mac',
      version: '5.9 1',
      ip_address: '198.51.100.7',
    };
    const body = { event: 'user.signed_in', event_ts: monday, payload: { account_id: 'x', object } };
    const reading = webhookToEvent(Buffer.from(JSON.stringify(body)), {
      app: null,
      source: 'test',
      now: monday,
    });
    if (reading.kind !== 'event') throw new Error(reading.kind);
    expect(reading.event.client).toBe('zoom mac');
    await send([reading.event]);
    expect(differencesIn(await verify())).toEqual([]);
  });

  it('but for the names of networks, which it keeps', async () => {
    const credentialId = credentialIdOf('named');
    const network = { sourceIp: '198.51.100.7', asn: 64_500, asnName: 'Example Net', country: 'DE' };
    const event = (hour: number) =>
      makeEvent({ credential: 'named', credentialId, time: monday + hour * HOUR, ...network });
    await send([event(0), event(1)]);
    expect(differencesIn(await verify())).toEqual([]);
    await new Tamperer(database.store, credentialId).removeRollup(hourOf(monday) + 1);
    await repairCredential(database.store, credentialId, detection.timeZone);
    const range = { credentialId, from: hourOf(monday) + 1, to: hourOf(monday) + 1 };
    const hours = (await readUsageHours(database.store.db, [range])).get(credentialId)!;
    const sighting = hours.get(range.to)!.rollup.addresses.get(network.sourceIp);
    expect(sighting?.asnName).toBe('Example Net');
  });
});

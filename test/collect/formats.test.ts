import { afterEach, expect, test } from 'vitest';
import { pullOnce } from '../../src/collect/pull-once.ts';
import { HOUR, MINUTE } from '../../src/core/time.ts';
import { READABLE_FORMATS } from '../../src/ingest/readers/registry.ts';
import { traceId } from '../support/zoom-stand-in/world.ts';
import { addSignIns, type Pulls, startPulls } from './support/pulls.ts';

let pulls: Pulls;
afterEach(() => pulls.close());

const formats = ['zoom-activity', 'zoom-operation', 'zoom-call-log'];
const readable = formats.every((format) => READABLE_FORMATS.some((known) => known === format));

test.skipIf(!readable)(
  'every list goes through the reader of its format, and again adds nothing',
  async () => {
    const now = Date.now();
    pulls = await startPulls(now);
    const { world } = pulls.zoom;
    addSignIns(world, 50, now - MINUTE);
    world.apps.push({ id: 'app-1', name: 'Reporting', type: 'S2S' });
    for (let i = 0; i < 20; i += 1) {
      const operation = {
        operator: 'ann@example.com',
        category: 'user',
        action: 'Update',
        detail: `user ${i}`,
      };
      // Many operations in one second, as a batch makes them.
      world.operations.push({ time: now - HOUR, ...operation });
      const call = { appId: 'app-1', method: 'GET', pattern: '/v2/users/{userId}', status: 200 };
      world.calls.push({ time: now - HOUR - i, traceId: traceId(), ...call });
    }
    const { added, problems } = await pullOnce(pulls.context, () => undefined);
    expect([...problems]).toEqual([]);
    expect(Object.fromEntries(added)).toMatchObject({
      'sign-ins': 50,
      'admin operations': 20,
      'API calls of Reporting': 20,
    });
    const again = await pullOnce(await pulls.restart(), () => undefined);
    expect([...again.added.values()].every((count) => count === 0)).toBe(true);
    const stored = await pulls.stored();
    expect(stored).toHaveLength(90);
    expect(new Set(stored.map(({ source }) => source))).toEqual(new Set(formats));
    // Never the client id of our own log of the same calls.
    expect(
      stored.filter(({ source }) => source === 'zoom-call-log').map(({ credential }) => credential),
    ).toEqual(Array(20).fill('app:app-1'));
  },
);

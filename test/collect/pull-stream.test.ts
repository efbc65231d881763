import { afterEach, describe, expect, test } from 'vitest';
import { type PullContext, pullStep } from '../../src/collect/pull-stream.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/time.ts';
import { listPulls } from '../../src/store/queries/zoom-pulls.ts';
import { addSignIns, type Pulls, signInTask, startPulls } from './support/pulls.ts';

const now = Date.UTC(2026, 9, 20, 12);

let pulls: Pulls;
afterEach(() => pulls.close());

/** Until the list is up to date. */
async function pullAll(context: PullContext = pulls.context): Promise<number> {
  let added = 0;
  for (;;) {
    const step = await pullStep(signInTask(pulls.intake), context);
    added += step.added;
    if (step.daysLeft === 0) return added;
  }
}

const settled = async (): Promise<number> => (await listPulls(pulls.intake.store))[0]!.settledUntil;

describe('a list', () => {
  test('of six months is read from its beginning, each record once, however often it is read', async () => {
    pulls = await startPulls(now);
    addSignIns(pulls.zoom.world, 1_500, now - MINUTE, 3 * HOUR);
    expect(await pullAll()).toBe(1_444);
    const stored = await pulls.stored();
    expect(stored).toHaveLength(1_444);
    // The oldest day that Zoom still gives out.
    expect(stored[0]!.time).toBeGreaterThanOrEqual(now - (now % DAY) - 180 * DAY);
    expect(await pullAll()).toBe(0);
    const again = await pulls.restart();
    expect(await pullAll(again)).toBe(0);
    const [state] = await listPulls(pulls.intake.store);
    expect(state).toMatchObject({ stream: 'activities', newRecords: 1_444, problem: null });
  });

  test('gets what is new, also of yesterday, with every pull', async () => {
    pulls = await startPulls(now);
    addSignIns(pulls.zoom.world, 40, now - MINUTE);
    await pullAll();
    addSignIns(pulls.zoom.world, 1, now - 20 * HOUR);
    pulls.zoom.world.signIns.push({ ...pulls.zoom.world.signIns[0]!, time: now - 10 * SECOND });
    expect(await pullAll()).toBe(2);
    expect(await pulls.stored()).toHaveLength(42);
  });

  test('is history up to the first pull: learnt, and not alerted on', async () => {
    pulls = await startPulls(now);
    addSignIns(pulls.zoom.world, 300, now - MINUTE, HOUR);
    await pullAll();
    const states = await pulls.intake.store.db.selectFrom('credential_state').select('learn_until').execute();
    const [{ since } = { since: 0 }] = await listPulls(pulls.intake.store);
    expect(since).toBeGreaterThanOrEqual(now);
    expect(states.map((state) => state.learn_until?.getTime())).toEqual(Array(5).fill(since));
    expect(await pulls.intake.store.db.selectFrom('alert').select('alert_id').execute()).toEqual([]);
  });

  test('is read from its first page again when a page token has expired', async () => {
    pulls = await startPulls(now);
    addSignIns(pulls.zoom.world, 700, now - MINUTE, SECOND);
    const slow = pulls.context.client.get.bind(pulls.context.client);
    let asked = 0;
    // Zoom's clock and ours move on by 16 minutes between two pages, once.
    pulls.context.client.get = async (request) => {
      if (request.query['next_page_token'] !== undefined && asked++ === 1) pulls.setNow(now + 16 * MINUTE);
      return slow(request);
    };
    await pullAll();
    expect(await pulls.stored()).toHaveLength(700);
    const pages = pulls.zoom.targets.filter((target) => target.includes('next_page_token'));
    // Twice the two that the pages after the first one need.
    expect(pages).toHaveLength(4);
  });

  test('that moves while it is read gives nothing twice', async () => {
    pulls = await startPulls(now);
    const [first] = [pulls.zoom.world.signIns];
    addSignIns(pulls.zoom.world, 310, now - MINUTE, SECOND);
    const twice = { activity_logs: shown(first.slice(0, 300)), next_page_token: 'a' };
    // A newer record has pushed the last of the first page onto the second.
    const rest = { activity_logs: shown(first.slice(299)), next_page_token: '' };
    await pullAll();
    pulls.zoom.script('/v2/report/activities', { status: 200, body: twice }, { status: 200, body: rest });
    await pullStep(signInTask(pulls.intake), pulls.context);
    expect(await pulls.stored()).toHaveLength(310);
  });

  test('keeps its cursor when the one who reads it has lost the lease', async () => {
    pulls = await startPulls(now);
    addSignIns(pulls.zoom.world, 30, now - MINUTE, DAY);
    const old = pulls.context;
    await pullStep(signInTask(pulls.intake), old);
    const before = await settled();
    await pulls.restart();
    await pullStep(signInTask(pulls.intake), old);
    expect(await settled()).toBe(before);
  });
});

const shown = (list: Pulls['zoom']['world']['signIns']): object[] =>
  list.map(({ time, email, ip, type, clientType, version }) => ({
    client_type: clientType,
    email,
    ip_address: ip,
    time: new Date(time).toISOString().replace('.000', ''),
    type,
    version,
  }));

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HourScore } from '../../src/core/alert.ts';
import type { AccessEvent } from '../../src/core/event.ts';
import { hourOf, startOfHour, toIso } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { at, OFFICE, plunder, visit, work } from '../respond/support/life.ts';
import { startTestService, type TestService } from './support/service.ts';

/** The service's clock; event times are on it, too. */
let clock = 0;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({}, { now: () => clock });
});
afterAll(() => service.close());

const STRANGER = '203.0.113.66';
type Json = Record<string, unknown>;
let credential = '';
let count = 0;
beforeEach(() => {
  clock = 0;
  count += 1;
  credential = `integration-${count}`;
});

/** Events reach the service once they have happened. */
async function live(events: readonly AccessEvent[]): Promise<void> {
  const inOrder = [...events].sort((a, b) => a.time - b.time);
  clock = Math.max(clock, inOrder.at(-1)?.time ?? 0);
  await service.monitor.accept(inOrder, 'bulk', { sender: 'test' });
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return service.call(path, {
    key: service.keys.respond,
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
}

async function json(method: string, path: string, body?: unknown, status = 200): Promise<Json> {
  const answer = await call(method, path, body);
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return text === '' ? {} : (JSON.parse(text) as Json);
}

async function alerts(from = 0): Promise<Json[]> {
  const path = `/v1/alerts?credential=${credential}&severity=medium,high,critical&from=${toIso(from)}`;
  return (await json('GET', path))['alerts'] as Json[];
}

async function expectations(query = ''): Promise<Json[]> {
  return (await json('GET', `/v1/expectations?credential=${credential}${query}`))['expectations'] as Json[];
}

/** What an hour was found to be: the signals with something to say, or none when it was ordinary. */
async function signalsAt(time: number): Promise<string[]> {
  const row = await service.store.db
    .selectFrom('usage_hour')
    .select('score')
    .where('credential_id', '=', credentialIdOf(credential))
    .where('hour', '=', new Date(startOfHour(hourOf(time))))
    .executeTakeFirstOrThrow();
  const score: HourScore | null = row.score;
  return score?.signals.map(({ signal }) => signal) ?? [];
}

/** Four weeks of work; then a stranger comes on a Monday morning, and is found. The alert. */
async function theft(address = STRANGER, hour = 10): Promise<Json> {
  await live([...work(credential, 0, 28), ...plunder(credential, at(28, hour), address)]);
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert?.['source_ips']).toEqual([address]);
  return alert!;
}

describe('an alert that was expected for its network', () => {
  it('makes its stranger familiar from the next hour on, and unmakes it', async () => {
    const { id } = await theft();
    clock = at(28, 12.5);
    const decided = await json('PATCH', `/v1/alerts/${id}`, { disposition: 'expected', scope: 'network' });
    const [made] = decided['expectations'] as Json[];
    expect(decided['expectations']).toEqual([
      {
        id: expect.any(String),
        credential,
        credential_id: credentialIdOf(credential),
        cidr: `${STRANGER}/32`,
        asn: null,
        schedule: null,
        volume: null,
        distrusts: null,
        from: toIso(clock),
        until: null,
        reason: null,
        alert_id: id,
        active: true,
        made_by: expect.stringMatching(/^respond key \(/),
        made_at: toIso(clock),
        withdrawn_by: null,
        withdrawn_at: null,
      },
    ]);
    expect(await expectations()).toEqual([made]);
    expect(await json('GET', `/v1/alerts/${id}`)).toMatchObject({ expectations: [made] });

    // The hour in which it was said is judged as before, the next day as was said.
    await live(visit(credential, at(28, 12.6), STRANGER, 7));
    expect(await signalsAt(at(28, 12))).toContain('unfamiliar_network');
    await live([...work(credential, 28, 29), ...visit(credential, at(29, 10), STRANGER, 15)]);
    expect(await signalsAt(at(29, 10))).not.toContain('unfamiliar_network');
    expect(await alerts(at(29, 0))).toEqual([]);

    // Cleared, the next day it is a stranger again; the day before stays as it was.
    const cleared = await json('PATCH', `/v1/alerts/${id}`, { disposition: null });
    expect(cleared['expectations']).toEqual([]);
    expect(await expectations()).toMatchObject([
      { id: made?.['id'], active: false, withdrawn_at: toIso(clock) },
    ]);
    await live([...work(credential, 29, 30), ...visit(credential, at(30, 20), STRANGER, 19)]);
    expect(await signalsAt(at(30, 20))).toContain('unfamiliar_network');
    await live(visit(credential, at(29, 10) + 60_000, STRANGER, 1));
    expect(await signalsAt(at(29, 10))).not.toContain('unfamiliar_network');
  });

  it('holds until the time that was said', async () => {
    const { id } = await theft();
    const until = toIso(at(29, 12));
    const decision = { disposition: 'expected', scope: 'network', until };
    const { expectations: made } = await json('PATCH', `/v1/alerts/${id}`, decision);
    expect(made).toMatchObject([{ until }]);
    await live(visit(credential, at(29, 11), STRANGER, 15));
    expect(await signalsAt(at(29, 11))).not.toContain('unfamiliar_network');
    await live(visit(credential, at(29, 12), STRANGER, 15));
    expect(await signalsAt(at(29, 12))).toContain('unfamiliar_network');
    expect(await expectations('&active=true')).toEqual([]);
    expect(await expectations('&active=false')).toMatchObject([{ active: false, withdrawn_at: null }]);
  });

  it('names an IPv6 stranger by its /64', async () => {
    const { id } = await theft('2001:db8:1:2:aaaa::5');
    const decision = { disposition: 'expected', scope: 'network' };
    const { expectations: made } = await json('PATCH', `/v1/alerts/${id}`, decision);
    expect(made).toMatchObject([{ cidr: '2001:db8:1:2::/64' }]);
  });

  it('that is sent twice makes it once, and another decision takes its place', async () => {
    const { id } = await theft();
    const decision = { disposition: 'expected', scope: 'network' };
    const first = await json('PATCH', `/v1/alerts/${id}`, decision);
    clock += 60_000;
    const second = await json('PATCH', `/v1/alerts/${id}`, decision);
    expect(second['expectations']).toEqual(first['expectations']);
    // What says nothing of the disposition leaves it alone.
    clock += 60_000;
    const third = await json('PATCH', `/v1/alerts/${id}`, { status: 'resolved', note: 'the new office' });
    expect(third['expectations']).toEqual(first['expectations']);
    clock += 60_000;
    const fourth = await json('PATCH', `/v1/alerts/${id}`, { disposition: 'expected', scope: 'schedule' });
    expect(fourth['expectations']).toMatchObject([{ cidr: null, schedule: { hours: [9, 10, 11] } }]);
    clock += 60_000;
    const fifth = await json('PATCH', `/v1/alerts/${id}`, { disposition: 'expected', scope: 'once' });
    expect(fifth['expectations']).toEqual([]);
    expect(await expectations('&active=true')).toEqual([]);
    const { entries } = await json('GET', `/v1/alerts/${id}/history`);
    expect(
      (entries as { detail: Json }[]).map(({ detail }) => [detail['made'], detail['withdrawn']]),
    ).toEqual([
      [undefined, 'hours Monday 09:00 to Monday 12:00'],
      ['hours Monday 09:00 to Monday 12:00', `network ${STRANGER}/32`],
      [undefined, undefined],
      [undefined, undefined],
      [`network ${STRANGER}/32`, undefined],
    ]);
  });

  it('keeps what it made when a late event makes its episode part of an earlier one', async () => {
    const { id: first } = await theft();
    await live([...work(credential, 28, 30), ...plunder(credential, at(30, 2), '192.0.2.5')]);
    const [later] = await alerts(at(29, 0));
    const decision = { disposition: 'expected', scope: 'network' };
    const decided = await json('PATCH', `/v1/alerts/${later?.['id']}`, decision);
    expect(decided['expectations']).toMatchObject([{ cidr: '192.0.2.5/32', alert_id: later?.['id'] }]);
    await live(plunder(credential, at(29, 6), '198.18.0.9'));
    await json('GET', `/v1/alerts/${later?.['id']}`, undefined, 404);
    expect(await json('GET', `/v1/alerts/${first}`)).toMatchObject({
      expectations: [{ cidr: '192.0.2.5/32', alert_id: first }],
    });
    await json('PATCH', `/v1/alerts/${first}`, { disposition: 'unclear' });
    expect(await expectations('&active=true')).toEqual([]);
  });

  it('is refused when it is not about a network, and changes nothing', async () => {
    await live([...work(credential, 0, 28), ...plunder(credential, at(28, 2), OFFICE)]);
    const [alert] = await alerts();
    const { id } = alert!;
    const decision = { status: 'resolved', disposition: 'expected', scope: 'network', note: 'ours' };
    const problem = await json('PATCH', `/v1/alerts/${id}`, decision, 422);
    expect(problem).toMatchObject({ code: 'contradictory', detail: expect.stringContaining('schedule') });
    expect(await json('GET', `/v1/alerts/${id}`)).toMatchObject({ status: 'open', disposition: null });
    expect(await json('GET', `/v1/alerts/${id}/history`)).toEqual({ entries: [] });
  });
});

describe('an alert that was expected for its hours', () => {
  it("keeps those hours of the week quiet, and one on each side, on the credential's clock", async () => {
    await live([...work(credential, 0, 28), ...plunder(credential, at(28, 2), OFFICE)]);
    const [alert] = await alerts();
    await json('PATCH', `/v1/credentials/${credential}`, { time_zone: 'America/New_York' });
    const decision = { disposition: 'expected', scope: 'schedule' };
    const decided = await json('PATCH', `/v1/alerts/${alert?.['id']}`, decision);
    // Monday 02:00 UTC is Sunday 21:00 in New York.
    expect(decided['expectations']).toMatchObject([
      { schedule: { days: null, from: null, to: null, hours: [164, 165, 166] } },
    ]);
    await live([
      ...work(credential, 28, 36),
      ...visit(credential, at(35, 2), OFFICE, 19),
      ...visit(credential, at(35, 5), OFFICE, 19),
    ]);
    // On 8 March the clocks in New York have changed: 21:00 is 01:00 UTC now, and 02:00 UTC is its neighbour.
    expect(await signalsAt(at(35, 2))).not.toContain('odd_hour');
    expect(await signalsAt(at(35, 5))).toContain('odd_hour');
    await json('PATCH', `/v1/alerts/${alert?.['id']}`, { disposition: 'unclear' });
    await live([...work(credential, 36, 43), ...plunder(credential, at(42, 0), '203.0.113.7')]);
    expect(await signalsAt(at(42, 0))).toContain('odd_hour');
  });
});

describe('an alert of a compromised credential', () => {
  const month = (from: number, after: number): AccessEvent[] => {
    const events = work(credential, from, after);
    for (let day = from; day < after; day += 1) events.push(...visit(credential, at(day, 10), STRANGER, 5));
    return events;
  };
  const settled = async (): Promise<Json[]> => {
    const { networks } = await json('GET', `/v1/credentials/${credential}/profile`);
    return ((networks as Record<string, { values: Json[] }>)['address']?.values ?? []).filter(
      (value) => value['settled'] === true,
    );
  };

  it('never lets its stranger become familiar, and is found each time', async () => {
    const { id } = await theft();
    const decided = await json('PATCH', `/v1/alerts/${id}`, { disposition: 'compromised' });
    expect(decided['expectations']).toMatchObject([
      { distrusts: `${STRANGER}/32`, cidr: null, until: null, alert_id: id },
    ]);
    await live(month(29, 53));
    expect((await settled()).map(({ value }) => value)).toEqual([OFFICE]);
    expect(await signalsAt(at(52, 10))).toContain('unfamiliar_network');

    // Taken back, it may become familiar as anybody may.
    await json('PATCH', `/v1/alerts/${id}`, { disposition: null });
    await live(month(53, 70));
    expect((await settled()).map(({ value }) => value)).toEqual(expect.arrayContaining([OFFICE, STRANGER]));
    expect(await signalsAt(at(69, 10))).not.toContain('unfamiliar_network');
  });

  it('that is left unclear lets it settle, after two weeks', async () => {
    const { id } = await theft();
    const decided = await json('PATCH', `/v1/alerts/${id}`, { disposition: 'unclear' });
    expect(decided['expectations']).toEqual([]);
    await live(month(29, 53));
    expect((await settled()).map(({ value }) => value)).toEqual(expect.arrayContaining([OFFICE, STRANGER]));
  });

  it("distrusts nothing that was the credential's own", async () => {
    // One episode: the owner's own burst at night, and a stranger in the morning.
    await live([
      ...work(credential, 0, 28),
      ...plunder(credential, at(28, 2), OFFICE),
      ...plunder(credential, at(28, 10), STRANGER),
    ]);
    const [alert] = await alerts();
    expect(new Set(alert?.['source_ips'] as string[])).toEqual(new Set([OFFICE, STRANGER]));
    const decided = await json('PATCH', `/v1/alerts/${alert?.['id']}`, { disposition: 'compromised' });
    expect(decided['expectations']).toMatchObject([{ distrusts: `${STRANGER}/32` }]);
  });

  it('that is about no stranger at all teaches nothing', async () => {
    await live([...work(credential, 0, 28), ...plunder(credential, at(28, 2), OFFICE)]);
    const [alert] = await alerts();
    const decided = await json('PATCH', `/v1/alerts/${alert?.['id']}`, { disposition: 'compromised' });
    expect(decided).toMatchObject({ disposition: 'compromised', expectations: [] });
  });
});

describe('a declared change', () => {
  const declare = (fields: Json, status = 201): Promise<Json> =>
    json(
      'POST',
      '/v1/expectations',
      { credential, until: toIso(clock + 7 * 86_400_000), reason: 'moving', ...fields },
      status,
    );

  it('keeps a new network quiet, and no other, until it is taken back', async () => {
    await live(work(credential, 0, 28));
    const { id } = await declare({ cidr: '203.0.113.99/24' });
    const other = await declare({ cidr: '192.0.2.0/24' });
    expect(await json('DELETE', `/v1/expectations/${other['id']}`, undefined, 204)).toEqual({});
    await live(visit(credential, at(28, 10), STRANGER, 6));
    expect(await signalsAt(at(28, 10))).toEqual([]);
    await live(visit(credential, at(30, 10), '192.0.2.5', 6));
    expect(await signalsAt(at(30, 10))).toContain('unfamiliar_network');
    expect(await expectations('&active=true')).toMatchObject([{ id, cidr: '203.0.113.0/24' }]);
  });

  it('keeps a provider quiet', async () => {
    await live(work(credential, 0, 28).map((event) => ({ ...event, asn: 64_500 })));
    await declare({ asn: 64_501 });
    await live(visit(credential, at(28, 10), STRANGER, 6).map((event) => ({ ...event, asn: 64_501 })));
    expect(await signalsAt(at(28, 10))).toEqual([]);
    await live(visit(credential, at(30, 10), '192.0.2.5', 6).map((event) => ({ ...event, asn: 64_502 })));
    expect(await signalsAt(at(30, 10))).toContain('unfamiliar_network');
  });

  it('keeps hours quiet that were said in words', async () => {
    await live(work(credential, 0, 28));
    const made = await declare({ schedule: { days: ['mon'], from: '01:30', to: '03:00' } });
    expect(made['schedule']).toEqual({ days: ['mon'], from: '01:30', to: '03:00', hours: [1, 2] });
    await live(visit(credential, at(28, 2), OFFICE, 19));
    expect(await signalsAt(at(28, 2))).not.toContain('odd_hour');
    await live(visit(credential, at(29, 2), OFFICE, 19));
    expect(await signalsAt(at(29, 2))).toContain('odd_hour');
  });

  it('keeps a volume quiet, from the time that was said', async () => {
    await live(work(credential, 0, 28));
    await declare({ volume: 20, from: toIso(at(29, 0)) });
    const burst = (day: number): AccessEvent[] => visit(credential, at(day, 10) + 1_000, OFFICE, 19);
    const more = (day: number): AccessEvent[] => visit(credential, at(day, 10) + 61_000, OFFICE, 19);
    await live([...burst(28), ...more(28)]);
    expect(await signalsAt(at(28, 10))).toContain('usage_spike');
    await live([...burst(29), ...more(29)]);
    expect(await signalsAt(at(29, 10))).not.toContain('usage_spike');
  });

  it('changes no hour that began before it was made, however late its events come', async () => {
    const calls = plunder(credential, at(28, 10), STRANGER);
    await live([...work(credential, 0, 28), ...calls.slice(0, 1)]);
    clock = at(28, 11);
    await declare({ cidr: `${STRANGER}/32` });
    await live(calls.slice(1));
    expect(await alerts()).toMatchObject([{ event_count: calls.length, source_ips: [STRANGER] }]);
  });
});

describe('a credential', () => {
  it('that is revoked must not be used, from that moment on and until it is taken back', async () => {
    await live(work(credential, 0, 28));
    clock = at(28, 9.5);
    await json('PATCH', `/v1/credentials/${credential}`, { state: 'revoked' });
    await live(visit(credential, at(28, 9.1), OFFICE, 2));
    expect(await alerts()).toEqual([]);
    await live(visit(credential, at(28, 9.6), OFFICE, 1));
    expect(await alerts()).toMatchObject([{ signals: [{ signal: 'revoked_use' }] }]);
    clock = at(28, 10.5);
    await json('PATCH', `/v1/credentials/${credential}`, { state: 'active' });
    await live(visit(credential, at(28, 11), OFFICE, 3));
    expect(await signalsAt(at(28, 11))).toEqual([]);
  });

  it('that is a decoy may be planted before it ever calls, and its first call is found', async () => {
    const planted = await json('PATCH', `/v1/credentials/external:${credential}`, {
      decoy: true,
      label: 'Bait in the old wiki',
    });
    expect(planted).toMatchObject({ credential, decoy: true, last_seen_at: null });
    await live(visit(credential, clock + 60_000, STRANGER, 1));
    expect(await alerts()).toMatchObject([
      { signals: [{ signal: 'decoy_use' }], credential_label: 'Bait in the old wiki' },
    ]);
    await json('PATCH', `/v1/credentials/${credential}`, { decoy: false });
    const later = clock + 48 * 3_600_000;
    await live(visit(credential, later, STRANGER, 1));
    expect(await signalsAt(later)).not.toContain('decoy_use');
  });

  it('has a budget of its own for what is found from then on; what was found stays', async () => {
    const { id } = await theft();
    await json('PATCH', `/v1/credentials/${credential}`, { budget: '1/36500d' });
    expect(await json('GET', `/v1/alerts/${id}`)).toMatchObject({ budget: '1/365d' });
    await live(visit(credential, at(31, 10), '192.0.2.5', 15));
    const path = `/v1/alerts?credential=${credential}&from=${toIso(at(30, 0))}`;
    expect((await json('GET', path))['alerts']).toMatchObject([{ budget: '1/36500d' }]);
  });
});

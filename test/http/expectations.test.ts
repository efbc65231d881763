import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, toIso } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import {
  insertDirectives,
  type StoredDirective,
  standingDirectives,
} from '../../src/store/queries/directives.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

const NOW = Date.UTC(2026, 2, 2, 12, 30);
let clock = NOW;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({}, { now: () => clock });
  const time = toIso(NOW - DAY);
  const names = ['sync', 'paged', 'full', 'deleted', 'hostile'];
  await service.send(names.map((credential) => eventLine({ credential, time })));
});
afterAll(() => service.close());

type Json = Record<string, unknown>;
const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  service.call(path, {
    key: service.keys.respond,
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const declare = (fields: Json): Promise<Response> =>
  send('POST', '/v1/expectations', {
    credential: 'sync',
    until: toIso(NOW + DAY),
    reason: 'moving',
    ...fields,
  });
const list = async (query: string): Promise<Json[]> => {
  const answer = await service.call(`/v1/expectations?${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { expectations: Json[] }).expectations;
};

describe('an expectation', () => {
  it('is answered as it was understood, and leaves a trace', async () => {
    const answer = await declare({
      cidr: '198.51.100.77/24',
      asn: 64_501,
      schedule: { days: ['sat', 'sun'], from: '22:00', to: '02:00' },
      volume: 2.5,
      from: toIso(NOW + 3_600_000),
      reason: 'The move\nto the new office, Bearer abcdefgh12345678',
    });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as Json;
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      credential: 'sync',
      credential_id: credentialIdOf('sync'),
      cidr: '198.51.100.0/24',
      asn: 64_501,
      schedule: {
        days: ['sat', 'sun'],
        from: '22:00',
        to: '02:00',
        hours: [0, 1, 142, 143, 144, 145, 166, 167],
      },
      volume: 2.5,
      distrusts: null,
      from: toIso(NOW + 3_600_000),
      until: toIso(NOW + DAY),
      reason: 'The move\nto the new office, Bearer [redacted]',
      alert_id: null,
      active: true,
      made_by: expect.stringMatching(/^respond key \(/),
      made_at: toIso(NOW),
      withdrawn_by: null,
      withdrawn_at: null,
    });
    expect(await list('credential=sync')).toEqual([made]);
    expect((await send('DELETE', `/v1/expectations/${made['id']}`)).status).toBe(204);
    const events = ((await (await service.call('/v1/timeline?credential=sync')).json()) as { events: Json[] })
      .events;
    const summaries = events.filter(({ kind }) => kind === 'action').map(({ summary }) => summary);
    expect(summaries).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^expectation\.made: .*expected network 198\.51\.100\.0\/24, provider AS64501, /s,
        ),
        expect.stringMatching(/^expectation\.withdrawn: withdrawn network 198\.51\.100\.0\/24/),
      ]),
    );
    expect(JSON.stringify(summaries)).not.toContain('abcdefgh12345678');
  });

  it('may name its credential by uuid, or by identifier', async () => {
    for (const credential of [credentialIdOf('paged'), 'paged', 'external:paged']) {
      expect(await (await declare({ credential, asn: 1 })).json()).toMatchObject({ credential: 'paged' });
    }
  });

  it('of a credential that has never called is 404 with a hint', async () => {
    const answer = await declare({ credential: 'unheard-of', asn: 1 });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining('after its first call'),
    });
  });

  const over = toIso(NOW + 367 * DAY);
  it.each([
    [422, {}],
    [422, { asn: 1, until: toIso(NOW) }],
    [422, { asn: 1, until: '2020-01-01T00:00:00Z' }],
    [422, { asn: 1, until: over }],
    [422, { asn: 1, from: toIso(NOW - DAY) }],
    [422, { asn: 1, from: toIso(NOW + 2 * DAY) }],
    [400, { asn: 1, until: 'tomorrow' }],
    [400, { asn: 1, until: null }],
    [400, { asn: 1, reason: '' }],
    [400, { asn: 1, reason: 'a\u0000b' }],
    [400, { asn: 1, reason: 'x'.repeat(1_001) }],
    [400, { asn: 1, colour: 'red' }],
    [400, { asn: 0 }],
    [400, { asn: 4_294_967_296 }],
    [400, { asn: 'AS64501' }],
    [400, { cidr: '10.0.0.0/7' }],
    [400, { cidr: '::/0' }],
    [400, { cidr: 'everywhere' }],
    [400, { cidr: ['192.0.2.0/24', '198.51.100.0/24'] }],
    [400, { cidr: 'x'.repeat(200) }],
    [400, { volume: 1 }],
    [400, { volume: 1_001 }],
    [400, { volume: 'NaN' }],
    [400, { schedule: { days: [], from: '08:00', to: '09:00' } }],
    [400, { schedule: { days: Array(60).fill('mon'), from: '08:00', to: '09:00' } }],
    [400, { schedule: { days: ['monday'], from: '08:00', to: '09:00' } }],
    [400, { schedule: { days: ['mon'], from: '8:00', to: '09:00' } }],
    [400, { schedule: { days: ['mon'], from: '24:00', to: '09:00' } }],
    [400, { schedule: { days: ['mon'], from: '08:00', to: '25:00' } }],
    [400, { schedule: { days: ['mon'], from: '08:00' } }],
    [400, { schedule: { days: ['mon'], from: '08:00', to: '09:00', hours: [1] } }],
    [400, { credential: '', asn: 1 }],
    [413, { asn: 1, reason: 'x'.repeat(70_000) }],
  ] as [number, Json][])('that makes no sense is %i (%#)', async (status, fields) => {
    const answer = await declare({ credential: 'hostile', ...fields });
    expect(answer.status).toBe(status);
    const problem = (await answer.json()) as { detail: string };
    expect(problem.detail.length).toBeGreaterThan(10);
    expect(await list('credential=hostile')).toEqual([]);
  });

  it('says what is wrong with a network that is too wide', async () => {
    const answer = await declare({ cidr: '0.0.0.0/0' });
    expect(await answer.json()).toMatchObject({
      field: 'cidr',
      detail: expect.stringContaining('wider than /8'),
    });
  });

  it('keeps a reason that looks like something else as the text that it is', async () => {
    const reason = `'); drop table directive; -- <img src=x onerror=alert(1)> =cmd|' /C calc'!A0`;
    expect(await (await declare({ asn: 7, reason })).json()).toMatchObject({ reason });
    expect((await list('credential=sync&active=true')).map((one) => one['reason'])).toEqual([reason]);
    const csv = await service.call('/v1/timeline?credential=sync', { headers: { accept: 'text/csv' } });
    const cells = (await csv.text()).split('\n').filter((line) => line.includes('drop table'));
    expect(cells).not.toEqual([]);
  });

  it('is one of at most 500 that stand', async () => {
    const credential = 'full';
    const first = await firstOf(credential);
    const more = Array.from({ length: 498 }, () => ({ ...first, id: crypto.randomUUID() }));
    await insertDirectives(service.store.db, first.credentialId, more);
    expect((await declare({ credential, asn: 500 })).status).toBe(201);
    const refused = await declare({ credential, asn: 501 });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'too_many_expectations' });
    expect((await send('DELETE', `/v1/expectations/${more[0]?.id}`)).status).toBe(204);
    expect((await declare({ credential, asn: 501 })).status).toBe(201);
    // A revocation is never refused.
    expect((await send('PATCH', `/v1/credentials/${credential}`, { state: 'revoked' })).status).toBe(200);
  });

  async function firstOf(credential: string): Promise<StoredDirective> {
    await declare({ credential, asn: 1 });
    const { db } = service.store;
    const [made] = await standingDirectives(db, credentialIdOf(credential), new Date(NOW));
    return made!;
  }
});

describe('the list of expectations', () => {
  it('is paged, the newest first, without those that say what has become of a credential', async () => {
    const credential = 'paged';
    for (let n = 1; n <= 4; n += 1) {
      clock = NOW + n;
      await declare({ credential, asn: n });
    }
    await send('PATCH', `/v1/credentials/${credential}`, { state: 'revoked', decoy: true });
    const found: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await service.call(`/v1/expectations?credential=${credential}&limit=3${more}`);
      const page = (await answer.json()) as Json;
      found.push(...(page['expectations'] as Json[]).map(({ asn }) => asn));
      cursor = page['next_cursor'];
    }
    expect(found).toEqual([4, 3, 2, 1, 1, 1, 1]);
    clock = NOW;
  });

  it.each(['active=maybe', 'limit=0', 'cursor=AAAA', 'colour=red', 'credential='])(
    'refuses %s',
    async (query) => {
      expect((await service.call(`/v1/expectations?${query}`)).status).toBe(400);
    },
  );
});

describe('taking back', () => {
  it('is the same however often it is done, and is 404 for what was never there', async () => {
    const { id } = (await (await declare({ credential: 'deleted', asn: 1 })).json()) as Json;
    expect((await send('DELETE', `/v1/expectations/${id}`)).status).toBe(204);
    const [first] = await list('credential=deleted');
    expect(first).toMatchObject({ active: false, withdrawn_at: toIso(NOW) });
    clock = NOW + 60_000;
    expect((await send('DELETE', `/v1/expectations/${id}`)).status).toBe(204);
    expect(await list('credential=deleted')).toEqual([first]);
    const nowhere = '00000000-0000-4000-8000-000000000000';
    expect((await send('DELETE', `/v1/expectations/${nowhere}`)).status).toBe(404);
    expect((await send('DELETE', '/v1/expectations/first')).status).toBe(400);
    clock = NOW;
  });

  it('leaves one that is over as it was', async () => {
    const until = toIso(NOW + 1_000);
    const { id } = (await (await declare({ credential: 'deleted', asn: 2, until })).json()) as Json;
    clock = NOW + 2_000;
    expect((await send('DELETE', `/v1/expectations/${id}`)).status).toBe(204);
    const over = await list('credential=deleted&active=false');
    expect(over.find((one) => one['id'] === id)).toMatchObject({ active: false, withdrawn_at: null });
    clock = NOW;
  });

  it('cannot touch a revocation, which is taken back where it was made', async () => {
    await send('PATCH', '/v1/credentials/deleted', { state: 'revoked' });
    const row = await service.store.db
      .selectFrom('directive')
      .select('directive_id')
      .where('kind', '=', 'revoked')
      .where('credential_id', '=', credentialIdOf('deleted'))
      .executeTakeFirstOrThrow();
    expect((await send('DELETE', `/v1/expectations/${row.directive_id}`)).status).toBe(404);
  });
});

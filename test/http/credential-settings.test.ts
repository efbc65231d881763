import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, toIso } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let clock = Date.UTC(2026, 2, 2, 12, 30);
let service: TestService;
beforeAll(async () => {
  service = await startTestService({}, { now: () => clock });
  const time = toIso(clock - DAY);
  await service.send(['set', 'fate', 'kept'].map((credential) => eventLine({ credential, time })));
});
afterAll(() => service.close());

type Json = Record<string, unknown>;
const patch = (id: string, body: unknown): Promise<Response> =>
  service.call(`/v1/credentials/${id}`, {
    key: service.keys.respond,
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const get = async (path: string): Promise<Json> => (await (await service.call(path)).json()) as Json;

/** What was said of what has become of the credential: kind, since and until. */
async function fates(credential: string): Promise<unknown[]> {
  const rows = await service.store.db
    .selectFrom('directive')
    .select(['kind', 'since', 'withdrawn_at'])
    .where('credential_id', '=', credentialIdOf(credential))
    .orderBy('made_at')
    .execute();
  return rows.map((row) => [row.kind, row.since.getTime(), row.withdrawn_at?.getTime() ?? null]);
}

describe('what is set for a credential', () => {
  it('is shown, and cleared by null; what is left out stays', async () => {
    const all = {
      label: 'CRM sync',
      owner: 'Kim, sales',
      budget: '1/90d',
      state: 'revoked',
      decoy: true,
      time_zone: 'Europe/Berlin',
    };
    const answer = await patch('set', all);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ credential: 'set', ...all });
    expect(await (await patch('set', { budget: null })).json()).toMatchObject({ ...all, budget: null });
    const cleared = { label: null, owner: null, state: 'active', decoy: false, time_zone: null };
    await patch(credentialIdOf('set'), cleared);
    expect(await get('/v1/credentials/set')).toMatchObject({ ...cleared, budget: null });
    const { credentials } = (await get('/v1/credentials')) as { credentials: Json[] };
    expect(credentials.find(({ credential }) => credential === 'set')).toMatchObject(cleared);
  });

  it('leaves a trace with what was before, and none when nothing changes', async () => {
    await patch('kept', { label: 'Kept', state: 'active' });
    await patch('kept', { label: 'Kept' });
    await patch('kept', { label: 'Kept well', budget: '2/30d' });
    const entries = await service.store.db
      .selectFrom('audit')
      .select(['actor', 'action', 'detail'])
      .where('subject', '=', `credential:${credentialIdOf('kept')}`)
      .orderBy('at')
      .execute();
    const credential_id = credentialIdOf('kept');
    const trace = entries.map(({ detail }) => detail);
    expect(trace).toHaveLength(2);
    expect(trace).toContainEqual({ label: { before: null, after: 'Kept' }, credential_id });
    expect(trace).toContainEqual({
      label: { before: 'Kept', after: 'Kept well' },
      budget: { before: null, after: '2/30d' },
      credential_id,
    });
    const { events } = (await get('/v1/timeline?credential=kept')) as { events: Json[] };
    expect(events.map(({ summary }) => summary)).toContain(
      'credential.changed: label Kept → Kept well, budget none → 2/30d',
    );
  });

  it('has revocation and decoy reach the detector from that moment, once, and until taken back', async () => {
    const first = clock;
    await patch('fate', { state: 'revoked' });
    clock += 1_000;
    await patch('fate', { state: 'revoked', decoy: true });
    clock += 1_000;
    await patch('fate', { state: 'active' });
    clock += 1_000;
    await patch('fate', { state: 'revoked', decoy: false });
    expect(await fates('fate')).toEqual([
      ['revoked', first, first + 2_000],
      ['decoy', first + 1_000, first + 3_000],
      ['revoked', first + 3_000, null],
    ]);
  });

  it('is redacted like everything that is kept', async () => {
    const label = 'sync, Bearer abcdefgh12345678\nsecond line';
    expect(await (await patch('kept', { label })).json()).toMatchObject({
      label: 'sync, Bearer [redacted] second line',
    });
  });

  it('writes a time zone and a budget as they are usually written', async () => {
    const answer = await patch('kept', { time_zone: 'europe/berlin', budget: ' 1/52w ' });
    expect(await answer.json()).toMatchObject({ time_zone: 'Europe/Berlin', budget: '1/52w' });
  });

  it.each([
    [{}, undefined],
    [{ colour: 'red' }, 'colour'],
    [{ label: '' }, 'label'],
    [{ label: 'x'.repeat(201) }, 'label'],
    [{ owner: 'a\u0000b' }, 'owner'],
    [{ label: ['a', 'b'] }, 'label'],
    [{ budget: 'few' }, 'budget'],
    [{ budget: '2/1d' }, 'budget'],
    [{ budget: '' }, 'budget'],
    [{ state: 'gone' }, 'state'],
    [{ state: null }, 'state'],
    [{ decoy: 'perhaps' }, 'decoy'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ time_zone: "'; drop table credential; --" }, 'time_zone'],
    [{ label: 'fine', budget: '0/1d' }, 'budget'],
  ] as [Json, string | undefined][])('is not changed by nonsense (%#)', async (body, field) => {
    const before = await get('/v1/credentials/kept');
    const answer = await patch('kept', body);
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as Json;
    expect(problem['code']).toBe('invalid_request');
    if (field !== undefined) expect(problem['field']).toBe(field);
    expect(await get('/v1/credentials/kept')).toEqual(before);
  });
});

describe('a credential that has never called', () => {
  it('is 404, unless its identifier is forced: then it is registered', async () => {
    expect((await patch('never', { decoy: true })).status).toBe(404);
    expect((await patch(credentialIdOf('never'), { decoy: true })).status).toBe(404);
    expect((await service.call('/v1/credentials/never')).status).toBe(404);
    const answer = await patch('external:never', { decoy: true });
    expect(await answer.json()).toMatchObject({ credential: 'never', decoy: true, calls_30d: 0 });
    expect(await get('/v1/credentials/never')).toMatchObject({ credential: 'never', decoy: true });
    expect((await patch('never', { decoy: false })).status).toBe(200);
    const { events } = (await get('/v1/timeline?credential=never')) as { events: Json[] };
    expect(events.map(({ summary }) => summary)).toContain(
      'credential.changed: decoy false → true, registered never',
    );
    expect(await (await service.call('/v1/credentials/never/profile')).json()).toMatchObject({
      learning: true,
    });
  });

  it('is not registered under a token', async () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0.${'x'.repeat(43)}`;
    for (const secret of [token, `xoxb-${'1234567890'.repeat(3)}`, '  ']) {
      const answer = await patch(`external:${encodeURIComponent(secret)}`, { decoy: true });
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain(secret.trim() || '\u0000');
    }
    const { rows } = await service.store.pool.query('select external_id from credential');
    expect(JSON.stringify(rows)).not.toMatch(/eyJ|xoxb/);
    expect(service.logged()).not.toContain(token);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
const time = new Date(Date.now() - 60_000).toISOString();
/** An identifier in the form of a uuid that is also the id of another credential. */
const twin = credentialIdOf('plain');

beforeAll(async () => {
  service = await startTestService();
  const lines = ['plain', 'plain', 'Kim@Example.com', twin, 'app:sync / one'].map((credential) =>
    eventLine({ credential, time, account_id: 'acc' }),
  );
  expect(await (await service.send(lines)).json()).toMatchObject({ accepted: 5 });
});
afterAll(() => service.close());

type Json = Record<string, unknown>;
const get = async (path: string): Promise<Json> => {
  const answer = await service.call(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json;
};

describe('a credential', () => {
  it('has when it was seen and how much it called', async () => {
    expect(await get('/v1/credentials/plain')).toEqual({
      id: credentialIdOf('plain'),
      credential: 'plain',
      account_id: 'acc',
      label: null,
      owner: null,
      state: 'active',
      decoy: false,
      budget: null,
      time_zone: null,
      first_seen_at: expect.any(String),
      last_seen_at: time,
      calls_24h: 2,
      calls_30d: 2,
      open_alerts: 0,
      learning: true,
    });
  });

  it('is found by uuid first, else by identifier, which external: forces', async () => {
    expect(await get(`/v1/credentials/${credentialIdOf('plain')}`)).toMatchObject({ credential: 'plain' });
    expect(await get(`/v1/credentials/${twin.toUpperCase()}`)).toMatchObject({ credential: 'plain' });
    expect(await get(`/v1/credentials/external:${twin}`)).toMatchObject({ credential: twin });
    expect(await get('/v1/credentials/KIM@example.com')).toMatchObject({ credential: 'kim@example.com' });
    expect(await get(`/v1/credentials/${encodeURIComponent('app:sync / one')}`)).toMatchObject({
      credential: 'app:sync / one',
    });
    for (const path of ['/v1/credentials/unknown', '/v1/credentials/unknown/profile']) {
      expect((await service.call(path)).status).toBe(404);
    }
  });

  it('has a profile of what was learnt', async () => {
    const profile = await get('/v1/credentials/plain/profile');
    expect(profile).toMatchObject({
      learning: true,
      calls: 2,
      time_zone: 'UTC',
      networks: { address: expect.anything() },
    });
    expect(Object.keys(profile['networks'] as object).length).toBeGreaterThan(1);
    expect((profile['week'] as { utc: number[] }).utc).toHaveLength(168);
  });

  it('is listed in pages', async () => {
    const seen: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page: Json = await get(`/v1/credentials?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...(page['credentials'] as Json[]).map(({ credential }) => credential));
      cursor = page['next_cursor'];
    }
    expect(seen.sort()).toEqual(['app:sync / one', 'kim@example.com', 'plain', twin].sort());
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '../../src/core/time.ts';
import type { CredentialContextView } from '../../src/http/credential-context-schema.ts';
import type { ProfileView } from '../../src/monitor/profile-view.ts';
import { story } from '../monitor/support/traffic.ts';
import { startTestService, type TestService } from './support/service.ts';

const events = story(2, 30);
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const lines = events.map((event) => ({
    time: toIso(event.time),
    credential: event.credential,
    source_ip: event.sourceIp,
    method: 'GET',
    path: `/v2${event.operation?.split(' ')[1]}`,
    user_agent: event.sourceIp === '203.0.113.66' ? 'curl/8' : 'python-requests/2',
    status: 200,
    token_fingerprint: event.sourceIp === '203.0.113.66' ? 'a'.repeat(32) : 'b'.repeat(32),
    token_issued_at: toIso(event.time - 600_000),
    token_expires_at: toIso(event.time + 3_000_000),
    id: event.eventId,
  }));
  expect(await (await service.send(lines)).json()).toMatchObject({ rejected: 0 });
});
afterAll(() => service.close());

const own = events.filter(({ credential }) => credential === 'integration-0');

describe('GET /v1/credentials/:id/context', () => {
  it('tells who calls, from where, with what, on which days', async () => {
    const answer = await service.call('/v1/credentials/integration-0/context');
    expect(answer.status).toBe(200);
    const found = (await answer.json()) as CredentialContextView;
    expect(found.newest_event_at).toBe(toIso(own.at(-1)!.time));
    expect(found.callers).toHaveLength(2);
    const [owner, stranger] = found.callers as [
      CredentialContextView['callers'][number],
      CredentialContextView['callers'][number],
    ];
    expect(owner).toMatchObject({
      network: '198.51.100.0/24',
      settled: true,
      clients: ['python-requests'],
      address_count: 1,
      operations: [{ operation: 'GET /users/{userId}', calls: owner.calls }],
    });
    expect(owner.calls + stranger.calls).toBe(own.length);
    expect(owner.daily).toHaveLength(30);
    expect(owner.daily.reduce((sum, calls) => sum + calls, 0)).toBe(owner.calls);
    expect(stranger).toMatchObject({
      network: '203.0.113.0/24',
      settled: false,
      calls: 40,
      clients: ['curl'],
    });
    expect(stranger.daily.filter((calls) => calls > 0)).toHaveLength(1);
    expect(found.learning).toMatchObject({ is_learning: false });
    expect(found.series.calls).toHaveLength(14 * 24);
    expect(found.tokens).toMatchObject({ tokens: 2, long_lived: 0 });
    expect(found.operations.uses.map(({ value }) => value)).toContain('GET /users/{userId}/recordings');
  });

  it('knows what the profile knows, which is folded another way', async () => {
    const read = async (view: string): Promise<unknown> =>
      (await service.call(`/v1/credentials/integration-0/${view}`)).json();
    const context = (await read('context')) as CredentialContextView;
    const profile = (await read('profile')) as ProfileView;
    expect(context.week).toMatchObject(profile.week);
    expect(context.learning).toMatchObject({ since: profile.since, active_hours: profile.active_hours });
    expect(context.clients.uses).toHaveLength(profile.clients.values.length);
  });

  it('is there for one that was registered and never called', async () => {
    await service.call('/v1/credentials/external:bait', {
      method: 'PATCH',
      key: service.keys.respond,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decoy: true, label: '100% "bait"_' }),
    });
    const answer = await service.call('/v1/credentials/external:bait/context');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      newest_event_at: null,
      callers: [],
      learning: { since: null, active_hours: 0, is_learning: true },
      tokens: { calls: 0, tokens: 0, longest_seconds: null },
    });
  });

  it('is 404 of one that nobody knows, and not for senders', async () => {
    expect((await service.call('/v1/credentials/nobody/context')).status).toBe(404);
    const ingest = await service.call('/v1/credentials/integration-0/context', { key: service.keys.ingest });
    expect(ingest.status).toBe(403);
  });
});

describe('GET /v1/credentials', () => {
  const names = async (query: string): Promise<string[]> => {
    const answer = await service.call(`/v1/credentials?${query}`);
    expect(answer.status).toBe(200);
    const { credentials } = (await answer.json()) as { credentials: { credential: string }[] };
    return credentials.map(({ credential }) => credential).sort();
  };

  it('is searched by identifier, label and owner, as text and not as a pattern', async () => {
    expect(await names('q=INTEGRATION')).toEqual(['integration-0', 'integration-1']);
    expect(await names(`q=${encodeURIComponent('100% "bait"_')}`)).toEqual(['bait']);
    expect(await names('q=%25')).toEqual(['bait']);
    expect(await names('q=_')).toEqual(['bait']);
    expect(await names(`q=${encodeURIComponent('\\')}`)).toEqual([]);
    expect(await names('q=%00')).toEqual([]);
  });

  it('is filtered by state, decoy, learning and open alerts', async () => {
    expect(await names('decoy=true')).toEqual(['bait']);
    expect(await names('learning=true')).toEqual(['bait']);
    expect(await names('open_alerts=true')).toEqual(['integration-0', 'integration-1']);
    expect(await names('open_alerts=false&state=active')).toEqual(['bait']);
    expect(await names('state=revoked')).toEqual([]);
    expect((await service.call('/v1/credentials?state=lost')).status).toBe(400);
  });
});

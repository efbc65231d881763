import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteApps } from '../../src/store/queries/zoom-apps.ts';
import { startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

beforeEach(async () => {
  await service.store.db.deleteFrom('zoom_app').execute();
  await noteApps(service.store, [{ appId: 'app-1', name: 'Reporting', type: 'S2S' }], Date.now());
});

const link = (id: string, body: unknown, key = service.keys.respond): Promise<Response> =>
  service.call(`/v1/zoom-apps/${id}`, {
    method: 'PATCH',
    key,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('apps are listed, without a credential at first', async () => {
  expect(await (await service.call('/v1/zoom-apps')).json()).toMatchObject({
    apps: [{ id: 'app-1', name: 'Reporting', client_id: null, suggested_client_id: null }],
  });
});

test('a link is said once, and is in the trail', async () => {
  const { store } = service;
  const linked = await link('app-1', { client_id: ' zm:cid:AbCdEfGhIjKl ' });
  expect(linked.status).toBe(200);
  expect(await linked.json()).toMatchObject({
    client_id: 'AbCdEfGhIjKl',
    linked_by: expect.stringContaining('respond key'),
  });
  const trail = await store.db
    .selectFrom('audit')
    .selectAll()
    .where('subject', '=', 'zoom_app:app-1')
    .execute();
  expect(trail).toMatchObject([{ action: 'zoom_app.linked', detail: { client_id: 'AbCdEfGhIjKl' } }]);
  expect(await (await link('app-1', { client_id: null })).json()).toMatchObject({
    client_id: null,
    linked_by: null,
  });
});

test('what is no app, or no identifier, is refused; a token is not kept', async () => {
  expect((await link('app-2', { client_id: 'AbCdEfGhIjKl' })).status).toBe(404);
  expect((await link('app-1', { client_id: '' })).status).toBe(400);
  expect((await link('app-1', {})).status).toBe(400);
  const token = `${'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'}.${'eyJpc3MiOiJhYmMifQ'}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
  const refused = await link('app-1', { client_id: token });
  expect(refused.status).toBe(400);
  expect(await refused.text()).not.toContain('eyJ');
  expect((await link('app-1', { client_id: 'AbCdEfGhIjKl' }, service.keys.read)).status).toBe(403);
});

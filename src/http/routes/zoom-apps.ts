import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { linkZoomApp } from '../../respond/zoom-apps.ts';
import { listApps, type ZoomApp } from '../../store/queries/zoom-apps.ts';
import { HttpProblem, problems } from '../problem.ts';
import { clearable, NullableInteger, NullableText, NullableTime, readField, Time } from '../schemas.ts';
import type { Services } from '../services.ts';

const App = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: NullableText,
  client_id: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    description: 'The credential that it is in our own logs; null: nobody has said',
  }),
  linked_by: NullableText,
  linked_at: NullableTime,
  suggested_client_id: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    description: 'The credential that made the same calls, by our own logs',
  }),
  matched_calls: NullableInteger,
  first_seen: Time,
  last_seen: Time,
});

const Link = Type.Object(
  { client_id: clearable(256, 'As it stands in your own logs; null: no credential any more') },
  { additionalProperties: false },
);

/** The apps of the Zoom account, and which credential each is. */
export const zoomAppRoutes =
  ({ store, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/zoom-apps',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Apps of the Zoom account whose logs are pulled, by name',
          response: { 200: Type.Object({ apps: Type.Array(App) }), ...problems() },
        },
      },
      async () => ({ apps: (await listApps(store)).map(view) }),
    );

    app.patch(
      '/v1/zoom-apps/:id',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Say which credential an app is',
          description: "Zoom's log of its calls is then compared with our own logs of that credential.",
          params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
          body: Link,
          response: { 200: App, ...problems(404, 413, 415) },
        },
      },
      async ({ params: { id }, body, caller }) => {
        const clientId = body.client_id;
        const found = await linkZoomApp(store, caller!, id, clientId, now()).catch((error: unknown) =>
          readField('client_id', () => {
            throw error;
          }),
        );
        const linked = (await listApps(store)).find(({ appId }) => appId === id);
        if (!found || linked === undefined) {
          throw new HttpProblem(
            'not_found',
            'Zoom lists no such app. GET /v1/zoom-apps shows those that it does.',
          );
        }
        return view(linked);
      },
    );
  };

const view = (app: ZoomApp): Static => ({
  id: app.appId,
  name: app.name,
  type: app.type,
  client_id: app.clientId,
  linked_by: app.linkedBy,
  linked_at: app.linkedAt?.toISOString() ?? null,
  suggested_client_id: app.suggestion,
  matched_calls: app.matched,
  first_seen: app.firstSeen.toISOString(),
  last_seen: app.lastSeen.toISOString(),
});
type Static = Type.Static<typeof App>;

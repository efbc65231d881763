import { HOUR } from '../core/time.ts';
import { normaliseIdentifier } from '../ingest/identity.ts';
import { addToNotice } from '../store/queries/notices.ts';
import { listApps, noteApps, suggestLink, type ZoomApp } from '../store/queries/zoom-apps.ts';
import type { Store } from '../store/store.ts';
import type { Json, ZoomClient } from './client.ts';
import type { Task } from './pull-stream.ts';
import { recordsIn } from './read-window.ts';
import { recoverDeliveries } from './recover-deliveries.ts';
import { callLog, webhookLog } from './streams.ts';
import { suggestClient } from './suggest-link.ts';
import { type Intake, takeRecords } from './take-records.ts';

/** Apps whose logs are pulled: each costs two calls a round at least. */
const MOST_APPS = 200;
const MOST_PAGES = 50;

const INVENTORY = {
  path: '/marketplace/apps',
  label: 'Medium',
  what: 'the list of apps (/marketplace/apps)',
  scope: 'marketplace:read:list_apps:admin',
} as const;

/** Reads the apps that the account made: those whose credentials are its own. */
export async function readInventory(client: ZoomClient, { store, now }: Intake): Promise<void> {
  let token = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = {
      type: 'account_created',
      page_size: '300',
      ...(token === '' ? {} : { next_page_token: token }),
    };
    const answer = await client.get({ ...INVENTORY, query });
    const apps = recordsIn(answer, 'apps', INVENTORY.what).flatMap(appOf);
    await noteApps(store, apps, now());
    const next = answer['next_page_token'];
    if (typeof next !== 'string' || next === '') return;
    token = next;
  }
}

function appOf(record: Json): { appId: string; name: string; type: string | null }[] {
  const { app_id: id, app_name: name, app_type: type } = record;
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) return [];
  const known = (value: unknown): string | null =>
    typeof value === 'string' ? normaliseIdentifier(value.slice(0, 200)) : null;
  return [{ appId: id, name: known(name) ?? id, type: known(type) }];
}

/**
 * As which the calls of an app are kept, linked or not: were they one credential with our own log of them, each would count
 * twice (docs/decisions/0010, 0011).
 */
export const appCredential = (appId: string): string => `app:${appId}`;

/** The logs of every app that Zoom listed the last time: one that is gone has none, and its 404 would say so of all. */
export async function appTasks(intake: Intake): Promise<Task[]> {
  const known = await listApps(intake.store);
  const newest = Math.max(...known.map(({ lastSeen }) => lastSeen.getTime()));
  const apps = known.filter(({ lastSeen }) => lastSeen.getTime() > newest - HOUR).slice(0, MOST_APPS);
  return apps.flatMap(({ appId, name }): Task[] => [
    {
      stream: callLog(appId, name),
      take: (records, since) =>
        takeRecords(
          records,
          {
            format: 'zoom-call-log',
            source: 'zoom-call-log',
            credential: appCredential(appId),
            learnUntil: since,
          },
          intake,
        ),
    },
    { stream: webhookLog(appId, name), take: (records) => recoverDeliveries(records, intake) },
  ]);
}

/** Looks for the credentials of apps that nobody has linked, and tells the operator when one stands out. */
export async function suggestLinks(store: Store): Promise<void> {
  for (const app of await listApps(store)) {
    if (app.clientId !== null) continue;
    const found = await suggestClient(store, appCredential(app.appId));
    if (found?.clientId === app.suggestion && app.suggestion !== null) continue;
    await suggestLink(store, app.appId, found);
    if (found !== null) await tellSuggestion(store, app, found.clientId);
  }
}

const tellSuggestion = (store: Store, { appId, name }: ZoomApp, clientId: string): Promise<void> =>
  addToNotice(store, {
    kind: 'zoom_app_unlinked',
    subject: appId,
    message: `The calls that Zoom logs of the app "${name}" look like those of the credential ${clientId}. If that is so: zoom-monitor apps link ${appId} ${clientId}`,
    count: 1,
  });

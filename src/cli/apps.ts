import { readSettings } from '../config/settings.ts';
import { linkZoomApp } from '../respond/zoom-apps.ts';
import { listApps, type ZoomApp } from '../store/queries/zoom-apps.ts';
import { CliError } from './failure.ts';
import { EXIT, type Io, say, table, tell } from './io.ts';
import { OPERATOR } from './keys.ts';
import { openCommandLog } from './log.ts';
import { withCurrentStore } from './with-store.ts';

/** `apps list`: the apps of the account, and the credentials that they are. */
export async function listZoomApps(options: { readonly json?: boolean }, io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const apps = await withCurrentStore(settings, openCommandLog(io, settings.logLevel), listApps);
  if (options.json === true) {
    say(io, JSON.stringify(apps.map(asJson), null, 2));
    return EXIT.ok;
  }
  if (apps.length === 0) {
    tell(io, 'None yet: "zoom-monitor pull" reads them from Zoom, as the service does.');
    return EXIT.ok;
  }
  const rows = apps.map((app) => [app.appId, app.clientId ?? '-', suggestionOf(app), app.name]);
  for (const line of table([['ID', 'CREDENTIAL', 'SUGGESTED', 'NAME'], ...rows])) say(io, line);
  return EXIT.ok;
}

/** `apps link`: said once for each app. */
export async function linkZoomAppTo(appId: string, clientId: string | null, io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const found = await withCurrentStore(settings, openCommandLog(io, settings.logLevel), (store) =>
    linkZoomApp(store, OPERATOR, appId, clientId, Date.now()).catch((error: unknown) => {
      throw error instanceof RangeError
        ? new CliError('invalid_credential', `The client id ${error.message}.`)
        : error;
    }),
  );
  if (!found) {
    throw new CliError('no_such_app', `Zoom lists no app ${appId}. See "zoom-monitor apps list".`);
  }
  tell(
    io,
    clientId === null ? `The app ${appId} is no credential any more.` : `The app ${appId} is ${clientId}.`,
  );
  return EXIT.ok;
}

const suggestionOf = ({ clientId, suggestion, matched }: ZoomApp): string =>
  clientId !== null || suggestion === null ? '-' : `${suggestion} (made ${matched} of the same calls)`;

const asJson = (app: ZoomApp): object => ({
  id: app.appId,
  name: app.name,
  type: app.type,
  client_id: app.clientId,
  linked_by: app.linkedBy,
  linked_at: app.linkedAt,
  suggested_client_id: app.suggestion,
  matched_calls: app.matched,
  first_seen: app.firstSeen,
  last_seen: app.lastSeen,
});

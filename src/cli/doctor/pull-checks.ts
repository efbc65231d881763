import type { Settings } from '../../config/settings.ts';
import { count } from '../../core/explain/numbers.ts';
import { DAY, MINUTE, toIso } from '../../core/time.ts';
import { listApps } from '../../store/queries/zoom-apps.ts';
import { listPulls, type PullState } from '../../store/queries/zoom-pulls.ts';
import type { Store } from '../../store/store.ts';
import { zoomAccess } from '../zoom-access.ts';
import { type Check, ok, problem, warning } from './check.ts';

/** A service that pulls every few minutes and has not for this long does not run, or is stuck. */
const OVERDUE = 60 * MINUTE;

/** How far each of Zoom's lists was read, and what keeps it from being read. */
export async function checkPulls(store: Store, settings: Settings, now: number): Promise<Check[]> {
  if (zoomAccess(settings) === null) return [];
  const pulls = await listPulls(store);
  if (pulls.length === 0) {
    return [ok('pulls from Zoom', 'none yet: the service begins when it starts')];
  }
  const apps = await listApps(store);
  const names = new Map(apps.map(({ appId, name }) => [appId, name]));
  const unlinked = apps.filter(({ clientId }) => clientId === null);
  return [
    ...pulls.map((pull) =>
      checkPull(pull, titleOf(pull.stream, names), now, settings.zoomPullMinutes * MINUTE),
    ),
    ...(unlinked.length === 0
      ? []
      : [
          warning(
            'pulls from Zoom',
            `for ${count(unlinked.length, 'app')} nobody has said which credential it is`,
            'See "zoom-monitor apps list", then link each.',
          ),
        ]),
  ];
}

function checkPull(pull: PullState, title: string, now: number, every: number): Check {
  const name = `pull of ${title}`;
  if (pull.problem !== null) {
    const { code, message, at } = pull.problem;
    const said = `${message} (${code}, ${toIso(at)})`;
    return code === 'rate_limited'
      ? warning(name, said, 'Nothing: it goes on by itself.')
      : problem(name, said, 'It is tried again with every pull.');
  }
  if (pull.readAt === null) return ok(name, 'not read yet');
  const read = `read at ${toIso(pull.readAt)}, ${count(pull.newRecords, 'record')} so far`;
  if (now - pull.readAt > Math.max(OVERDUE, 3 * every)) {
    return warning(
      name,
      read,
      'Is the service running with the settings of Zoom? "zoom-monitor pull" pulls by hand.',
    );
  }
  const left = (now - pull.settledUntil) / DAY - 2;
  return ok(
    name,
    pull.stream !== 'apps' && left >= 1
      ? `${read}; about ${Math.floor(left)} days of history are left`
      : read,
  );
}

function titleOf(stream: string, names: ReadonlyMap<string, string>): string {
  const [kind = '', appId = ''] = stream.split('/');
  return appId === '' ? kind : `${kind} of ${names.get(appId) ?? appId}`;
}

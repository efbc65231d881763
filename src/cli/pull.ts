import { ZoomClient } from '../collect/client.ts';
import { takePullLease } from '../collect/lease.ts';
import { Limiter } from '../collect/limiter.ts';
import { type PullResult, pullOnce } from '../collect/pull-once.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { count, number } from '../core/explain/numbers.ts';
import { openGeo } from '../enrich/geo.ts';
import { createMonitor } from '../monitor/monitor.ts';
import { pullSink } from '../monitor/pull-sink.ts';
import type { Store } from '../store/store.ts';
import { CliError, usageError } from './failure.ts';
import { agreedFingerprintKey } from './fingerprint-key.ts';
import { EXIT, type Io, say, tell } from './io.ts';
import { openLog } from './log.ts';
import { withCurrentStore } from './with-store.ts';
import { missingZoomSettings, zoomAccess } from './zoom-access.ts';

/** `pull`: everything that Zoom has to tell, once. Running it again adds only what is new. */
export async function pull(io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const log = openLog(io, settings.logLevel);
  return withCurrentStore(settings, log, (store) => pullInto(store, settings, io));
}

async function pullInto(store: Store, settings: Settings, io: Io): Promise<number> {
  const access = zoomAccess(settings);
  if (access === null) {
    const missing = missingZoomSettings(settings);
    const names =
      missing.length > 0 ? missing.join(' and ') : 'ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET';
    throw usageError(`set ${names} first: docs/pulls.md says how to make the app that they are of`);
  }
  const lease = await takePullLease(store);
  if (lease === null) {
    throw new CliError(
      'already_pulling',
      'The service is pulling from Zoom, or another "pull" is: it needs no help. "zoom-monitor doctor" shows how far it is. ' +
        'After a crash, wait for 12 seconds.',
    );
  }
  const geo = await openGeo({
    asnDb: settings.asnDb ?? undefined,
    countryDb: settings.countryDb ?? undefined,
  });
  const detection = { budget: settings.alertBudget, timeZone: settings.timeZone };
  const monitor = createMonitor(store, detection);
  const sink = pullSink(store, detection, monitor);
  const limiter = new Limiter(store, Date.now, lease.lost);
  const intake = {
    store,
    sink,
    fingerprintKey: await agreedFingerprintKey(store, settings),
    retentionDays: settings.retentionDays,
    geo: geo.lookUp,
    now: Date.now,
  };
  try {
    const client = new ZoomClient(access, limiter, Date.now, lease.lost);
    const result = await pullOnce(
      { client, intake, owner: lease.owner },
      (title, { added, daysLeft, days }) => {
        if (daysLeft > 0 || added > 0)
          tell(io, `${title}: ${number(added)} new, ${days - daysLeft} of ${days} days read`);
      },
    );
    return summarise(result, io);
  } finally {
    await sink.close();
    await monitor.close();
    await lease.release();
    geo.close();
  }
}

function summarise({ added, problems }: PullResult, io: Io): number {
  for (const [title, records] of added) say(io, `${title}: ${count(records, 'new record')}`);
  for (const [title, { code, message }] of problems) tell(io, `zoom-monitor: ${title}: ${message} (${code})`);
  return problems.size === 0 ? EXIT.ok : EXIT.failed;
}

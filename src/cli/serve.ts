import { setTimeout as sleep } from 'node:timers/promises';
import { describeSettings } from '../config/describe.ts';
import { readSettings } from '../config/settings.ts';
import { type Io, tell } from './io.ts';
import { openLog } from './log.ts';
import { type AdminKey, startService } from './service.ts';
import { closeOnSignals } from './shutdown.ts';

/** A service that is told to stop while it starts is given this long to come to where it can be stopped in order. */
const START_GRACE_MS = 5_000;

/** `serve`: runs until it is told to stop. closeOnSignals ends the process, so this resolves never. */
export async function serve(io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const log = openLog(io, settings.logLevel);
  const starting = startService(settings, log, describeSettings(io.env));
  closeOnSignals(log, async () => {
    const service = await Promise.race([starting.catch(() => undefined), sleep(START_GRACE_MS)]);
    await service?.close();
    log.info('stopped');
  });
  const service = await starting;
  tell(io, `Listening on ${service.address}`);
  tell(io, whereTheAdminKeyIs(service.adminKey, io));
  return new Promise<number>(() => {});
}

/** The key itself is shown to a person at a terminal alone: a log would keep it. */
export function whereTheAdminKeyIs(adminKey: AdminKey | null, io: Io): string {
  if (adminKey === null) return 'For a first key run: zoom-monitor keys create --role admin --name NAME';
  if (adminKey.path === null) return 'The admin key is the one in ADMIN_KEY';
  const shown = adminKey.made && io.stdout.isTTY === true ? `: ${adminKey.key}` : '';
  return `The admin key is in ${adminKey.path}${shown}`;
}

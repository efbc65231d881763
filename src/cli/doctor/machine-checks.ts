import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { type Check, ok, problem, warning } from './check.ts';

const OLDEST_NODE = [20, 19] as const;
/** When this program was young: a clock before it is wrong. */
const EPOCH = Date.UTC(2026, 0, 1);
const GB = 1024 ** 3;
const LOW_BYTES = 2 * GB;
const FULL_BYTES = 0.2 * GB;

/** Node, the clock, the time zone and the disk. */
export async function checkMachine(settings: Settings, now: number): Promise<Check[]> {
  return [
    checkNode(process.versions.node),
    checkClock(now),
    checkTimeZone(settings, now),
    await checkDisk(settings),
  ];
}

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok('node', version);
  return problem('node', `${version} is too old`, `Install Node.js ${OLDEST_NODE.join('.')} or newer.`);
}

export function checkClock(now: number): Check {
  const time = new Date(now).toISOString();
  if (now >= EPOCH) return ok('clock', time);
  return problem(
    'clock',
    `it is at ${time}`,
    'Set the clock: events would be rejected as lying in the future.',
  );
}

function checkTimeZone(settings: Settings, now: number): Check {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: settings.timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(now);
  return ok('time zone', `${settings.timeZone}, where it is ${local}`);
}

async function checkDisk(settings: Settings): Promise<Check> {
  const { bavail, bsize } = await statfs(nearestFolder(settings.dataDir));
  const free = bavail * bsize;
  const message = `${(free / GB).toFixed(1)} GB free for ${settings.dataDir}`;
  if (free >= LOW_BYTES) return ok('disk', message);
  const todo = 'Free some space, set RETENTION_DAYS, or move DATA_DIR to a larger disk.';
  return free < FULL_BYTES ? problem('disk', message, todo) : warning('disk', message, todo);
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

import { HOUR } from '../../src/core/time.ts';
import { feed, newSent, sendOne } from './sender.ts';
import type { Service } from './service.ts';
import { EvenFleet } from './traffic.ts';

const PATIENCE_MS = 30_000;
/** What a thief looks at first. */
const PATHS = [
  '/v2/users',
  '/v2/accounts/me/recordings',
  '/v2/report/users',
  '/v2/users/me/token',
  '/v2/roles',
];

/** Two weeks, a call an hour. */
const LEARNT_HOURS = 14 * 24;

/** Credentials that have called from their own networks for two weeks, until two hours ago. */
export async function makeVictims(service: Service, count: number, now: number): Promise<readonly string[]> {
  const victims = new EvenFleet('victims', count);
  const until = now - 2 * HOUR;
  await feed(service, victims.calls(until - LEARNT_HOURS * HOUR, until, LEARNT_HOURS * count, true));
  return victims.credentials;
}

/** Milliseconds from the request on. */
export interface Strike {
  readonly answered: number;
  readonly readable: number;
}

/**
 * A stranger calls with somebody's credential, all calls in one request; resolves when the alert can be read.
 *
 * @throws when there is none after half a minute
 */
export async function strike(service: Service, credential: string): Promise<Strike> {
  const bytes = Buffer.from(
    callsWith(credential)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  const pool = service.connect(1);
  const sent = performance.now();
  await sendOne(pool, service, { bytes, lines: PATHS.length }, newSent());
  const answered = performance.now() - sent;
  await pool.close();
  const path = `/v1/alerts?limit=1&credential=${encodeURIComponent(credential)}`;
  for (;;) {
    const { alerts } = (await service.get(path)) as { alerts: unknown[] };
    const readable = performance.now() - sent;
    if (alerts.length > 0) return { answered, readable };
    if (readable > PATIENCE_MS) throw new Error(`no alert for ${credential} after ${PATIENCE_MS} ms`);
  }
}

const callsWith = (credential: string): object[] =>
  PATHS.map((path, i) => ({
    time: Date.now() - 1_000 + i,
    id: `${credential}-stranger-${i}`,
    credential,
    source_ip: '203.0.113.66',
    method: 'GET',
    host: 'api.zoom.us',
    path,
    status: 200,
    response_bytes: 90_000,
    user_agent: 'python-requests/2.31.0',
  }));

import { type ZoomAccess, ZoomClient } from '../../../src/collect/client.ts';
import { takePullLease } from '../../../src/collect/lease.ts';
import { Limiter } from '../../../src/collect/limiter.ts';
import type { PullContext, Task } from '../../../src/collect/pull-stream.ts';
import { SIGN_INS } from '../../../src/collect/streams.ts';
import { type Intake, takeRecords } from '../../../src/collect/take-records.ts';
import { parseBudget } from '../../../src/core/budget-text.ts';
import { MINUTE } from '../../../src/core/time.ts';
import { createMonitor } from '../../../src/monitor/monitor.ts';
import { pullSink } from '../../../src/monitor/pull-sink.ts';
import { createTestDatabase } from '../../support/database.ts';
import {
  type StandInApp,
  type StandInOptions,
  startZoomApiStandIn,
  type ZoomApiStandIn,
} from '../../support/zoom-stand-in/stand-in.ts';
import type { World } from '../../support/zoom-stand-in/world.ts';

export const PULL_APP: StandInApp = {
  clientId: 'pullsClientIdExample01',
  clientSecret: 'secret-of-the-pulls-never-shown',
  accountId: 'AbCdEfGhIjKlMnOpQrStUv',
};

/** A stand-in, a database, and what pulls from the one into the other. */
export interface Pulls {
  readonly zoom: ZoomApiStandIn;
  readonly intake: Intake;
  readonly context: PullContext;
  readonly access: ZoomAccess;
  readonly connectionString: string;
  /** Moves the clock of Zoom and of the pulls. */
  setNow(now: number): void;
  /** A pull of another process, which has lost all that this one remembers. */
  restart(): Promise<PullContext>;
  /** External id, time and source of every stored event. */
  stored(): Promise<{ credential: string; time: number; source: string | null; operation: string | null }[]>;
  close(): Promise<void>;
}

export async function startPulls(start: number, options: Partial<StandInOptions> = {}): Promise<Pulls> {
  // It goes on by itself, since limits per second are waited for.
  let ahead = start - Date.now();
  const clock = (): number => Date.now() + ahead;
  const zoom = await startZoomApiStandIn({ apps: [PULL_APP], now: clock, ...options });
  const database = await createTestDatabase();
  const { store } = database;
  const detection = { budget: parseBudget('1/365d'), timeZone: 'UTC' };
  const monitor = createMonitor(store, detection);
  const sink = pullSink(store, detection, monitor);
  const intake: Intake = {
    store,
    sink,
    fingerprintKey: 'the-fingerprint-key-of-the-tests-0123',
    retentionDays: null,
    geo: undefined,
    now: clock,
  };
  const access = { ...PULL_APP, apiUrl: zoom.url, oauthUrl: zoom.url };
  let lease = (await takePullLease(store))!;
  const open = (): PullContext => {
    const limiter = new Limiter(store, clock, lease.lost);
    return { client: new ZoomClient(access, limiter, clock, lease.lost), intake, owner: lease.owner };
  };
  return {
    zoom,
    intake,
    context: open(),
    access,
    connectionString: database.connectionString,
    setNow: (time) => {
      ahead = time - Date.now();
    },
    restart: async () => {
      await lease.release();
      lease = (await takePullLease(store))!;
      return open();
    },
    stored: async () => {
      const rows = await store.db
        .selectFrom('access_event')
        .innerJoin('credential', 'credential.credential_id', 'access_event.credential_id')
        .select(['external_id', 'occurred_at', 'source', 'operation'])
        .orderBy('occurred_at')
        .execute();
      return rows.map((row) => ({
        credential: row.external_id,
        time: row.occurred_at.getTime(),
        source: row.source,
        operation: row.operation,
      }));
    },
    close: async () => {
      await lease.release();
      await sink.close();
      await monitor.close();
      await database.drop();
      await zoom.close();
    },
  };
}

/** The sign-in report, its records read as plain events: what pulls do does not depend on the format. */
export const signInTask = (intake: Intake): Task => ({
  stream: SIGN_INS,
  take: (records, since) =>
    takeRecords(
      records.map(({ email, ip_address, ...rest }) => ({
        credential: email,
        source_ip: ip_address,
        ...rest,
      })),
      { format: 'event', source: 'zoom-activity', learnUntil: since },
      intake,
    ),
});

/** Sign-ins of a few people, one after the other, the last at `until`. */
export function addSignIns(world: World, count: number, until: number, apart = 7 * MINUTE): void {
  for (let i = 0; i < count; i += 1) {
    world.signIns.push({
      time: until - i * apart,
      email: `person-${i % 5}@example.com`,
      ip: `192.0.2.${1 + (i % 200)}`,
      type: i % 2 === 0 ? 'Sign in' : 'Sign out',
      clientType: 'mac',
      version: '6.2.0',
    });
  }
}

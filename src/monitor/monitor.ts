import type { AccessEvent, RejectionCode } from '../core/event.ts';
import { knownCredentials } from '../store/accept/credentials.ts';
import { ensureMonths } from '../store/partitions.ts';
import { isConnectionLoss, sqlStateOf } from '../store/sql-state.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';
import { acceptBatch, type Caches } from './accept-batch.ts';
import { CalibrationCache } from './calibration-cache.ts';
import { CredentialCap } from './credential-cap.ts';
import { DatabaseUnavailableError, OverloadedError } from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { Hope } from './hope.ts';
import { KnownCredentials } from './known-credentials.ts';
import { ProfileCache } from './profile-cache.ts';
import { RecentHours } from './recent-hours.ts';
import type { DetectionSettings } from './settings.ts';

/** Webhooks and small requests do not queue behind large batches. */
export type Lane = 'bulk' | 'small';

export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string };

export interface AcceptOptions {
  /** Who sends: the id of the API key. */
  readonly sender: string;
  /** Credentials that this sender may bring to life within an hour; no limit when absent. */
  readonly newCredentialsPerHour?: number;
}

export interface Monitor {
  /**
   * Stores, rolls up and scores; resolves after the commit, with one outcome for each event, in order.
   *
   * @throws OverloadedError, DatabaseUnavailableError: nothing was acknowledged, though a part may be stored;
   *   sending the same events again doubles nothing
   */
  accept(events: readonly AccessEvent[], lane: Lane, options: AcceptOptions): Promise<Outcome[]>;
  /** Events that wait for their commit. */
  waiting(): number;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

interface Item {
  readonly event: AccessEvent;
  readonly options: AcceptOptions;
}

const ACCEPTED: Outcome = { kind: 'accepted' };
const DUPLICATE: Outcome = { kind: 'duplicate' };

/**
 * Queues per lane. A credential's events always take the same one, so that they keep their order and two
 * transactions of this process never wait for each other's credentials; two use both cores.
 */
const QUEUES: Readonly<Record<Lane, number>> = { bulk: 2, small: 1 };
/** Up to 60,000 events wait in each: about 100 MB. */
const LIMITS = { maxBatch: 20_000, maxWaiting: 60_000 } as const;
/** SQLSTATE classes that mean that a row is at fault: data exception, constraint violation. */
const ROW_AT_FAULT = /^2[23]/;
const UNIQUE_VIOLATION = '23505';
/** … that the server cannot work now: connection, resources (disk full), operator intervention, system error. */
const SERVER_AT_FAULT = /^(08|53|57|58)/;

/** What every commit of a monitor needs. */
interface Context {
  readonly store: Store;
  readonly settings: DetectionSettings;
  readonly caches: Caches;
  readonly hope: Hope;
  readonly cap: CredentialCap;
  readonly learnUntil: number | null;
}

/**
 * @param learnUntil for imports of history, epoch ms: the credentials that come in learn up to here and are scored
 *   from here on
 */
export function createMonitor(
  store: Store,
  settings: DetectionSettings,
  learnUntil: number | null = null,
): Monitor {
  const context: Context = {
    store,
    settings,
    caches: {
      known: new KnownCredentials(),
      hours: new RecentHours(),
      profiles: new ProfileCache(),
      calibration: new CalibrationCache(),
    },
    hope: new Hope(),
    cap: new CredentialCap(),
    learnUntil,
  };
  const commit = (items: readonly Item[]): Promise<Outcome[]> => commitGroup(context, items);
  const queues = {
    bulk: Array.from({ length: QUEUES.bulk }, () => new GroupCommit(commit, LIMITS)),
    small: Array.from({ length: QUEUES.small }, () => new GroupCommit(commit, LIMITS)),
  };
  const all = [...queues.bulk, ...queues.small];
  return {
    accept: (events, lane, options) => acceptInto(queues[lane], events, options),
    waiting: () => all.reduce((sum, queue) => sum + queue.waiting, 0),
    close: async () => {
      await Promise.all(all.map((queue) => queue.idle()));
    },
  };
}

/** Splits a request over the queues and puts the outcomes back into its order. */
async function acceptInto(
  queues: readonly GroupCommit<Item, Outcome>[],
  events: readonly AccessEvent[],
  options: AcceptOptions,
): Promise<Outcome[]> {
  const parts = queues.map((): { items: Item[]; places: number[] } => ({ items: [], places: [] }));
  events.forEach((event, place) => {
    const part = parts[Number.parseInt(event.credentialId.slice(0, 8), 16) % queues.length]!;
    part.items.push({ event, options });
    part.places.push(place);
  });
  if (
    parts.some(({ items }, i) => items.length > 0 && !queues[i]!.hasRoomFor(items.length, options.sender))
  ) {
    throw new OverloadedError(2);
  }
  const outcomes = new Array<Outcome>(events.length);
  await Promise.all(
    parts.map(async ({ items, places }, i) => {
      const results = await queues[i]!.submit(items, options.sender);
      results.forEach((outcome, k) => {
        outcomes[places[k]!] = outcome;
      });
    }),
  );
  return outcomes;
}

/** Makes one group durable. Duplicates within it are found here, so that each request gets its own counts. */
async function commitGroup(context: Context, items: readonly Item[]): Promise<Outcome[]> {
  try {
    const refused = await refuseNewCredentials(context, items);
    const outcomes: Outcome[] = items.map(({ event }) => refused.get(event.credentialId) ?? DUPLICATE);
    // Stable: of equal lines the first is the event, the others repeat it.
    const order = [...items.keys()]
      .filter((i) => outcomes[i] === DUPLICATE)
      .sort((i, j) => byKey(items[i]!.event, items[j]!.event));
    const places = order.filter(
      (i, n) => n === 0 || byKey(items[i]!.event, items[order[n - 1]!]!.event) !== 0,
    );
    const events = places.map((i) => items[i]!.event);
    await ensureMonths(
      context.store,
      events.map((event) => event.time),
    );
    (await commitIsolating(context, events)).forEach((outcome, n) => {
      outcomes[places[n]!] = outcome;
    });
    return outcomes;
  } catch (error) {
    const state = sqlStateOf(error);
    if (isConnectionLoss(error) || (state !== undefined && SERVER_AT_FAULT.test(state))) {
      throw new DatabaseUnavailableError(5, error);
    }
    throw error;
  }
}

/**
 * Commits a batch; when a row is refused by the database, halves it until the guilty row stands alone, so that
 * one bad line costs nobody else's.
 *
 * @returns one outcome for each event, in order
 */
async function commitIsolating(context: Context, events: readonly AccessEvent[]): Promise<Outcome[]> {
  if (events.length === 0) return [];
  try {
    const fresh = await commitBatch(context, events);
    if (fresh.length === events.length) return events.map(() => ACCEPTED);
    const isNew = new Set(fresh);
    return events.map((event) => (isNew.has(event) ? ACCEPTED : DUPLICATE));
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === undefined || !ROW_AT_FAULT.test(state)) throw error;
    if (events.length === 1) {
      const message = `the database refuses this line (SQLSTATE ${state}); it was kept as a rejected line`;
      return [{ kind: 'rejected', code: 'refused_by_database', message }];
    }
    const middle = Math.ceil(events.length / 2);
    const left = await commitIsolating(context, events.slice(0, middle));
    const right = await commitIsolating(context, events.slice(middle));
    return [...left, ...right];
  }
}

/** Commits a batch, in the hope that all of it is new if it is large; when some of it is not, the careful way. */
async function commitBatch(
  context: Context,
  events: readonly AccessEvent[],
): Promise<readonly AccessEvent[]> {
  const { hope } = context;
  const attempt = async (optimistic: boolean): Promise<readonly AccessEvent[]> => {
    const { fresh, remember } = await inTransaction(context.store, (trx) =>
      acceptBatch(trx, events, context.caches, context.settings, {
        learnUntil: context.learnUntil,
        optimistic,
      }),
    );
    remember();
    return fresh;
  };
  if (!hope.isWorthwhile(events.length)) return attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    hope.disappoint();
    return attempt(false);
  }
}

/** Credentials that a sender may not bring to life any more this hour, with the outcome of their lines. */
async function refuseNewCredentials(
  { store, cap, caches }: Context,
  items: readonly Item[],
): Promise<Map<string, Outcome>> {
  const refused = new Map<string, Outcome>();
  const limited = new Map<string, AcceptOptions>();
  for (const { event, options } of items) {
    if (options.newCredentialsPerHour === undefined || caches.known.has(event.credentialId)) continue;
    limited.set(event.credentialId, options);
  }
  if (limited.size === 0) return refused;
  const known = await knownCredentials(store.db, [...limited.keys()]);
  const now = Date.now();
  for (const [credentialId, { sender, newCredentialsPerHour }] of limited) {
    if (known.has(credentialId) || cap.take(sender, newCredentialsPerHour!, now)) continue;
    refused.set(credentialId, {
      kind: 'rejected',
      code: 'too_many_new_credentials',
      message: `this key may add ${newCredentialsPerHour} new credentials an hour; raise its cap or check the credential field`,
    });
  }
  return refused;
}

/** The one order in which every writer inserts. */
function byKey(a: AccessEvent, b: AccessEvent): number {
  if (a.credentialId !== b.credentialId) return a.credentialId < b.credentialId ? -1 : 1;
  if (a.time !== b.time) return a.time - b.time;
  if (a.eventId === b.eventId) return 0;
  return a.eventId < b.eventId ? -1 : 1;
}

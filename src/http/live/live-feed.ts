import { MINUTE, SECOND } from '../../core/time.ts';
import { alertsChangedWithin, type ChangedAlert, readIntake } from '../../store/queries/live.ts';
import type { Store } from '../../store/store.ts';
import type { AlertChanged, IntakeCounted } from '../live-schema.ts';
import { createIntakeMeter } from './intake-meter.ts';

/** One event as it goes over the wire. */
export type Frame = string;

export interface LiveFeed {
  /** Hands every frame to `listener` until the answer is called. The first is the intake of now. */
  subscribe(listener: (frame: Frame) => void): () => void;
  /** What changed since this moment (epoch milliseconds), and in the minute before it. */
  since(moment: number): Promise<Frame[]>;
  /** Asks nothing more. */
  close(): void;
}

const EVERY = SECOND;
/** The intake changes all the time, and nobody reads a number that changes every second. */
const INTAKE_EVERY = 2;
/**
 * A change is dated by the beginning of its transaction and seen after its end: looking back so far misses none, as no
 * transaction lasts longer.
 */
const LOOK_BACK = MINUTE;
const LONGEST_GAP = 60 * MINUTE;
const MOST = 500;

/**
 * What is new, asked of the database once a second for all listeners of this process together, and not at all while there
 * are none. Asking rather than listening (NOTIFY): it works through any pooler, and with any number of replicas.
 */
export function createLiveFeed(
  store: Store,
  { duplicates, onError }: { duplicates: () => Promise<number>; onError: (error: unknown) => void },
): LiveFeed {
  const listeners = new Set<(frame: Frame) => void>();
  let timer: NodeJS.Timeout | null = null;
  let run = createRun();

  /** What is known of one stretch of time with listeners. */
  function createRun() {
    return {
      seen: null as Map<string, string> | null,
      askedAt: Date.now(),
      round: 0,
      meter: createIntakeMeter(),
      intake: null as Frame | null,
    };
  }

  async function ask(): Promise<void> {
    const mine = run;
    try {
      const now = Date.now();
      // After a time without a database, what happened meanwhile is new as well.
      const within = Math.min(now - mine.askedAt, LONGEST_GAP) + LOOK_BACK;
      const changed = await alertsChangedWithin(store, within, MOST);
      if (mine !== run) return;
      const before = mine.seen;
      mine.seen = new Map(changed.map((alert) => [alert.id, alert.version]));
      mine.askedAt = now;
      for (const alert of changed) {
        if (before !== null && before.get(alert.id) !== alert.version)
          tell(frameOf('alert', viewAlert(alert), now));
      }
      if (mine.round % INTAKE_EVERY === 0) {
        const [counts, doubled] = [await readIntake(store, now), await duplicates()];
        if (mine !== run) return;
        const intake = mine.meter(counts, doubled, now);
        const frame = frameOf('ingest', intake, now);
        tell(frame);
        mine.intake = frame;
      }
      mine.round += 1;
    } catch (error) {
      onError(error);
    }
    if (mine === run && listeners.size > 0) timer = setTimeout(() => void ask(), EVERY);
  }

  const tell = (frame: Frame): void => {
    for (const listener of listeners) listener(frame);
  };

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    run = createRun();
  }

  return {
    subscribe: (listener) => {
      const first = listeners.size === 0;
      listeners.add(listener);
      if (run.intake !== null) listener(run.intake);
      if (first) {
        run = createRun();
        void ask();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    since: async (moment) => {
      const now = Date.now();
      const within = Math.min(Math.max(0, now - moment), LONGEST_GAP) + LOOK_BACK;
      const changed = await alertsChangedWithin(store, within, MOST);
      return changed.map((alert) => frameOf('alert', viewAlert(alert), now));
    },
    close: () => {
      listeners.clear();
      stop();
    },
  };
}

const viewAlert = (alert: ChangedAlert): AlertChanged => ({
  id: alert.id,
  credential_id: alert.credentialId,
  severity: alert.severity,
  status: alert.status,
  raised_at: alert.raisedAt.toISOString(),
  updated_at: alert.updatedAt.toISOString(),
});

/** The id is the moment from which a listener that lost its connection has to be told. JSON holds no line break. */
const frameOf = (event: 'alert' | 'ingest', data: AlertChanged | IntakeCounted, now: number): Frame =>
  `id: ${now}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

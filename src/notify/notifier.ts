import { setTimeout } from 'node:timers/promises';
import { releaseWorkers } from '../store/jobs.ts';
import type { StoreLog } from '../store/log.ts';
import { openStore, type Store } from '../store/store.ts';
import type { DeliveryContext, SlackSettings } from './alert-delivery.ts';
import { type DeliveryRunner, startRunner } from './delivery-runner.ts';
import { type KeeperTiming, keepQueue } from './queue-keeper.ts';

export interface NotifierOptions {
  readonly store: Store;
  /** Of the same database, direct: LISTEN does not work through a pooler in transaction mode. */
  readonly connectionString: string;
  readonly settings: SlackSettings;
  /** Never told a secret. */
  readonly log: StoreLog;
  readonly timing?: KeeperTiming;
}

export interface Notifier {
  /**
   * Takes no more deliveries, lets the one on its way to Slack end (10 s at most), gives back one that still waits
   * its turn. Safe to call twice.
   */
  close(): Promise<void>;
}

const RESTART_DELAY_MS = 2_000;
/** Worker, listener, and the note that a delivery is done. */
const CONNECTIONS = 3;

/**
 * Works off the queue of deliveries until it is closed. Any number may run on one database; each delivery is in the
 * hands of one. Lives through restarts of the database.
 *
 * @throws {TypeError} when a setting is not an address that can be used.
 * @throws when the database cannot be reached at the start.
 */
export async function startNotifier(options: NotifierOptions): Promise<Notifier> {
  const { store, settings, log, timing } = options;
  checkSettings(settings);
  const direct = openStore(options.connectionString, {
    maxConnections: CONNECTIONS,
    onConnectionError: (error) => log.warn(`the delivery queue lost a connection: ${error.message}`),
  });
  const closing = new AbortController();
  const transport = { allowPrivate: settings.allowPrivate ?? false };
  const context: DeliveryContext = { store, settings, log, transport, closing: closing.signal };

  let runner: DeliveryRunner;
  try {
    runner = await startRunner(direct, context);
  } catch (error) {
    await direct.close();
    throw error;
  }

  /** A runner ends when it cannot tell the database what became of a delivery; another one takes over. */
  const supervised = (async () => {
    while (!closing.signal.aborted) {
      const reason = await runner.ended;
      while (!closing.signal.aborted) {
        log.error(`the delivery queue stopped (${reason}); starting it again, nothing queued is lost`);
        await setTimeout(RESTART_DELAY_MS);
        try {
          await releaseWorkers(store, [runner.worker]);
          runner = await startRunner(direct, context);
          break;
        } catch (error) {
          log.error(`the delivery queue cannot start: ${error instanceof Error ? error.message : error}`);
        }
      }
    }
  })();
  const kept = keepQueue({ store, log, ...(timing === undefined ? {} : { timing }) }, closing.signal);

  const close = async () => {
    closing.abort();
    await runner.stop();
    await Promise.all([supervised, kept]);
    // One more may have begun while the first was asked to stop.
    await runner.stop();
    await direct.close();
  };
  let closed: Promise<void> | undefined;
  return {
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Found at the start rather than with the first alert. The addresses themselves are not repeated. */
function checkSettings({ slackWebhookUrl, publicUrl, allowPrivate }: SlackSettings): void {
  if (publicUrl !== undefined && !/^https?:$/u.test(protocolOf(publicUrl))) {
    throw new TypeError('PUBLIC_URL is not an http or https address');
  }
  if (slackWebhookUrl === undefined) return;
  const wanted = allowPrivate === true ? /^https?:$/u : /^https:$/u;
  if (!wanted.test(protocolOf(slackWebhookUrl))) {
    throw new TypeError('SLACK_WEBHOOK_URL is not an https address; nothing can be sent to it');
  }
}

const protocolOf = (url: string): string => (URL.canParse(url) ? new URL(url).protocol : '');

import { setTimeout } from 'node:timers/promises';
import { DAY, MINUTE, SECOND } from '../core/time.ts';
import { holdTurns, lastReceipt, type Receipt, recordReceipt, takeTurn } from '../store/deliveries.ts';
import { type AlertDelivery, retryBy } from '../store/jobs.ts';
import type { StoreLog } from '../store/log.ts';
import { findAlert } from '../store/queries/alerts.ts';
import { findCredential } from '../store/queries/credentials.ts';
import { addToNotice } from '../store/queries/notices.ts';
import type { Store } from '../store/store.ts';
import { type AlertToTell, slackMessage } from './slack.ts';
import { postToSlack, type SlackTransport } from './slack-delivery.ts';
import { isTold } from './what-is-new.ts';

export interface SlackSettings {
  /** Itself a secret. Unset: nobody is told, which is no fault. */
  readonly slackWebhookUrl?: string | undefined;
  /** For the link to the alert's page. */
  readonly publicUrl?: string | undefined;
  /** The webhook may be at an address of the own network, without TLS too. */
  readonly allowPrivate?: boolean | undefined;
}

/** The queue keeps the delivery and tries again later. Not a fault of ours, so it has no use for a stack. */
export class DeliveryDeferred extends Error {
  override readonly name = 'DeliveryDeferred';
}

export interface DeliveryContext {
  readonly store: Store;
  readonly settings: SlackSettings;
  readonly log: StoreLog;
  readonly transport: SlackTransport;
  /** Aborts waiting for a turn, not a message that is on its way. */
  readonly closing: AbortSignal;
}

/** In the audit trail, and for the turns that all replicas take. */
export const CHANNEL = 'slack';
/** Slack allows one a second (docs.slack.dev, "Rate limits"); a little more leaves room for unsteady networks. */
export const TURN = { intervalMs: 1_100, maxWaitMs: 5 * SECOND };
/** After that the news is no news, and the operator is told instead. */
const GIVE_UP_AFTER = DAY;

/**
 * Tells Slack of an alert. Returns when there is nothing left to do: it was told, there was nothing new to tell, or
 * it never can be (then a notice says so).
 *
 * @throws {DeliveryDeferred} when it should be tried again; other errors, when something else failed, likewise.
 */
export async function deliverAlert(
  delivery: AlertDelivery,
  queuedAt: Date,
  context: DeliveryContext,
): Promise<void> {
  const { settings, log } = context;
  const { slackWebhookUrl } = settings;
  if (slackWebhookUrl === undefined) {
    log.info(`alert ${delivery.alertId}: no sink configured, nobody was told`);
    return;
  }
  try {
    await attempt(delivery, queuedAt, slackWebhookUrl, context);
  } catch (error) {
    if (error instanceof DeliveryDeferred || !isTooOld(queuedAt)) throw error;
    await giveUp(delivery.alertId, error instanceof Error ? error.message : String(error), null, context);
  }
}

async function attempt(
  delivery: AlertDelivery,
  queuedAt: Date,
  webhookUrl: string,
  context: DeliveryContext,
): Promise<void> {
  const { store, log } = context;
  const { alertId, credentialId, reason, level } = delivery;
  const alert = await readAlert(store, delivery, queuedAt);
  if (alert === null) {
    log.info(`alert ${alertId} is no longer there (merged or past its retention): not delivered`);
    return;
  }
  if (alert.told !== null && isTold(level, alert.told)) return;
  await waitForTurn(store, context.closing);
  const at = new Date();
  const { publicUrl } = context.settings;
  const message = slackMessage(alert, {
    now: at.getTime(),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const outcome = await postToSlack(webhookUrl, message, context.transport);
  switch (outcome.kind) {
    case 'delivered': {
      const receipt = receiptOf(reason, alert.finding);
      await noted(
        () => recordReceipt(store, { credentialId, alertId, channel: CHANNEL, at, receipt }),
        context,
      );
      log.info(`alert ${alertId} was delivered to Slack`);
      // Slack is there: what failed before need not wait out its back-off.
      await retryBy(store.db, new Date());
      return;
    }
    case 'refused':
      await notice(
        'slack_refused',
        `${messageAbout(alertId)} was refused: ${outcome.error}. ${KEPT} ${outcome.advice}`,
        context,
      );
      log.error(`alert ${alertId} was not delivered: ${outcome.error}`);
      return;
    case 'retry':
      if (outcome.afterMs !== null) await holdTurns(store, CHANNEL, outcome.afterMs);
      if (isTooOld(queuedAt)) {
        await giveUp(alertId, outcome.error, outcome.advice, context);
        return;
      }
      if (outcome.advice !== null) await notice('slack_unreachable', outcome.advice, context);
      log.warn(`alert ${alertId} waits: ${outcome.error}`);
      throw new DeliveryDeferred(outcome.error);
  }
}

async function readAlert(store: Store, delivery: AlertDelivery, queuedAt: Date): Promise<AlertToTell | null> {
  const stored = await findAlert(store, delivery.alertId);
  if (stored === null) return null;
  const credential = await findCredential(store, delivery.credentialId, Date.now());
  return {
    alertId: delivery.alertId,
    finding: stored.finding,
    label: stored.label,
    owner: credential?.owner ?? null,
    told: await lastReceipt(store, delivery.alertId, CHANNEL),
    queuedAt: queuedAt.getTime(),
  };
}

function receiptOf(reason: AlertDelivery['reason'], finding: AlertToTell['finding']): Receipt {
  return {
    reason,
    severity: finding.severity,
    signals: finding.signals.map(({ signal }) => signal),
    eventCount: finding.eventCount,
    scoreBits: finding.scoreBits,
    sourceIps: finding.sourceIps,
    operations: finding.operations,
  };
}

async function waitForTurn(store: Store, closing: AbortSignal): Promise<void> {
  const turn = await takeTurn(store, CHANNEL, TURN);
  if ('heldForMs' in turn) {
    throw new DeliveryDeferred(
      `Slack's limit leaves no room for ${Math.ceil(turn.heldForMs / SECOND)} s; kept for later`,
    );
  }
  await pause(turn.waitMs, closing);
}

const isTooOld = (queuedAt: Date): boolean => Date.now() - queuedAt.getTime() > GIVE_UP_AFTER;

const KEPT = 'The alert itself is kept.';
const messageAbout = (alertId: string): string => `The Slack message about alert ${alertId}`;

async function giveUp(
  alertId: string,
  error: string,
  advice: string | null,
  context: DeliveryContext,
): Promise<void> {
  const what = `${messageAbout(alertId)} could not be delivered for a day and was given up: ${error}.`;
  await notice(
    'slack_unreachable',
    `${what} ${KEPT} ${advice ?? 'Check that this machine reaches Slack.'}`,
    context,
  );
  context.log.error(`alert ${alertId} was not delivered for a day and is given up: ${error}`);
}

async function notice(kind: string, message: string, { store }: DeliveryContext): Promise<void> {
  await addToNotice(store, { kind, subject: CHANNEL, message, count: 1 });
}

/**
 * Slack has the message; until that is noted, a second attempt would repeat it. So a fault of the database is waited
 * out, with the delivery held meanwhile: for ten minutes, or for a few seconds when the service is closing.
 */
async function noted(write: () => Promise<void>, { log, closing }: DeliveryContext): Promise<void> {
  const began = Date.now();
  for (let delay = 250; ; delay = Math.min(2 * delay, 5 * SECOND)) {
    try {
      await write();
      return;
    } catch (error) {
      const patience = closing.aborted ? 5 * SECOND : 10 * MINUTE;
      if (Date.now() - began > patience) throw error;
      log.warn(`a delivered message is not noted yet: ${error instanceof Error ? error.message : error}`);
      await setTimeout(delay);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    // Nothing but the signal ends it early.
    throw new DeliveryDeferred('the service is closing; kept for the next start');
  }
}

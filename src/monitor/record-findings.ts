import { type Finding, SEVERITIES } from '../core/alert.ts';
import { budgetInForce } from '../core/budget-text.ts';
import { dayOf } from '../core/daily-peaks.ts';
import { EPISODE_GAP, EPISODE_SPAN, type Episode, episodesOf } from '../core/episode.ts';
import { findingOf } from '../core/finding.ts';
import { isAlarm, thresholdsOf } from '../core/severity.ts';
import type { HourNumber } from '../core/time.ts';
import { mergeAlerts, readAlerts, type StoredAlert, writeAlert } from '../store/accept/alerts.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { readEvidence } from '../store/accept/usage-hours.ts';
import { enqueueAlertDelivery } from '../store/jobs.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import { alertIdOf } from './alert-id.ts';
import type { CalibrationCache } from './calibration-cache.ts';
import type { DetectionSettings } from './settings.ts';

/**
 * Brings a credential's alerts up to date after some of its hours became evidence: cuts the stored hours of
 * evidence into episodes and writes one alert for each that is worth it.
 *
 * @param evidence the touched hours that are evidence, ascending
 */
export async function recordFindings(
  trx: StoreTransaction,
  state: CredentialState,
  evidence: readonly HourNumber[],
  settings: DetectionSettings,
  calibration: CalibrationCache,
): Promise<void> {
  const from = evidence[0]!;
  const to = evidence.at(-1)!;
  const hours = await readEvidence(trx, state.credentialId, from, to, EPISODE_GAP, EPISODE_SPAN);
  // The one before as well: an hour that now outshines it was a part of it while it grew.
  const episodes = episodesOf(hours).filter(
    ({ hours: own }) => own.at(-1)!.hour >= from - EPISODE_GAP && own[0]!.hour <= to + EPISODE_SPAN,
  );
  if (episodes.length === 0) return;
  const budget = budgetInForce(state.budget, settings.budget);
  const stored = await readAlerts(
    trx,
    state.credentialId,
    episodes[0]!.start,
    episodes.at(-1)!.hours.at(-1)!.hour,
  );
  for (const episode of episodes) {
    const thresholds = thresholdsOf(budget, await calibration.on(trx, dayOf(episode.start)));
    const finding = findingOf(episode, state, thresholds);
    if (finding !== null) await recordOne(trx, finding, ownAlerts(stored, episode));
  }
}

/** Alerts that were written for a part of this episode. */
const ownAlerts = (stored: readonly StoredAlert[], { start, hours }: Episode): StoredAlert[] =>
  stored.filter((alert) => alert.episodeStart >= start && alert.episodeStart <= hours.at(-1)!.hour);

async function recordOne(
  trx: StoreTransaction,
  finding: Finding,
  own: readonly StoredAlert[],
): Promise<void> {
  const [before, ...others] = own;
  const alertId = before?.alertId ?? alertIdOf(finding.credentialId, finding.episodeStart);
  await mergeAlerts(
    trx,
    finding.credentialId,
    alertId,
    others.map((other) => other.alertId),
  );
  await writeAlert(trx, alertId, finding);
  const reason = newsIn(finding, before?.finding ?? null);
  if (reason === null) return;
  await enqueueAlertDelivery(trx, { credentialId: finding.credentialId, alertId, reason, at: Date.now() });
}

/**
 * Whether people should be told: an alarm that was none before, or one that became worse or of another kind, so
 * that an open alert never swallows a worse one.
 */
function newsIn(finding: Finding, before: Finding | null): 'raised' | 'grown' | null {
  if (!isAlarm(finding)) return null;
  if (before === null || !isAlarm(before)) return 'raised';
  const worse = SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(before.severity);
  const known = new Set(before.signals.map(({ signal }) => signal));
  return worse || finding.signals.some(({ signal }) => !known.has(signal)) ? 'grown' : null;
}

import { type Finding, SEVERITIES, type Severity } from '../core/alert.ts';
import { headlineOf } from '../core/explain/headline.ts';
import { isAlarm } from '../core/severity.ts';
import { toIso } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { alertIdOf } from './alert-id.ts';
import { type BacktestRequest, type BacktestSteps, backtest, type TriedEpisode } from './backtest.ts';
import type { DetectionSettings } from './settings.ts';

type Counts = Readonly<Record<Severity, number>>;

/** One alert of a backtest, as every edge shows it. */
export interface BacktestAlert {
  /** The id that the alert of this episode has, or would have. */
  readonly episode: string;
  readonly credential: string;
  readonly credential_id: string;
  readonly credential_label: string | null;
  readonly severity: Severity;
  readonly score_bits: number;
  readonly threshold_bits: number;
  readonly raised_at: string;
  readonly explanation: string;
  /** What the other budget makes of it; null: nothing is written down. */
  readonly otherwise: Severity | null;
  /** Whether an alert of this episode exists at present. */
  readonly now: boolean;
}

/** What a budget would have raised, beside the budget in force on the same scores. */
export interface BacktestResult {
  /** Null: that in force for each credential. */
  readonly budget: string | null;
  /** That of the installation; credentials may have their own. */
  readonly budget_in_force: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly scores: 'stored' | 'rescored';
  readonly hours_scored: number;
  /** Only learnt, so no alert could come of them. */
  readonly hours_not_scored: number;
  readonly credentials: number;
  readonly credential_months: number;
  readonly tried: Counts;
  readonly in_force: Counts;
  /** Alerts of medium or more for each credential-month. */
  readonly per_credential_month: { readonly tried: number | null; readonly in_force: number | null };
  /** Alerts of medium or more that only the tried budget raises, and that only the one in force does. */
  readonly new: number;
  readonly gone: number;
  /** Of the tried budget, the worst first. */
  readonly alerts: readonly BacktestAlert[];
  /** Those that are gone, the worst first. */
  readonly gone_alerts: readonly BacktestAlert[];
}

/** Alerts that a result lists of each kind; its counts are complete. */
export const LISTED = 200;
const MONTH = 30;

/** Runs a backtest to its end. Holds one credential's history and the worst alerts. */
export async function runBacktest(
  store: Store,
  request: BacktestRequest,
  settings: DetectionSettings,
  steps: BacktestSteps = {},
): Promise<BacktestResult> {
  const [tried, inForce] = [noCounts(), noCounts()];
  const [alerts, gone] = [new Worst(), new Worst()];
  const sums = { credentials: 0, scored: 0, learnt: 0, days: 0, new: 0, gone: 0 };
  for await (const one of backtest(store, request, settings, steps)) {
    sums.credentials += 1;
    sums.scored += one.scored;
    sums.learnt += one.learnt;
    sums.days += one.days;
    for (const episode of one.episodes) {
      if (episode.tried !== null) {
        tried[episode.tried.severity] += 1;
        alerts.add(viewOf(episode.tried, episode.inForce, episode, one.state.label));
      }
      if (episode.inForce !== null) inForce[episode.inForce.severity] += 1;
      const [alarm, before] = [isRaised(episode.tried), isRaised(episode.inForce)];
      if (alarm && !before) sums.new += 1;
      if (alarm || !before) continue;
      sums.gone += 1;
      gone.add(viewOf(episode.inForce!, episode.tried, episode, one.state.label));
    }
  }
  const months = sums.days / MONTH;
  const perMonth = (counts: Counts): number | null => (months === 0 ? null : alarmsIn(counts) / months);
  return {
    budget: request.budget?.text ?? null,
    budget_in_force: settings.budget.text,
    from: request.from === null ? null : toIso(request.from),
    to: request.to === null ? null : toIso(request.to),
    scores: request.rescore ? 'rescored' : 'stored',
    hours_scored: sums.scored,
    hours_not_scored: sums.learnt,
    credentials: sums.credentials,
    credential_months: months,
    tried,
    in_force: inForce,
    per_credential_month: { tried: perMonth(tried), in_force: perMonth(inForce) },
    new: sums.new,
    gone: sums.gone,
    alerts: alerts.list(),
    gone_alerts: gone.list(),
  };
}

const noCounts = () => ({ info: 0, low: 0, medium: 0, high: 0, critical: 0 });

const isRaised = (finding: Finding | null): boolean => finding !== null && isAlarm(finding);

/** Alerts of medium or more. */
export const alarmsIn = (counts: Counts): number => counts.medium + counts.high + counts.critical;

function viewOf(
  finding: Finding,
  other: Finding | null,
  { stored }: TriedEpisode,
  label: string | null,
): BacktestAlert {
  return {
    episode: stored?.alertId ?? alertIdOf(finding.credentialId, finding.episodeStart),
    credential: finding.credential,
    credential_id: finding.credentialId,
    credential_label: label,
    severity: finding.severity,
    score_bits: finding.scoreBits,
    threshold_bits: finding.thresholdBits,
    raised_at: toIso(finding.raisedAt),
    explanation: headlineOf(finding, label ?? finding.credential),
    otherwise: other?.severity ?? null,
    now: stored !== null,
  };
}

/** The worst alerts of any number, in bounded memory. */
class Worst {
  #kept: BacktestAlert[] = [];

  add(alert: BacktestAlert): void {
    this.#kept.push(alert);
    if (this.#kept.length >= 2 * LISTED) this.#kept = this.list();
  }

  list(): BacktestAlert[] {
    return this.#kept.sort(worstFirst).slice(0, LISTED);
  }
}

const worstFirst = (a: BacktestAlert, b: BacktestAlert): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
  b.score_bits - a.score_bits ||
  (a.episode < b.episode ? -1 : 1);

import type { Finding } from '../core/alert.ts';
import { type Budget, budgetInForce } from '../core/budget-text.ts';
import { CalibrationHistory } from '../core/calibration-history.ts';
import { dayOf } from '../core/daily-peaks.ts';
import type { Episode } from '../core/episode.ts';
import { findingOf } from '../core/finding.ts';
import { type Thresholds, thresholdsOf } from '../core/severity.ts';
import { DAY, HOUR, type HourNumber, hourOf, startOfHour } from '../core/time.ts';
import { readAlerts, type StoredAlert } from '../store/accept/alerts.ts';
import { surveyCalibrationDays } from '../store/accept/calibration-days.ts';
import {
  type CredentialState,
  countCredentials,
  readState,
  readStatesAfter,
} from '../store/accept/credentials.ts';
import { countHours, storedSpan } from '../store/queries/history.ts';
import type { Store } from '../store/store.ts';
import { inTransaction } from '../store/transaction.ts';
import { episodesIn, evidenceAmong, peaksOf, rescored, storedEvidence } from './history-evidence.ts';
import type { DetectionSettings } from './settings.ts';

export interface BacktestRequest {
  /** For every credential; null: the one that is in force for each. */
  readonly budget: Budget | null;
  /** By the time at which an alert is raised, epoch ms; null: without a limit. */
  readonly from: number | null;
  /** … before this. */
  readonly to: number | null;
  /** This one alone; null: all of them. */
  readonly credentialId: string | null;
  /** Whether every hour is scored anew from its roll-up, those that were only learnt included. */
  readonly rescore: boolean;
}

/** An episode that one of two budgets finds worth writing down. */
export interface TriedEpisode {
  /** What the budget that is tried makes of it. */
  readonly tried: Finding | null;
  /** What the budget in force makes of it. */
  readonly inForce: Finding | null;
  /** The alert that there is of it at present. */
  readonly stored: StoredAlert | null;
}

/** What a budget makes of one credential's history. */
export interface CredentialBacktest {
  readonly state: CredentialState;
  /** Those that either budget raises in the range, in order of time. */
  readonly episodes: readonly TriedEpisode[];
  /** Hours of the range that were scored, and those that were only learnt. */
  readonly scored: number;
  readonly learnt: number;
  /** Days of the range since its first hour that was scored. */
  readonly days: number;
}

export interface BacktestSteps {
  /** 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

const CREDENTIALS_AT_ONCE = 200;
/** Counting the days that nobody has counted yet may read all hours of years. */
const SURVEY_TIMEOUT_MS = 600_000;

/**
 * Which alerts a budget would have raised on the stored history, credential by credential. Learning depends on no
 * alert and no budget, so this is exact: the same hours of evidence, cut into the same episodes, held against the
 * thresholds that the budget had on the day on which each began. Writes nothing.
 *
 * @throws the reason of `steps.signal`
 */
export async function* backtest(
  store: Store,
  request: BacktestRequest,
  settings: DetectionSettings,
  steps: BacktestSteps = {},
): AsyncGenerator<CredentialBacktest> {
  const span = await storedSpan(store);
  if (span === null) return;
  const half = request.rescore ? 0.5 : 0;
  const history = request.rescore
    ? await calibrateAnew(store, settings, span.last, portion(steps, 0, half))
    : new CalibrationHistory(await surveyDays(store, span));
  const judge = judgeOf(history, request, settings);
  const end = Math.min(request.to ?? Number.POSITIVE_INFINITY, startOfHour(span.last + 1));
  for await (const state of walk(store, request.credentialId, portion(steps, half, 1))) {
    const { credentialId } = state;
    const evidence = request.rescore
      ? evidenceAmong(rescored(store, state, settings.timeZone, span.last, steps.signal))
      : storedEvidence(store, credentialId, steps.signal);
    const alerts = await readAlerts(store.db, credentialId, span.first, span.last);
    const from = request.from === null ? span.first : hourOf(request.from);
    const counts = await countHours(store, credentialId, from, Math.ceil(end / HOUR));
    const first = request.rescore ? counts.first : counts.firstScored;
    const since = first === null ? end : Math.max(request.from ?? 0, startOfHour(first));
    yield {
      state,
      episodes: await judge(state, evidence, alerts),
      scored: request.rescore ? counts.scored + counts.learnt : counts.scored,
      learnt: request.rescore ? 0 : counts.learnt,
      days: Math.max(0, end - since) / DAY,
    };
  }
}

/** Holds one credential's evidence against both budgets. */
function judgeOf(history: CalibrationHistory, request: BacktestRequest, settings: DetectionSettings) {
  const known = new Map<string, Thresholds>();
  const thresholds = (budget: Budget, { start }: Episode): Thresholds => {
    const name = `${budget.text} ${dayOf(start)}`;
    const found = known.get(name) ?? thresholdsOf(budget, history.on(dayOf(start)));
    known.set(name, found);
    return found;
  };
  const isInRange = (finding: Finding | null): boolean =>
    finding !== null &&
    finding.raisedAt >= (request.from ?? 0) &&
    finding.raisedAt < (request.to ?? Number.POSITIVE_INFINITY);

  return async (
    state: CredentialState,
    evidence: AsyncIterable<Episode['hours'][number]>,
    alerts: readonly StoredAlert[],
  ): Promise<TriedEpisode[]> => {
    const inForceBudget = budgetInForce(state.budget, settings.budget);
    const budget = request.budget ?? inForceBudget;
    const episodes: TriedEpisode[] = [];
    for await (const episode of episodesIn(evidence)) {
      const inForce = findingOf(episode, state, thresholds(inForceBudget, episode));
      const tried =
        budget.text === inForceBudget.text ? inForce : findingOf(episode, state, thresholds(budget, episode));
      if (!isInRange(tried) && !isInRange(inForce)) continue;
      const last = episode.hours.at(-1)!.hour;
      const stored = alerts.find(({ episodeStart }) => episodeStart >= episode.start && episodeStart <= last);
      episodes.push({ tried, inForce, stored: stored ?? null });
    }
    return episodes;
  };
}

interface Span {
  readonly first: HourNumber;
  readonly last: HourNumber;
}

const surveyDays = (store: Store, { first, last }: Span) =>
  inTransaction(store, (trx) => surveyCalibrationDays(trx, dayOf(first), dayOf(last)), {
    statementTimeoutMs: SURVEY_TIMEOUT_MS,
  });

/** What all days would have taught had nothing only been learnt. Takes every credential, whichever is asked for. */
async function calibrateAnew(
  store: Store,
  settings: DetectionSettings,
  last: HourNumber,
  steps: BacktestSteps,
): Promise<CalibrationHistory> {
  const history = new CalibrationHistory();
  for await (const state of walk(store, null, steps)) {
    const hours = rescored(store, state, settings.timeZone, last, steps.signal);
    history.add(await peaksOf(state.credentialId, hours));
  }
  return history;
}

/** Walks through the credentials, or to the one that is asked for, and tells how far it has come. */
async function* walk(
  store: Store,
  only: string | null,
  { onProgress, signal }: BacktestSteps,
): AsyncGenerator<CredentialState> {
  if (only !== null) {
    const state = await readState(store.db, only);
    if (state !== null) yield state;
    return;
  }
  const total = await countCredentials(store.db);
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const page: CredentialState[] = await readStatesAfter(store.db, after, CREDENTIALS_AT_ONCE);
    for (const state of page) {
      signal?.throwIfAborted();
      yield state;
      done += 1;
      onProgress?.(Math.min(1, done / total));
    }
    if (page.length < CREDENTIALS_AT_ONCE) return;
    after = page.at(-1)!.credentialId;
  }
}

/** The progress of a part, told as that of the whole. */
const portion = ({ onProgress, ...steps }: BacktestSteps, from: number, to: number): BacktestSteps => ({
  ...steps,
  ...(onProgress === undefined ? {} : { onProgress: (share) => onProgress(from + share * (to - from)) }),
});

import { LEARNT_DAYS, LEARNT_HOURS } from '../core/known.ts';
import { DAY, hourOf, MINUTE, startOfHour, toIso } from '../core/time.ts';
import { listAlertsById, type StoredAlert } from '../store/queries/alerts.ts';
import { readCoverage } from '../store/queries/coverage.ts';
import { listNotices, type Notice } from '../store/queries/notices.ts';
import {
  arrivalsByHour,
  countUnresolved,
  credentialsWithLongTokens,
  credentialsWithOpenAlerts,
  LOOKED_AT,
  lastHeard,
  learningCredentials,
  type NamedCredential,
  worstAlertIds,
} from '../store/queries/overview.ts';
import type { Store } from '../store/store.ts';
import type { BudgetTotals } from './budget-report.ts';
import { LONG_LIFE } from './token-posture.ts';

const [MOST_ALERTS, MOST_CREDENTIALS, MOST_SOURCES, MOST_NOTICES] = [50, 10, 40, 20];
const [INGEST_HOURS, COVERAGE_HOURS] = [24, 7 * 24];
/** Notices that were not repeated for so long are history. */
const NOTICE_AGE = 7 * DAY;

/**
 * Everything at a glance; bounded, whatever the fleet.
 *
 * @param budget whether it is kept (monitor/budget-report.ts), which the caller may have looked at a while ago
 */
export async function surveyOverview(store: Store, budget: Promise<BudgetTotals>, now: number) {
  const [counts, ids, totals, ingest, coverage, risk, learning, notices] = await Promise.all([
    countUnresolved(store),
    worstAlertIds(store, MOST_ALERTS),
    budget,
    surveyIngest(store, now),
    surveyCoverage(store, now),
    surveyRisk(store),
    surveyLearning(store, now),
    listNotices(store, MOST_NOTICES),
  ]);
  const found = new Map((await listAlertsById(store, ids)).map((alert) => [alert.id, alert]));
  const alerts: StoredAlert[] = ids.flatMap((id) => found.get(id) ?? []);
  const recent: Notice[] = notices.filter(({ lastAt }) => lastAt.getTime() > now - NOTICE_AGE);
  return { counts, alerts, budget: totals, ingest, coverage, risk, learning, notices: recent };
}

async function surveyIngest(store: Store, now: number) {
  const first = hourOf(now) - INGEST_HOURS + 1;
  const found = await arrivalsByHour(store, new Date(startOfHour(first)));
  const [events, arrivals] = [
    new Array<number>(INGEST_HOURS).fill(0),
    new Array<number>(INGEST_HOURS).fill(0),
  ];
  for (const row of found) {
    const at = hourOf(row.hour.getTime()) - first;
    if (at >= INGEST_HOURS) continue;
    events[at] = row.events;
    arrivals[at] = row.arrivals;
  }
  // The hour that runs and the one before: the former alone says little when it has just begun.
  const lately = (arrivals.at(-1) ?? 0) + (arrivals.at(-2) ?? 0);
  const minutes = (now - startOfHour(hourOf(now) - 1)) / MINUTE;
  return { from: toIso(startOfHour(first)), events, arrivals, per_minute: lately / minutes };
}

async function surveyCoverage(store: Store, now: number) {
  const to = hourOf(now) + 1;
  const from = to - COVERAGE_HOURS;
  const [heard, covered] = await Promise.all([lastHeard(store, now), readCoverage(store, { from, to })]);
  const bySource = new Map(covered.map(({ source, counts }) => [source, counts]));
  const sources = heard.map(({ source, lastEventHour, lastHeardHour }) => {
    const counts = bySource.get(source);
    return {
      source,
      last_event_hour: lastEventHour?.toISOString() ?? null,
      last_heard_hour: lastHeardHour?.toISOString() ?? null,
      events: counts?.reduce((sum, each) => sum + each, 0) ?? 0,
      // By six hours: what can be seen in a line of a list.
      covered: Array.from(
        { length: COVERAGE_HOURS / 6 },
        (_, part) => counts?.slice(part * 6, part * 6 + 6).filter((each) => each > 0).length ?? 0,
      ),
    };
  });
  return {
    from: toIso(startOfHour(from)),
    hours: COVERAGE_HOURS,
    hours_without_any: Array.from({ length: COVERAGE_HOURS }, (_, hour) => hour).filter((hour) =>
      covered.every(({ counts }) => counts[hour] === 0),
    ).length,
    sources: sources
      .sort(
        (a, b) =>
          (a.last_event_hour ?? '').localeCompare(b.last_event_hour ?? '') ||
          a.source.localeCompare(b.source),
      )
      .slice(0, MOST_SOURCES),
    source_count: sources.length,
  };
}

async function surveyRisk(store: Store) {
  const [open, tokens] = await Promise.all([
    credentialsWithOpenAlerts(store, MOST_CREDENTIALS),
    credentialsWithLongTokens(store, LONG_LIFE / 1000, MOST_CREDENTIALS),
  ]);
  return {
    open_alerts: open.map((one) => ({
      ...named(one),
      state: one.state,
      decoy: one.decoy,
      open: one.open,
      worst: one.worst,
      last_event_at: one.lastEventAt.toISOString(),
    })),
    long_tokens: tokens.map((one) => ({
      ...named(one),
      seconds: one.seconds,
      expires_at: one.expiresAt.toISOString(),
    })),
    looked_at: LOOKED_AT.tokens,
  };
}

async function surveyLearning(store: Store, now: number) {
  const { count, credentials } = await learningCredentials(store, now, MOST_CREDENTIALS);
  return {
    count,
    looked_at: LOOKED_AT.learning,
    credentials: credentials.map((one) => ({
      ...named(one),
      first_seen_at: one.firstHour.toISOString(),
      days_left: Math.max(0, LEARNT_DAYS - (now - one.firstHour.getTime()) / DAY),
      active_hours_left: Math.max(0, LEARNT_HOURS - one.activeHours),
    })),
  };
}

const named = ({ id, externalId, label }: NamedCredential) => ({ id, credential: externalId, label });

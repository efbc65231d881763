import { max, median, min, sum } from 'simple-statistics';
import { readVersion } from '../config/version.ts';
import type { Detection } from '../evaluation/detection.ts';
import type { AttackVerdict, Verdict } from '../evaluation/judge.ts';
import type { Evaluation } from '../evaluation/tasks.ts';
import type { Aftermath, HistoryPair, TheftsInHistory } from '../evaluation/thefts-in-history.ts';

const MONTH = 30;

/** Figures of one budget. */
function figuresOf(verdict: Verdict) {
  const months = verdict.credentialDays / MONTH;
  const caught = verdict.attacks.filter(isCaught);
  return {
    budget: verdict.budget.text,
    ...recallsOf(verdict.attacks),
    median_minutes: medianOf(caught.map(({ minutes }) => minutes!)),
    alerts_per_attack: caught.length === 0 ? null : sum(caught.map(({ alerts }) => alerts)) / caught.length,
    credential_months: months,
    false_alerts: verdict.falseAlarms.length,
    false_alerts_per_credential_month: verdict.falseAlarms.length / months,
    undeclared_changes_per_credential_month: verdict.undeclared.length / months,
    promised_per_credential_month: verdict.budget.perDay * MONTH,
  };
}

const isCaught = ({ minutes }: AttackVerdict): boolean => minutes !== null;

const recallOf = (attacks: readonly AttackVerdict[]) => ({
  caught: attacks.filter(isCaught).length,
  of: attacks.length,
});

const recallsOf = (attacks: readonly AttackVerdict[]) => ({
  plain: recallOf(attacks.filter(({ attack }) => attack.plain)),
  mimicry: recallOf(attacks.filter(({ attack }) => !attack.plain)),
});

function kindsOf(verdict: Verdict) {
  return [...new Set(verdict.attacks.map(({ attack }) => attack.kind))].sort().map((kind) => {
    const own = verdict.attacks.filter(({ attack }) => attack.kind === kind);
    const caught = own.filter(isCaught);
    return {
      kind,
      ...recallOf(own),
      median_minutes: medianOf(caught.map(({ minutes }) => minutes!)),
      least_bits: Math.min(...own.map(({ bits }) => bits)),
      signals: commonest(caught.flatMap(({ signals }) => signals.slice(0, 3))),
    };
  });
}

function archetypesOf(verdict: Verdict) {
  return [...verdict.daysByArchetype].sort().map(([archetype, days]) => {
    const own = verdict.falseAlarms.filter((alarm) => alarm.archetype === archetype).length;
    return { archetype, credential_months: days / MONTH, false_alerts: own };
  });
}

function textbookOf({ caught, attacks, trueAlerts, falseAlerts, credentialDays }: Detection['textbook']) {
  return {
    caught,
    of: attacks,
    false_alerts_per_credential_month: falseAlerts / (credentialDays / MONTH),
    precision: trueAlerts / Math.max(1, trueAlerts + falseAlerts),
  };
}

const historyOf = ({ victims, stolenBefore, pairs }: TheftsInHistory) => ({
  credentials: victims,
  budgets: pairs.map((pair) => pairOf(pair, stolenBefore)),
});

const pairOf = ({ budget, after, without }: HistoryPair, stolenBefore: readonly boolean[]) => ({
  budget: budget.text,
  with: aftermathOf(after, stolenBefore),
  without: aftermathOf(without, stolenBefore),
  caught_only_with: after.own.filter((one, index) => isCaught(one) && !isCaught(without.own[index]!)).length,
  caught_only_without: without.own.filter((one, index) => isCaught(one) && !isCaught(after.own[index]!))
    .length,
  // Of the same day of the same fleet.
  highest_rise_bits: max(after.days.map(({ threshold }, day) => threshold - without.days[day]!.threshold)),
});

const aftermathOf = ({ own, reference, days }: Aftermath, stolenBefore: readonly boolean[]) => ({
  ...recallsOf(own),
  stolen_before: recallsOf(own.filter((_, index) => stolenBefore[index])),
  not_stolen_before: recallsOf(own.filter((_, index) => !stolenBefore[index])),
  by_reference_alone: recallsOf(reference),
  threshold_bits: spreadOf(days.map(({ threshold }) => threshold)),
  peaks_over_reference: spreadOf(days.map(({ peaks }) => peaks)),
});

const spreadOf = (values: number[]) => ({ least: min(values), median: median(values), most: max(values) });

/** What is told of the fleets of one kind. */
export const resultOf = (result: Detection) => ({
  kind: result.kind,
  fleets: result.fleets,
  events: result.events,
  with_asn: result.withOwners.map(figuresOf),
  without_asn: result.withoutOwners.map(figuresOf),
  attack_kinds: kindsOf(result.withOwners[0]!),
  archetypes: archetypesOf(result.withOwners[0]!),
  textbook: textbookOf(result.textbook),
  thefts_in_history: historyOf(result.history),
});

export const evaluationJson = ({ set, detection, promise }: Evaluation): string =>
  JSON.stringify({ version: readVersion(), seeds: set, detection: detection.map(resultOf), promise });

const medianOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : median([...values]);

function commonest(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

import { median, sum } from 'simple-statistics';
import { readVersion } from '../config/version.ts';
import { count, list, number, percent } from '../core/explain/numbers.ts';
import type { DetectionResult, SeedSet, TextbookVerdict } from '../evaluation/detection.ts';
import type { AttackVerdict, Verdict } from '../evaluation/judge.ts';
import type { Promised } from '../evaluation/promise.ts';
import { table } from './io.ts';

/** What an evaluation came to. */
export interface Evaluation {
  readonly set: SeedSet;
  readonly detection: readonly DetectionResult[];
  readonly promise: readonly Promised[];
}

const MONTH = 30;

/** Figures of one budget. */
function figuresOf(verdict: Verdict) {
  const months = verdict.credentialDays / MONTH;
  const caught = verdict.attacks.filter(({ minutes }) => minutes !== null);
  return {
    budget: verdict.budget.text,
    plain: recallOf(verdict.attacks.filter(({ attack }) => attack.plain)),
    mimicry: recallOf(verdict.attacks.filter(({ attack }) => !attack.plain)),
    median_minutes: medianOf(caught.map(({ minutes }) => minutes!)),
    alerts_per_attack: caught.length === 0 ? null : sum(caught.map(({ alerts }) => alerts)) / caught.length,
    credential_months: months,
    false_alerts: verdict.falseAlarms.length,
    false_alerts_per_credential_month: verdict.falseAlarms.length / months,
    undeclared_changes_per_credential_month: verdict.undeclared.length / months,
    promised_per_credential_month: verdict.budget.perDay * MONTH,
  };
}

const recallOf = (attacks: readonly AttackVerdict[]) => ({
  caught: attacks.filter(({ minutes }) => minutes !== null).length,
  of: attacks.length,
});

function kindsOf(verdict: Verdict) {
  return [...new Set(verdict.attacks.map(({ attack }) => attack.kind))].sort().map((kind) => {
    const own = verdict.attacks.filter(({ attack }) => attack.kind === kind);
    const caught = own.filter(({ minutes }) => minutes !== null);
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

function textbookOf({ caught, attacks, trueAlerts, falseAlerts, credentialDays }: TextbookVerdict) {
  return {
    caught,
    of: attacks,
    false_alerts_per_credential_month: falseAlerts / (credentialDays / MONTH),
    precision: trueAlerts / Math.max(1, trueAlerts + falseAlerts),
  };
}

const resultOf = (result: DetectionResult) => ({
  kind: result.kind,
  fleets: result.fleets,
  events: result.events,
  with_asn: result.withOwners.map(figuresOf),
  without_asn: result.withoutOwners.map(figuresOf),
  attack_kinds: kindsOf(result.withOwners[0]!),
  archetypes: archetypesOf(result.withOwners[0]!),
  textbook: textbookOf(result.textbook),
});

export const evaluationJson = ({ set, detection, promise }: Evaluation): string =>
  JSON.stringify({ version: readVersion(), seeds: set, detection: detection.map(resultOf), promise });

/** The report to read. */
export function evaluationText({ set, detection, promise }: Evaluation): string[] {
  return [
    ...detection.flatMap((result) => [...detectionText(result, set), '']),
    ...(promise.length === 0 ? [] : promiseText(promise)),
  ];
}

function detectionText(result: DetectionResult, set: string): string[] {
  const { with_asn, without_asn, attack_kinds, archetypes, textbook } = resultOf(result);
  const of = ({ caught, of: all }: { caught: number; of: number }): string => `${caught}/${all}`;
  const rows = [
    ...with_asn.map((figures) => ({ ...figures, name: `budget ${figures.budget}` })),
    ...without_asn.map((figures) => ({ ...figures, name: `budget ${figures.budget}, no ASN data` })),
  ];
  return [
    `${count(result.fleets, `${result.kind} fleet`)}, ${set} seeds, ${number(result.events)} events`,
    '',
    ...table([
      [
        '',
        'plain thefts',
        'mimicry',
        'median min',
        'alerts/theft',
        'false/cred-month',
        'promised',
        'undeclared',
      ],
      ...rows.map((row) => [
        row.name,
        of(row.plain),
        of(row.mimicry),
        decimal(row.median_minutes),
        decimal(row.alerts_per_attack, 2),
        decimal(row.false_alerts_per_credential_month, 3),
        decimal(row.promised_per_credential_month, 3),
        decimal(row.undeclared_changes_per_credential_month, 3),
      ]),
      [
        'textbook rules',
        `${textbook.caught}/${textbook.of} of all`,
        '',
        '',
        '',
        decimal(textbook.false_alerts_per_credential_month, 1),
        '',
        `precision ${percent(textbook.precision)}`,
      ],
    ]),
    '',
    ...table([
      ['theft', 'caught', 'median min', 'least bits', 'told by'],
      ...attack_kinds.map((kind) => [
        kind.kind,
        of(kind),
        decimal(kind.median_minutes),
        decimal(kind.least_bits),
        list(kind.signals, 3),
      ]),
    ]),
    '',
    ...table([
      ['archetype', 'credential-months', 'false alerts'],
      ...archetypes.map((one) => [one.archetype, decimal(one.credential_months), String(one.false_alerts)]),
    ]),
  ];
}

function promiseText(promise: readonly Promised[]): string[] {
  return [
    'Promised against realised, on fleets without thefts, learning time included (90 % intervals)',
    '',
    ...table([
      ['', 'budget', 'credential-days', 'promised', 'realised', 'ratio', 'interval', ''],
      ...promise.map((one) => [
        one.what,
        one.budget,
        number(Math.round(one.credentialDays)),
        decimal(one.promised),
        String(one.realised),
        decimal(one.ratio, 2),
        `${decimal(one.interval[0], 2)}–${decimal(one.interval[1], 2)}`,
        one.broken ? 'BROKEN' : 'kept',
      ]),
    ]),
  ];
}

const decimal = (value: number | null, digits = 1): string => (value === null ? '–' : value.toFixed(digits));

const medianOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : median([...values]);

function commonest(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

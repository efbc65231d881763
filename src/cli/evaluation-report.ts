import { count, list, number, percent } from '../core/explain/numbers.ts';
import type { Detection } from '../evaluation/detection.ts';
import type { Promised } from '../evaluation/promise.ts';
import type { Evaluation } from '../evaluation/tasks.ts';
import { resultOf } from './evaluation-figures.ts';
import { table } from './io.ts';

/** The report to read. */
export function evaluationText({ set, detection, promise }: Evaluation): string[] {
  return [
    ...detection.flatMap((result) => [...detectionText(result, set), '']),
    ...(promise.length === 0 ? [] : promiseText(promise)),
  ];
}

function detectionText(result: Detection, set: string): string[] {
  const { with_asn, without_asn, attack_kinds, archetypes, textbook, thefts_in_history } = resultOf(result);
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
    '',
    ...historyText(thefts_in_history),
  ];
}

/** Late thefts, after a history with others and without. */
function historyText({ credentials, budgets }: ReturnType<typeof resultOf>['thefts_in_history']): string[] {
  const { with: after, without, caught_only_with, caught_only_without } = budgets[0]!;
  return [
    `Thefts in the history of ${count(credentials, 'credential')}: caught ${of(after.plain)} plain and ${of(after.mimicry)} mimicry,` +
      ` without them ${of(without.plain)} and ${of(without.mimicry)}` +
      ` (${caught_only_without} only without, ${caught_only_with} only with them)`,
    '',
    ...table([
      ['budget', 'history', ...AFTERMATH_COLUMNS],
      ...budgets.flatMap((pair) => [
        [pair.budget, 'with thefts', ...aftermathCells(pair.with, pair.highest_rise_bits)],
        ['', 'without', ...aftermathCells(pair.without, null)],
      ]),
    ]),
  ];
}

const AFTERMATH_COLUMNS = [
  'not stolen before',
  'stolen before',
  'all by reference alone',
  'threshold, bits',
  'rise',
  'peaks/reference',
];

type Aftermath = ReturnType<typeof resultOf>['thefts_in_history']['budgets'][number]['with'];

/** @param rise bits that a threshold was raised by at most; null: it is what others are compared with */
const aftermathCells = (aftermath: Aftermath, rise: number | null): string[] => [
  both(aftermath.not_stolen_before),
  both(aftermath.stolen_before),
  both(aftermath.by_reference_alone),
  spread(aftermath.threshold_bits, 1),
  decimal(rise, 2),
  spread(aftermath.peaks_over_reference, 2),
];

/** Plain thefts and mimicry. */
const both = ({ plain, mimicry }: Aftermath['stolen_before']): string => `${of(plain)} + ${of(mimicry)}`;

const spread = (values: Aftermath['threshold_bits'], digits: number): string =>
  `${decimal(values.median, digits)} (${decimal(values.least, digits)}–${decimal(values.most, digits)})`;

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

const of = ({ caught, of: all }: { readonly caught: number; readonly of: number }): string =>
  `${caught}/${all}`;

const decimal = (value: number | null, digits = 1): string => (value === null ? '–' : value.toFixed(digits));

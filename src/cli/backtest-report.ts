import { SEVERITIES, type Severity } from '../core/alert.ts';
import { count, number } from '../core/explain/numbers.ts';
import { alarmsIn, type BacktestAlert, type BacktestResult, LISTED } from '../monitor/backtest-result.ts';
import { MARKS, wrap } from './alert-text.ts';
import { table } from './io.ts';

const WIDTH = 98;

/** The report to read: what was looked at, how many beside the budget in force, what is new and gone, worst first. */
export function backtestText(result: BacktestResult): string[] {
  if (result.credentials === 0) return ['There is no history yet: nothing was ever stored.'];
  const alarms = result.alerts.filter(isAlarm);
  const shown = Math.min(alarms.length, LISTED);
  const total = alarmsIn(result.tried);
  return [
    ...whatWasLookedAt(result),
    '',
    ...counts(result),
    '',
    ...(total === 0 ? ['No alert of medium or more.'] : alarms.flatMap((alert) => alertLines(alert, result))),
    ...(total > shown ? [`… and ${number(total - shown)} more.`] : []),
    ...gone(result),
    ...(result.tried.low === 0
      ? []
      : ['', `${count(result.tried.low, 'episode')} stay below it (severity low): see --json.`]),
  ];
}

const isAlarm = ({ severity }: BacktestAlert): boolean => severity !== 'low' && severity !== 'info';

function whatWasLookedAt(result: BacktestResult): string[] {
  const range = [
    result.from === null ? '' : ` from ${result.from}`,
    result.to === null ? '' : ` to ${result.to}`,
  ].join('');
  const scores =
    result.scores === 'stored'
      ? `By the stored scores of ${count(result.hours_scored, 'active hour')}.`
      : `By scores made anew for ${count(result.hours_scored, 'active hour')}, those that were only learnt included.`;
  const unscored =
    result.hours_not_scored === 0
      ? []
      : [
          `${count(result.hours_not_scored, 'active hour')} were only learnt, so no alert can come of them; --rescore ` +
            'scores them, too.',
        ];
  return [
    ...wrap(
      `${count(result.credentials, 'credential')}, ${number(result.credential_months)} credential-months${range}.`,
      WIDTH,
    ),
    scores,
    ...unscored,
  ];
}

function counts({
  budget,
  budget_in_force,
  tried,
  in_force,
  per_credential_month,
  ...result
}: BacktestResult) {
  const named = budget ?? 'each its own';
  const rate = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const row = (severity: Severity): string[] => [
    severity,
    String(tried[severity]),
    String(in_force[severity]),
  ];
  return [
    ...table([
      ['', `with ${named}`, `in force (${budget_in_force})`],
      ...[...SEVERITIES]
        .reverse()
        .filter((one) => tried[one] + in_force[one] > 0)
        .map(row),
      ['medium or more', String(alarmsIn(tried)), String(alarmsIn(in_force))],
      ['… per credential-month', rate(per_credential_month.tried), rate(per_credential_month.in_force)],
    ]),
    ...(budget === null
      ? []
      : ['', `${count(result.new, 'alert')} would be new, ${number(result.gone)} would be gone.`]),
  ];
}

function alertLines(alert: BacktestAlert, { budget }: BacktestResult): string[] {
  const isNew = budget !== null && (alert.otherwise === null || alert.otherwise === 'low');
  return [
    `${MARKS[alert.severity]}${isNew ? '  new' : ''}  ${alert.credential_label ?? alert.credential}  raised at ` +
      `${alert.raised_at}, ${alert.score_bits.toFixed(1)} of ${alert.threshold_bits.toFixed(1)} bits`,
    ...wrap(alert.explanation, WIDTH).map((line) => `  ${line}`),
  ];
}

function gone(result: BacktestResult): string[] {
  if (result.gone === 0) return [];
  return [
    '',
    'Gone:',
    ...result.gone_alerts.flatMap((alert) => alertLines(alert, { ...result, budget: null })),
  ];
}

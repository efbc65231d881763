import { count, number, span } from '../core/explain/numbers.ts';
import { DAY, MINUTE } from '../core/time.ts';
import { nextSteps } from '../notify/next-steps.ts';
import type { AlertView } from '../respond/alert-view.ts';
import type { DemoMonth } from '../scenario/demo.ts';
import { alertText, wrap } from './alert-text.ts';
import type { Played } from './demo-client.ts';

export interface DemoResult {
  readonly month: DemoMonth;
  readonly played: Played;
  readonly ringing: readonly AlertView[];
  readonly quiet: number;
  /** Of the whole demonstration, until the report. */
  readonly seconds: number;
}

/** Whether the planted theft was told: the alert's span meets the theft's. */
export const leakWasFound = ({ month, ringing }: DemoResult): boolean =>
  ringing.some((alert) => isTheLeak(alert, month));

/** What was played, what the service said of it, and, since this month is made up, what was true. */
export function demoReport(result: DemoResult): string[] {
  const { month, played, ringing, quiet, seconds } = result;
  const rate = played.events / played.seconds;
  return [
    `${count(played.events, 'call')} of ${count(month.credentials.length, 'credential')} in ${span((month.end - month.start) / DAY)}, ` +
      `sent to POST /v1/events in ${number(played.seconds)} s (${number(Math.round(rate))} a second, each stored and scored).`,
    `${count(ringing.length, 'alert')}${quiet === 0 ? '' : `; ${count(quiet, 'episode')} below the alert budget`}.`,
    '',
    ...ringing.flatMap((alert) => [
      ...alertText(alert),
      `  In truth: ${truth(alert, month)}`,
      ...whatToDo(alert),
      '',
    ]),
    ...(leakWasFound(result)
      ? []
      : [`The planted theft of "${labelOf(month, month.attack.credential)}" was NOT alerted.`, '']),
    `Took ${number(seconds)} s.`,
  ];
}

function whatToDo(alert: AlertView): string[] {
  const steps = nextSteps(alert.credential, null).split('\n');
  return [
    '  What to do',
    ...steps.flatMap((step) => wrap(step, 94).map((line, i) => `${i === 0 ? '    ' : '       '}${line}`)),
  ];
}

function truth(alert: AlertView, month: DemoMonth): string {
  if (isTheLeak(alert, month)) {
    const after = (Date.parse(alert.raised_at) - month.attack.start) / 1_000;
    const minutes = Math.round((month.end - month.attack.start) / MINUTE);
    return (
      `the planted theft, which began ${minutes} minutes ago and still goes on. ` +
      `The evidence sufficed ${number(Math.max(0, after))} s after its first call.`
    );
  }
  const change = month.changes.find(
    ({ credential, start, end }) =>
      credential === alert.credential &&
      Date.parse(alert.last_event_at) >= start &&
      Date.parse(alert.first_event_at) <= end + DAY,
  );
  return change === undefined ? 'a false alarm.' : `a false alarm: the owner ${change.summary}.`;
}

const isTheLeak = (alert: AlertView, { attack }: DemoMonth): boolean =>
  alert.credential === attack.credential &&
  Date.parse(alert.last_event_at) >= attack.start &&
  Date.parse(alert.first_event_at) <= attack.end;

const labelOf = (month: DemoMonth, credential: string): string =>
  month.credentials.find((entry) => entry.credential === credential)?.label ?? credential;

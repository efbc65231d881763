import type { Finding } from '../core/alert.ts';
import { budgetInWords, parseBudget } from '../core/budget-text.ts';
import { MINUTE } from '../core/time.ts';
import type { TimedReceipt } from '../store/deliveries.ts';
import { nextSteps } from './next-steps.ts';
import {
  fitted,
  type Markup,
  markup,
  oneLine,
  type PlainText,
  plainText,
  SLACK_LIMITS,
} from './slack-text.ts';
import { whatIsNew } from './what-is-new.ts';
import { counted, listed, SEVERITY_WORDS, SIGNAL_WORDS, sinceWhen, span, utc } from './words.ts';

/** An alert as it is to be told. */
export interface AlertToTell {
  readonly alertId: string;
  readonly finding: Finding;
  readonly label: string | null;
  readonly owner: string | null;
  /** What people were told of this alert before; null: nothing. */
  readonly told: TimedReceipt | null;
  /** When the message was asked for, epoch milliseconds. */
  readonly queuedAt: number;
}

type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText | Markup; readonly fields?: never }
  | { readonly type: 'section'; readonly fields: readonly PlainText[]; readonly text?: never }
  | { readonly type: 'context'; readonly elements: readonly (PlainText | Markup)[] }
  | { readonly type: 'divider' };

export interface SlackPayload {
  /** For notifications and screen readers; where blocks are shown, it is not. */
  readonly text: string;
  readonly mrkdwn: false;
  readonly parse: 'none';
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly Block[];
}

/** Together with the rest they stay below the limit of the whole message, whatever the alert holds. */
const LONGEST = { name: 80, explanation: 2_400, news: 1_000, why: 2_400, silent: 900, field: 400, text: 400 };
const LISTED = 5;
/** A message that took longer to leave says so. */
const LATE_DELIVERY = 5 * MINUTE;

/**
 * The Slack message of an alert, in the order of the questions of whoever reads it: what is used, from where, how
 * unusual, what it touched, since when, is it still going on; why it was raised; what to do. Whatever an attacker
 * may have written stands in plain text only.
 */
export function slackMessage(
  alert: AlertToTell,
  { publicUrl, now }: { publicUrl?: string; now: number },
): SlackPayload {
  const { finding, told } = alert;
  const name = nameOf(alert);
  const severity = SEVERITY_WORDS[finding.severity];
  const title = told === null ? `${severity}: unusual use of ${name}` : `${severity}: more on ${name}`;
  const since = `${counted(finding.eventCount, 'call')} ${sinceWhen(finding.firstEventAt, finding.lastEventAt, now)}.`;
  return {
    text: fitted(`${title}. ${since} Alert ${alert.alertId}`, LONGEST.text),
    mrkdwn: false,
    parse: 'none',
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(title, SLACK_LIMITS.header) },
      ...(told === null ? [] : [section(whatIsNew(finding, told), LONGEST.news)]),
      section(finding.explanation, LONGEST.explanation),
      section(since, LONGEST.field),
      { type: 'section', fields: numbers(alert).map((field) => plainText(field, LONGEST.field)) },
      heading('Why this was raised'),
      section(reasons(finding), LONGEST.why),
      ...(finding.counterfactual === '' ? [] : [section(finding.counterfactual, LONGEST.silent)]),
      heading('What to do now'),
      section(nextSteps(finding.credential, alert.owner), LONGEST.silent),
      { type: 'divider' },
      { type: 'context', elements: footer(alert, publicUrl, now) },
    ],
  };
}

function nameOf({ label, finding }: AlertToTell): string {
  const name = oneLine(label ?? finding.credential) || 'a credential';
  return name.length > LONGEST.name ? `${Array.from(name).slice(0, LONGEST.name).join('')}…` : name;
}

/** A block without text would spoil the whole message. */
function section(text: string, limit: number): Block {
  const plain = plainText(text, limit);
  return { type: 'section', text: plain.text.trim() === '' ? plainText('–', limit) : plain };
}

const heading = (words: string): Block => ({ type: 'section', text: markup(`*${words}*`) });

function numbers({ finding, label, owner }: AlertToTell): string[] {
  const { sourceIps, operations } = finding;
  return [
    `Credential: ${oneLine(finding.credential)}${label === null ? '' : ` (${oneLine(label)})`}`,
    `Owner: ${owner === null ? 'not recorded' : oneLine(owner)}`,
    `From: ${sourceIps.length === 0 ? 'no address in the logs' : oneLine(listed(sourceIps, LISTED))}`,
    `Called: ${operations.length === 0 ? 'not in the logs' : oneLine(listed(operations, LISTED))}`,
  ];
}

function reasons({ signals, scoreBits, thresholdBits, budget }: Finding): string {
  const total = signals.reduce((sum, { bits }) => sum + bits, 0);
  const shares = [...signals]
    .sort((a, b) => b.bits - a.bits)
    .map(({ signal, bits, summary, observed, expected }) => {
      const share = total > 0 ? `, ${Math.round((100 * bits) / total)} % of the evidence` : '';
      const figures = `Seen: ${oneLine(observed)}. Usual: ${oneLine(expected)}.`;
      return `${SIGNAL_WORDS[signal] ?? signal}${share}. ${oneLine(summary)} ${figures}`;
    });
  const evidence =
    `In all as unlikely as ${Math.max(1, Math.round(scoreBits))} heads in a row from a coin (${scoreBits.toFixed(1)} bits); ` +
    `${thresholdBits.toFixed(1)} bits raise an alert, for ${promise(budget)}.`;
  return [evidence, ...shares].join('\n');
}

function promise(budget: string): string {
  try {
    return `a budget of ${budgetInWords(parseBudget(budget))}`;
  } catch (error) {
    if (error instanceof RangeError) return `the budget ${oneLine(budget)}`;
    throw error;
  }
}

function footer(alert: AlertToTell, publicUrl: string | undefined, now: number): (PlainText | Markup)[] {
  const { alertId, finding, queuedAt } = alert;
  const page = publicUrl === undefined ? null : alertPage(publicUrl, alertId);
  const held = now - queuedAt;
  return [
    ...(page === null ? [] : [markup(`<${page}|Open this alert>`)]),
    plainText(`Alert ${alertId}`, LONGEST.field),
    ...(finding.lateBySeconds > 0
      ? [plainText(`Its logs arrived ${span(finding.lateBySeconds * 1_000)} late`, LONGEST.field)]
      : []),
    ...(held > LATE_DELIVERY
      ? [
          plainText(
            `This message was ready at ${utc(queuedAt)} and waited ${span(held)} for Slack`,
            LONGEST.field,
          ),
        ]
      : []),
  ];
}

/** The address of an alert's page below PUBLIC_URL, safe within Slack's `<address|words>`. */
function alertPage(publicUrl: string, alertId: string): string {
  const base = new URL(publicUrl);
  base.pathname = `${base.pathname.replace(/\/+$/u, '')}/alerts/${encodeURIComponent(alertId)}`;
  return fitted(base.href.replaceAll('|', '%7C'), SLACK_LIMITS.section);
}

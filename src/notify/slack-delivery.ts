import { type SafeFetchOptions, type SafeResponse, safeFetch } from '../net/safe-fetch.ts';
import { SafeFetchError } from '../net/safe-fetch-error.ts';
import type { SlackPayload } from './slack.ts';

/**
 * What came of one attempt. `retry`: try again, not before `afterMs` when Slack named a time. `refused`: it will
 * not work however often it is tried; `advice` tells the operator why and what to do.
 */
export type SlackOutcome =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'retry';
      readonly error: string;
      readonly afterMs: number | null;
      /** For the operator now, though it may pass. */
      readonly advice: string | null;
    }
  | { readonly kind: 'refused'; readonly error: string; readonly advice: string };

export type SlackTransport = Pick<SafeFetchOptions, 'allowPrivate' | 'timeoutMs' | 'lookup'>;

/**
 * Posts a message to a Slack incoming webhook, once. The address of the webhook is a secret and appears in nothing
 * that comes back.
 */
export async function postToSlack(
  webhookUrl: string,
  payload: SlackPayload,
  transport: SlackTransport = {},
): Promise<SlackOutcome> {
  try {
    const response = await safeFetch(webhookUrl, {
      ...transport,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(payload),
    });
    return outcomeOf(response);
  } catch (error) {
    if (error instanceof SafeFetchError) return outcomeOfFailure(error);
    throw error;
  }
}

function outcomeOf({ status, headers, body }: SafeResponse): SlackOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const code = slackErrorOf(body);
  const error = `Slack answered ${status}${code === null ? '' : ` ${code}`}`;
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    const afterMs = retryAfterMs(headers['retry-after'], Date.now());
    return {
      kind: 'retry',
      error,
      afterMs: afterMs ?? (status === 429 ? UNNAMED_WAIT_MS : null),
      advice: null,
    };
  }
  return { kind: 'refused', error, advice: adviceOn(status, code) };
}

function outcomeOfFailure(error: SafeFetchError): SlackOutcome {
  // The status line is Slack's word; what was lost was only the body after it.
  if (error.status !== undefined && error.status >= 200 && error.status < 300) return { kind: 'delivered' };
  const text = `Slack could not be reached: ${error.message}`;
  switch (error.code) {
    case 'url_not_allowed':
      return { kind: 'refused', error: text, advice: `${text}. ${NEW_WEBHOOK}` };
    case 'address_not_allowed':
      return {
        kind: 'retry',
        error: text,
        afterMs: null,
        advice:
          `${text}. Messages are kept and tried again for a day. Check SLACK_WEBHOOK_URL, and what the name in it ` +
          'resolves to on this machine.',
      };
    default:
      return { kind: 'retry', error: text, afterMs: null, advice: null };
  }
}

/** Slack's errors are one lower-case word. Anything else is not quoted: it may repeat the request. */
function slackErrorOf(body: string): string | null {
  const word = body.trim();
  return /^[a-z][a-z_]{2,59}$/u.test(word) ? word : null;
}

const UNNAMED_WAIT_MS = 30_000;
/** Nobody means more, and a slip must not silence us for long. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;

/**
 * Milliseconds to wait by a Retry-After header: seconds or an HTTP date (RFC 9110 section 10.2.3), at most a day.
 * Null when there is none that can be read.
 */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return null;
  const wait = /^\d+$/u.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, wait), LONGEST_WAIT_MS);
}

const NEW_WEBHOOK =
  'Make a new incoming webhook in Slack for a channel that is read, set SLACK_WEBHOOK_URL to it and restart.';

/** docs.slack.dev, "Sending messages using incoming webhooks", section on errors. */
const ADVICE: Readonly<Record<string, string>> = {
  channel_is_archived: 'The channel of the webhook is archived. Unarchive it in Slack, or: ',
  channel_not_found: 'The channel of the webhook is gone. ',
  posting_to_general_channel_denied: 'The workspace does not let apps post to that channel. ',
  action_prohibited:
    'An administrator of the workspace restricts posting to that channel. Ask for leave, or: ',
  invalid_token: 'The webhook was revoked. ',
  no_active_hooks: 'The webhook is switched off. ',
  no_service: 'The webhook was removed or switched off. ',
  no_service_id: 'SLACK_WEBHOOK_URL is incomplete. ',
  no_team: 'The workspace of the webhook is gone. ',
  team_disabled: 'The workspace of the webhook is disabled. ',
  user_not_found: 'The user that the webhook writes to is gone. ',
};

function adviceOn(status: number, code: string | null): string {
  const known = code === null ? undefined : ADVICE[code];
  if (known !== undefined) return known + NEW_WEBHOOK;
  if (status === 404 || status === 410) return `The webhook is not there any more. ${NEW_WEBHOOK}`;
  if (status >= 300 && status < 400) {
    return 'The address answers with a redirect, which is not followed. Set SLACK_WEBHOOK_URL to the final address.';
  }
  if (status === 400 || status === 413) {
    return (
      'Slack does not accept the message itself; other alerts are not affected. Read this one in the list of ' +
      'alerts, and report the fault with its id and the answer.'
    );
  }
  return `Slack does not accept messages from here. ${NEW_WEBHOOK}`;
}
